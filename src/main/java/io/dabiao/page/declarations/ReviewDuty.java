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

/** Stored versions that the one who looks may review, where the installation wants a review. */
@ApplicationScoped
class ReviewDuty implements TodoItem {

    private final Proposals proposals;

    ReviewDuty(Proposals proposals) {
        this.proposals = proposals;
    }

    @Override
    public int place() {
        return 30;
    }

    @Override
    public String list(int year) {
        return "/declarations";
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(ReviewDuty.class).of("reviewDuty");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        if (!proposals.reviewed() || !pageContext.may(Role.REPORT)) {
            return List.of();
        }
        Messages messages = pageContext.say(ReviewDuty.class);
        return DeclarationVersion.<DeclarationVersion>list(
                        "year = ?1 and standing = ?2 order by project", year, VersionState.PROPOSED)
                .stream()
                .filter(one -> pageContext.sees(one.project) && proposals.reviews(one, pageContext.name()))
                .map(one -> new Task(
                        messages.of("standing_to_review"),
                        one.name,
                        "/declarations/" + one.year + "/" + Paths.encoded(one.project) + "?version=" + one.version))
                .toList();
    }
}
