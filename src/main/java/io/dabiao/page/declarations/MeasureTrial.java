package io.dabiao.page.declarations;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextVersion;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.store.EventReader;
import io.dabiao.store.EventsExported;
import io.dabiao.store.FactsReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Tries a measure, before it is declared, on the facts there are. */
@ApplicationScoped
public class MeasureTrial {

    /** A month and what the measure says of it. */
    public record Month(String label, String value) {}

    /**
     * What a measure would say on the facts there are.
     *
     * @param trouble why nothing can be said; empty where something can
     * @param events how many facts it takes
     */
    public record Trial(String trouble, String measure, String sentence, String events, List<Month> months) {

        static Trial none(String why) {
            return new Trial(why, "", "", "", List.of());
        }
    }

    private final Declarations declarations;
    private final EventReader events;
    private final FactsReader reader;
    private final PageContext pageContext;

    MeasureTrial(Declarations declarations, EventReader events, FactsReader reader, PageContext pageContext) {
        this.declarations = declarations;
        this.events = events;
        this.reader = reader;
        this.pageContext = pageContext;
    }

    /** @param text a declaration whose last indicator is tried */
    Trial of(NextVersion.Base base, String text) {
        Messages messages = pageContext.say(MeasureTrial.class);
        if (!(DeclaringForms.read(base, text) instanceof DeclarationReader.DeclarationReading.Accepted accepted)) {
            return Trial.none(messages.of("trialRefused"));
        }
        Declaration declaration =
                accepted.declaration().under(declarations.inForce().types());
        Indicator indicator =
                declaration.indicators().get(declaration.indicators().size() - 1);
        Instant now = pageContext.now();
        try {
            Map<Series, LocalDate> needed = Evaluation.needed(indicator, declaration, now);
            LocalDate from = needed.values().stream()
                    .min(Comparator.naturalOrder())
                    .orElse(declaration.period().from());
            Facts facts = events.at(
                    reader.position(),
                    needed.keySet(),
                    from,
                    declaration.period().until(),
                    now);
            Evaluation evaluation = Evaluation.of(
                    indicator, declaration, facts, declarations.inForce().calendar());
            return new Trial(
                    "",
                    pageContext.said(indicator.measure()),
                    pageContext.said(evaluation.sentence()),
                    messages.of("trialEvents", evaluation.reading().parts().samples()),
                    months(indicator, declaration, facts));
        } catch (EventsExported exported) {
            return Trial.none(messages.of("trialExported"));
        }
    }

    private List<Month> months(Indicator indicator, Declaration declaration, Facts facts) {
        return Evaluation.course(
                        indicator, declaration, facts, declarations.inForce().calendar(), Grain.MONTH)
                .stream()
                .map(point -> new Month(
                        point.label(),
                        point.actual()
                                .map(Fraction::decimal)
                                .map(Numbers::shown)
                                .orElse("—")))
                .toList();
    }
}
