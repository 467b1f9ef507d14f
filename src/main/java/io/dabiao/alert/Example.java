package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A notification that says of itself that it is an example, to try out receivers and templates. */
public final class Example {

    private Example() {}

    /** @param link of the service, where the settings name one */
    public static Notification of(Notification.Occasion occasion, Optional<String> link, Instant now) {
        boolean over = occasion == Notification.Occasion.RESOLVED;
        AlertSnapshot alertSnapshot = new AlertSnapshot(
                "0",
                "example",
                "breached",
                Words.of(Example.class, "exampleRule"),
                AlertKind.Pace.FIGURES,
                Severity.INFO,
                over ? State.RESOLVED : State.FIRING,
                now.atOffset(java.time.ZoneOffset.UTC).getYear(),
                "example",
                Words.of(Example.class, "exampleProject").chinese(),
                "example",
                Words.of(Example.class, "exampleIndicator").chinese(),
                Words.of(Example.class, "exampleLevel").chinese(),
                Words.of(Example.class, "exampleOwner").chinese(),
                Words.of(Example.class, "exampleSentence"),
                Optional.of(Words.of(Example.class, "exampleOutlook")),
                link,
                link.map(base -> base + AlertKind.runbook("breached")),
                link.map(base -> base + "/alerts/answer/example"),
                now.minus(1, ChronoUnit.HOURS),
                over ? Optional.of(now) : Optional.empty());
        return new Notification(
                java.util.UUID.randomUUID().toString(), occasion, "example", List.of(alertSnapshot), now, 1);
    }
}
