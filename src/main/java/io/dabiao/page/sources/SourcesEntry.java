package io.dabiao.page.sources;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class SourcesEntry implements NavItem {

    @Override
    public String path() {
        return "/sources";
    }

    @Override
    public Words words() {
        return Words.of(SourcesEntry.class, "entrySources");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 10;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW);
    }
}
