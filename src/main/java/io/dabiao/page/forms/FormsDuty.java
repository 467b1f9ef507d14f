package io.dabiao.page.forms;

import io.dabiao.access.Role;
import io.dabiao.declare.work.FormWorks;
import io.dabiao.page.Duty;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Forms that somebody has begun to settle. */
@ApplicationScoped
class FormsDuty implements Duty {

    private final FormWorks works;

    FormsDuty(FormWorks works) {
        this.works = works;
    }

    @Override
    public int place() {
        return 45;
    }

    @Override
    public String name(Visit visit) {
        return visit.say(FormsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(Visit visit, int year) {
        if (!visit.may(Role.REPORT)) {
            return List.of();
        }
        Say say = visit.say(FormsDuty.class);
        return works.open().stream()
                .filter(work -> !visit.limited() || work.createdBy.equals(visit.name()))
                .map(work -> new Task(
                        say.of("dutyTask", work.file),
                        work.name.isEmpty() ? say.of("nameless") : work.name,
                        "/enter/forms/" + work.id))
                .toList();
    }
}
