package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.alert.State;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.TodoItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Alerts that fire, that no one has acknowledged, and that are about what the person answers for. */
@ApplicationScoped
class AlertsDuty implements TodoItem {

    @Override
    public int place() {
        return 10;
    }

    @Override
    public String list(int year) {
        return "/alerts";
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(AlertsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        if (!pageContext.may(Role.REPORT)) {
            return List.of();
        }
        Messages messages = pageContext.say(AlertsDuty.class);
        return Alert.open().stream()
                .filter(alert -> alert.state == State.FIRING && alert.year == year)
                .filter(alert -> pageContext.sees(alert.project) && pageContext.isNamed(alert.owner))
                .map(alert -> new Task(pageContext.said(alert.sentence()), alert.indicatorName, AlertsPage.path(alert)))
                .toList();
    }
}
