package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.page.Duty;
import io.dabiao.page.Paths;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Declarations that wait for somebody's approval. */
@ApplicationScoped
class DraftsDuty implements Duty {

    @Override
    public int place() {
        return 40;
    }

    @Override
    public String name(Visit visit) {
        return visit.say(DraftsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(Visit visit, int year) {
        if (!visit.may(Role.ADMIN)) {
            return List.of();
        }
        Say say = visit.say(DraftsDuty.class);
        return DeclarationVersion.<DeclarationVersion>list(
                        "year = ?1 and standing in ?2 order by project, version",
                        year,
                        List.of(DeclarationVersion.PROPOSED, DeclarationVersion.DRAFT))
                .stream()
                .map(one -> new Task(
                        say.of("standing_" + one.standing),
                        one.name,
                        "/declarations/" + one.year + "/" + Paths.encoded(one.project) + "?version=" + one.version))
                .toList();
    }
}
