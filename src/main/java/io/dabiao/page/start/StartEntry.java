package io.dabiao.page.start;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class StartEntry implements NavItem {

    @Override
    public String path() {
        return "/start";
    }

    @Override
    public Words words() {
        return Words.of(StartEntry.class, "entryFirstSteps");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 90;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.ADMIN);
    }
}
