package io.dabiao.page.types;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class TypesEntry implements NavItem {

    @Override
    public String path() {
        return "/types";
    }

    @Override
    public Words words() {
        return Words.of(TypesEntry.class, "entryEventTypes");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 12;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW);
    }
}
