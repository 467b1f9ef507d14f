package io.dabiao.page.alerts;

import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertAct;
import io.dabiao.alert.PlannedNotification;
import io.dabiao.alert.QueuedNotification;
import io.dabiao.page.Messages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened about an alert, in the order in which it did: by which rule, what held, which route, which messages, what was answered. */
final class AlertStory {

    /**
     * One thing that happened.
     *
     * @param what in a word or two
     * @param who did it; the service where no person did
     * @param path where it leads; empty where nowhere
     */
    record Line(Instant at, String what, String who, String text, String path) {}

    private AlertStory() {}

    /**
     * @param acts of the alert, in order
     * @param planned who was to be told of it, in order
     * @param sent the messages by their ids
     */
    static List<Line> of(
            Alert alert,
            List<AlertAct> acts,
            List<PlannedNotification> planned,
            Map<Long, QueuedNotification> sent,
            Messages messages) {
        List<Line> lines = new ArrayList<>();
        String service = messages.of("service");
        Instant begin = acts.isEmpty() ? alert.since : acts.get(0).at;
        lines.add(new Line(
                begin,
                messages.of("story_rule"),
                service,
                alert.holdSeconds == 0
                        ? messages.of(
                                "storyAtOnce", messages.of(alert.kindCalled()), messages.of(alert.severity.words()))
                        : messages.of(
                                "storyWaits",
                                messages.of(alert.kindCalled()),
                                messages.of(alert.severity.words()),
                                messages.of(alert.waits())),
                alert.runbook()));
        for (AlertAct act : acts) {
            lines.add(new Line(
                    act.at,
                    messages.has("act_" + act.act) ? messages.of("act_" + act.act) : act.act,
                    act.by.equals(AlertAct.SERVICE) ? service : act.by,
                    messages.of(act.said()),
                    ""));
        }
        for (PlannedNotification one : planned) {
            lines.add(message(one, Optional.ofNullable(one.notificationId).map(sent::get), service, messages));
        }
        // Stable: what happened in one moment stays in the order rule, condition, route, message.
        lines.sort(Comparator.comparing(Line::at));
        return List.copyOf(lines);
    }

    private static Line message(
            PlannedNotification one, Optional<QueuedNotification> message, String service, Messages messages) {
        String to = messages.of("storyTo", messages.of(one.occasion.words()), one.receiver);
        if (message.isEmpty()) {
            String held = one.held().map(messages::of).orElse("");
            String state = messages.of("telling_" + one.state.name().toLowerCase(java.util.Locale.ROOT));
            return new Line(
                    one.due,
                    messages.of("story_message"),
                    service,
                    to + state + (held.isEmpty() ? "" : messages.of("and") + held),
                    "");
        }
        QueuedNotification found = message.get();
        return new Line(
                found.at,
                messages.of("story_message"),
                service,
                to
                        + MessagesPage.state(found.state, messages)
                        + (found.reason == null ? "" : messages.of("and") + found.reason),
                "/alerts/messages/" + found.id);
    }
}
