package io.dabiao.page.people;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class PeopleEntry implements NavItem {

    @Override
    public String path() {
        return "/people";
    }

    @Override
    public Words words() {
        return Words.of(PeopleEntry.class, "entryPeople");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 60;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.ADMIN);
    }
}
