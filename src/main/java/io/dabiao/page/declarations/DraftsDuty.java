package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.VersionState;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.TodoItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Declarations that wait for somebody's approval. */
@ApplicationScoped
class DraftsDuty implements TodoItem {

    private final Proposals proposals;

    DraftsDuty(Proposals proposals) {
        this.proposals = proposals;
    }

    @Override
    public int place() {
        return 40;
    }

    @Override
    public String list(int year) {
        return "/declarations";
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(DraftsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        if (!pageContext.may(Role.ADMIN)) {
            return List.of();
        }
        Messages messages = pageContext.say(DraftsDuty.class);
        return DeclarationVersion.<DeclarationVersion>list(
                        "year = ?1 and standing in ?2 order by project, version",
                        year,
                        List.of(VersionState.PROPOSED, VersionState.DRAFT))
                .stream()
                .filter(one -> proposals.hindrance(one, pageContext.name()).isEmpty())
                .map(one -> new Task(
                        messages.of("standing_" + one.standing.word()),
                        one.name,
                        "/declarations/" + one.year + "/" + Paths.encoded(one.project) + "?version=" + one.version))
                .toList();
    }
}
