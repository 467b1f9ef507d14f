package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class IndicatorsEntry implements NavItem {

    @Override
    public String path() {
        return "/indicators";
    }

    @Override
    public Words words() {
        return Words.of(IndicatorsEntry.class, "entryIndicators");
    }

    @Override
    public Group group() {
        return Group.YEAR;
    }

    @Override
    public int place() {
        return 15;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
