package io.dabiao.page.enter;

import io.dabiao.page.Duty;
import io.dabiao.page.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Values that are missing, or older than their cadence. */
@ApplicationScoped
class ValuesDuty implements Duty {

    private final Wanted wanted;

    ValuesDuty(Wanted wanted) {
        this.wanted = wanted;
    }

    @Override
    public int place() {
        return 20;
    }

    @Override
    public String name(Visit visit) {
        return visit.say(ValuesDuty.class).of("dutyValues");
    }

    @Override
    public List<Task> tasks(Visit visit, int year) {
        return wanted.tasks(visit, year, why -> !why.ofEvidence());
    }
}
