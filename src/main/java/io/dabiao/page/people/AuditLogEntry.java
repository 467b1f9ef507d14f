package io.dabiao.page.people;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class AuditLogEntry implements NavItem {

    @Override
    public String path() {
        return "/audit";
    }

    @Override
    public Words words() {
        return Words.of(AuditLogEntry.class, "entryAuditLog");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 80;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.ADMIN);
    }
}
