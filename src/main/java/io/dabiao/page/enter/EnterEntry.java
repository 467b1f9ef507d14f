package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class EnterEntry implements NavItem {

    @Override
    public String path() {
        return "/enter";
    }

    @Override
    public Words words() {
        return Words.of(EnterEntry.class, "entryEnter");
    }

    @Override
    public Group group() {
        return Group.WORK;
    }

    @Override
    public int place() {
        return 10;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.REPORT, Role.INGEST);
    }
}
