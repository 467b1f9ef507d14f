package io.dabiao.page.enter;

import io.dabiao.page.Duty;
import io.dabiao.page.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Values that hold no longer, with their evidence, or soon will not. */
@ApplicationScoped
class EvidenceDuty implements Duty {

    private final Wanted wanted;

    EvidenceDuty(Wanted wanted) {
        this.wanted = wanted;
    }

    @Override
    public int place() {
        return 21;
    }

    @Override
    public String name(Visit visit) {
        return visit.say(EvidenceDuty.class).of("dutyEvidence");
    }

    @Override
    public List<Task> tasks(Visit visit, int year) {
        return wanted.tasks(visit, year, why -> why.ofEvidence());
    }
}
