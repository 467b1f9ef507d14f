package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class DeclarationsEntry implements NavItem {

    @Override
    public String path() {
        return "/declarations";
    }

    @Override
    public Words words() {
        return new Words("Declarations", "绩效申报");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
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
