package io.dabiao.page.checks;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class ChecksEntry implements NavItem {

    @Override
    public String path() {
        return "/checks";
    }

    @Override
    public Words words() {
        return Words.of(ChecksEntry.class, "entryLiveChecks");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 40;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW);
    }
}
