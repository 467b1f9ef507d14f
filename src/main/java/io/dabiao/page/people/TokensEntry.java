package io.dabiao.page.people;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class TokensEntry implements NavItem {

    @Override
    public String path() {
        return "/tokens";
    }

    @Override
    public Words words() {
        return Words.of(TokensEntry.class, "entryTokens");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 70;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.ADMIN);
    }
}
