package io.dabiao.page.search;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class SearchEntry implements NavItem {

    @Override
    public String path() {
        return SearchPage.PATH;
    }

    @Override
    public Words words() {
        return Words.of(SearchEntry.class, "entrySearch");
    }

    @Override
    public Group group() {
        return Group.YEAR;
    }

    @Override
    public int place() {
        return 90;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
