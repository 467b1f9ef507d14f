package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class ReportsEntry implements NavItem {

    @Override
    public String path() {
        return "/reports";
    }

    @Override
    public Words words() {
        return Words.of(ReportsEntry.class, "entryReports");
    }

    @Override
    public Group group() {
        return Group.YEAR;
    }

    @Override
    public int place() {
        return 30;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
