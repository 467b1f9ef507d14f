package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.VersionState;
import io.dabiao.page.NavItem;
import io.dabiao.page.PageContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

@ApplicationScoped
class DeclarationsEntry implements NavItem {

    @Override
    public String path() {
        return "/declarations";
    }

    @Override
    public Words words() {
        return Words.of(DeclarationsEntry.class, "entryDeclarations");
    }

    @Override
    public Group group() {
        return Group.SERVICE;
    }

    @Override
    public int place() {
        return 30;
    }

    /** Versions that wait for approval, for those who approve. */
    @Override
    public int waits(PageContext pageContext) {
        return pageContext.may(Role.ADMIN)
                ? (int) DeclarationVersion.count(
                        "standing in ?1 and year >= ?2",
                        List.of(VersionState.PROPOSED, VersionState.DRAFT),
                        pageContext.now().atZone(ZoneOffset.UTC).getYear())
                : 0;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.VIEW, Role.REPORT);
    }
}
