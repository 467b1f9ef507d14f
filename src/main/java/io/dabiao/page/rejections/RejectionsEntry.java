package io.dabiao.page.rejections;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class RejectionsEntry implements NavItem {

    @Override
    public String path() {
        return "/rejections";
    }

    @Override
    public Words words() {
        return Words.of(RejectionsEntry.class, "entryRejections");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 20;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.INGEST);
    }
}
