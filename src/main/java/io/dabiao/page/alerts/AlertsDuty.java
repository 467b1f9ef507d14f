package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.alert.State;
import io.dabiao.core.Words;
import io.dabiao.page.Duty;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Alerts that fire, that nobody has acknowledged, and that are about what the person answers for. */
@ApplicationScoped
class AlertsDuty implements Duty {

    @Override
    public int place() {
        return 10;
    }

    @Override
    public String name(Visit visit) {
        return visit.say(AlertsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(Visit visit, int year) {
        if (!visit.may(Role.REPORT)) {
            return List.of();
        }
        Say say = visit.say(AlertsDuty.class);
        return Alert.open().stream()
                .filter(alert -> alert.state == State.FIRING && alert.year == year)
                .filter(alert -> visit.sees(alert.project) && visit.isNamed(alert.owner))
                .map(alert -> new Task(
                        say.of(new Words(alert.sentence, alert.sentenceZh)),
                        alert.indicatorName,
                        AlertsPage.path(alert)))
                .toList();
    }
}
