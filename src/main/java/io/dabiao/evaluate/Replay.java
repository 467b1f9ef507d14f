package io.dabiao.evaluate;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Versions;
import io.dabiao.store.EventReader;
import io.dabiao.store.Position;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Computes a recorded evaluation again, from the log and with the calendars as they were. */
@ApplicationScoped
public class Replay {

    private final Declarations declarations;
    private final EventReader events;

    Replay(Declarations declarations, EventReader events) {
        this.declarations = declarations;
        this.events = events;
    }

    /** An evaluation computed again, and what it was computed from besides the facts: the version that was in force. */
    public record Again(Declaration declaration, Indicator indicator, Evaluation evaluation) {

        /** Whether it came out as it was recorded. */
        public boolean same(VerdictChange change) {
            Optional<BigDecimal> actual = evaluation.decimal();
            Optional<BigDecimal> recorded = Optional.ofNullable(change.actual());
            return evaluation.verdict() == change.after()
                    && actual.isPresent() == recorded.isPresent()
                    && (actual.isEmpty() || actual.get().compareTo(recorded.get()) == 0);
        }
    }

    /**
     * The evaluation of the recorded version at the recorded instant from the log up to the recorded position.
     *
     * @return empty where the version can no longer be read
     * @throws io.dabiao.store.EventsExported where some of the events are in files of the archive alone
     */
    public Optional<Again> again(VerdictChange change) {
        Optional<DeclarationVersion> version =
                DeclarationVersion.of(change.ref().year(), change.ref().project(), change.version());
        // Before the catalogue was kept an absent attribute read as the empty text.
        Optional<EventTypes> types = change.typesDigest().flatMap(Declarations::types);
        return version.flatMap(Versions::read)
                .map(declaration -> types.map(declaration::under).orElse(declaration))
                .flatMap(declaration -> declaration
                        .indicator(change.ref().id())
                        .map(indicator -> new Again(declaration, indicator, evaluate(change, declaration, indicator))));
    }

    private Evaluation evaluate(VerdictChange change, Declaration declaration, Indicator indicator) {
        Position position = new Position(change.upTo(), change.without());
        Map<Series, LocalDate> needed = Evaluation.needed(indicator, declaration, change.at());
        var facts = events.at(
                position,
                needed.keySet(),
                needed.values().stream().min(LocalDate::compareTo).orElseThrow(),
                declaration.period().until(),
                change.at());
        WorkingCalendar calendar = change.calendarDigest()
                .flatMap(Declarations::calendar)
                .orElseGet(() -> declarations.inForce().calendar());
        return Evaluation.of(indicator, declaration, facts, calendar);
    }
}
