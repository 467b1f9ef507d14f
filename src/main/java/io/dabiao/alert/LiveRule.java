package io.dabiao.alert;

import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.text.Words;
import io.dabiao.evaluate.LiveChange;
import io.dabiao.evaluate.LiveState;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An indicator's live state over its short window is out of bounds. */
@ApplicationScoped
class LiveRule implements AlertRule {

    private static final AlertKind KIND = AlertKind.of(
                    "live", Words.of(LiveRule.class, "liveStateOutOfBounds"), Severity.CRITICAL)
            .at(AlertKind.Pace.OUTAGE);

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(WatchedIndicator indicator, LiveState row, ActiveConditions conditions) {
        condition(indicator, row.state(), row.value(), row.since(), "").ifPresent(conditions::holds);
        if (livesOn(row.state())) {
            conditions.unknown(indicator.subject().fingerprint(KIND));
        }
    }

    @Override
    public void follow(WatchedIndicator indicator, LiveChange change, AlertStateMachine alerts) {
        if (livesOn(change.after())) {
            return;
        }
        Optional<Condition> condition =
                condition(indicator, change.after(), change.value(), change.at(), "live-change/" + change.id());
        condition.ifPresent(one -> alerts.holds(one, change.at()));
        if (condition.isEmpty()) {
            alerts.ended(
                    indicator.subject().fingerprint(KIND),
                    change.at(),
                    new AlertStateMachine.End(Words.of(LiveRule.class, "withinBoundsAgain"), false));
        }
    }

    /** Neither no data nor the wait before it is out of bounds says that it is well again. */
    private static boolean livesOn(Live.State state) {
        return state == Live.State.NO_DATA || state == Live.State.PENDING;
    }

    private static Optional<Condition> condition(
            WatchedIndicator watched, Live.State state, BigDecimal value, Instant since, String cause) {
        Optional<Live> live = watched.indicator().live();
        if (state != Live.State.OUT_OF_BOUNDS || live.isEmpty()) {
            return Optional.empty();
        }
        Optional<Target> target = watched.target();
        String unit = target.map(any -> any.unit().symbol()).orElse("");
        String promised = target.map(Target::words).orElse("");
        String found = value == null
                ? ""
                : Digits.beside(value, target.map(Target::value).orElse(null)).toPlainString();
        Duration window = live.get().window();
        Words over = Spans.words(window);
        Words sentence = value == null
                ? Words.of(LiveRule.class, "outOfBoundsOverTheLast", over, promised)
                : Words.of(LiveRule.class, "overTheLastPromised", found, unit, over, promised);
        return Optional.of(watched.condition(KIND, sentence, since).from(cause));
    }
}
