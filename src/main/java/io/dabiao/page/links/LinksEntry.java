package io.dabiao.page.links;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class LinksEntry implements NavItem {

    @Override
    public String path() {
        return "/links";
    }

    @Override
    public Words words() {
        return Words.of(LinksEntry.class, "entryLinks");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 76;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
