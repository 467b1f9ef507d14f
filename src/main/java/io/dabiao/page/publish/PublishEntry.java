package io.dabiao.page.publish;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** What is public. */
@ApplicationScoped
class PublishEntry implements NavItem {

    @Override
    public String path() {
        return "/publish";
    }

    @Override
    public Words words() {
        return Words.of(PublishEntry.class, "entryPublicPage");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 75;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.ADMIN);
    }
}
