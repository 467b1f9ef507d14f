package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import io.dabiao.page.PageContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class AlertsEntry implements NavItem {

    @Override
    public String path() {
        return "/alerts";
    }

    @Override
    public Words words() {
        return Words.of(AlertsEntry.class, "entryAlerts");
    }

    @Override
    public Group group() {
        return Group.YEAR;
    }

    @Override
    public int place() {
        return 20;
    }

    /** Those that fire and that no one has acknowledged. */
    @Override
    public int waits(PageContext pageContext) {
        return (int) Alert.firing().stream()
                .filter(project -> pageContext.sees(project))
                .count();
    }

    @Override
    public boolean urgent() {
        return true;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
