package io.dabiao.page.overview;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class OverviewEntry implements NavItem {

    @Override
    public String path() {
        return "/overview";
    }

    @Override
    public Words words() {
        return Words.of(OverviewEntry.class, "entryToday");
    }

    @Override
    public Group group() {
        return Group.YEAR;
    }

    @Override
    public int place() {
        return 10;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
