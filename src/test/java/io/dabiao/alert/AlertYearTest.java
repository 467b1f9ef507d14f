package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Coverage;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.Catalogue;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessment;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.store.Position;
import io.dabiao.yaml.ResourceFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The alerts of the shared year, looked at each midnight, as {@code src/test/resources/alert/year-2024.txt} tells them;
 * {@code -Dgolden=write} regenerates it.
 */
@Guard
class AlertYearTest {

    private static final Path GOLDEN = Path.of("src/test/resources/alert/year-2024.txt");
    private static final String EVENTS = "/acceptance/year-2024/events.ndjson.gz";
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int YEAR = 2024;

    private final WorkingCalendar calendar =
            Calendars.load(ResourceFolder.shipped("calendars")).calendar();
    /** Those that look at one indicator's evaluation alone. */
    private static final List<AlertRule> RULES = List.of(
            new BreachedRule(),
            new AtRiskRule(),
            new StaleRule(),
            new ValueDueRule(),
            new AllowanceLowRule(),
            new CoverageLowRule());

    private static final List<String> OF_VERDICT = List.of("breached", "at_risk");
    private final Map<IndicatorRef, Instant> heard = new HashMap<>();

    /** The year's facts as they were at a midnight: every day before it is whole. */
    private record AsOf(HeldEvents whole, Instant before) implements Facts {
        @Override
        public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
            LocalDate today = before.atZone(ZONE).toLocalDate();
            LocalDate end = until.isBefore(today) ? until : today;
            return from.isBefore(end) ? whole.days(series, from, end) : new TreeMap<>();
        }
    }

    /** @param at the midnight after the day that it is told of */
    private record Told(LocalDate day, AlertStateMachine.Act act, Alert alert, String words) {

        String line() {
            String mark = act == AlertStateMachine.Act.FIRED ? "+" : "-";
            return String.format(
                    "  %s %-13s %s / %s：%s", mark, alert.kind, alert.projectName, alert.indicatorName, words);
        }
    }

    @Test
    void theYearRaisesTheAlertsThatAPersonAgreedWithAndNoneContradictsAnotherWithoutAFact() throws IOException {
        List<Event> events = events();
        List<Told> told = play(events);

        StringBuilder text = new StringBuilder();
        LocalDate day = null;
        for (Told one : told) {
            if (!one.day().equals(day)) {
                day = one.day();
                text.append(day).append('\n');
            }
            text.append(one.line()).append('\n');
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
        contradictions(told, events);
    }

    private List<Told> play(List<Event> events) {
        Declarations.InForce inForce = inForce();
        HeldEvents whole = new HeldEvents(events, Instant.parse("2025-02-01T00:00:00Z"));
        List<Told> told = new ArrayList<>();
        List<Alert> open = new ArrayList<>();
        for (LocalDate day = LocalDate.of(YEAR, 1, 1); day.getYear() == YEAR; day = day.plusDays(1)) {
            Instant now = day.plusDays(1).atStartOfDay(ZONE).toInstant();
            Facts facts = new AsOf(whole, now);
            AlertStateMachine alertStateMachine = new AlertStateMachine(open, (fingerprint, since) -> 0);
            look(alertStateMachine, inForce, facts, now);
            alertStateMachine.mature(now);
            for (AlertStateMachine.Step step : alertStateMachine.steps()) {
                if (step.act() == AlertStateMachine.Act.FIRED || step.act() == AlertStateMachine.Act.RESOLVED) {
                    told.add(
                            new Told(day, step.act(), step.alert(), step.words().chinese()));
                }
            }
            open = List.copyOf(alertStateMachine.open());
        }
        return told;
    }

    private void look(AlertStateMachine alertStateMachine, Declarations.InForce inForce, Facts facts, Instant now) {
        ActiveConditions activeConditions = new ActiveConditions();
        for (EffectiveDeclaration effectiveDeclaration : inForce.year(YEAR)) {
            Declaration declaration = effectiveDeclaration.declaration();
            for (Indicator indicator : declaration.indicators()) {
                IndicatorRef key = new IndicatorRef(YEAR, declaration.project(), indicator.id());
                Evaluation evaluation = Evaluation.of(indicator, declaration, facts, calendar);
                RecordedEvaluation row = new Assessment(
                                effectiveDeclaration,
                                indicator,
                                evaluation,
                                Position.START,
                                OptionalInt.empty(),
                                Coverage.of(indicator, declaration, facts))
                        .recorded(Optional.ofNullable(heard.get(key)), now);
                heard.put(key, row.heard());
                Optional<WatchedIndicator> findings = WatchedIndicator.of(inForce, key, now);
                if (findings.isEmpty()) {
                    for (AlertRule rule : RULES) {
                        Subject subject = new Subject(YEAR, key.project(), "", key.id(), "", "", "");
                        activeConditions.ends(
                                subject.fingerprint(rule.kind()),
                                new AlertStateMachine.End(WatchedIndicator.closed(inForce, key, now), false));
                    }
                    continue;
                }
                RULES.forEach(rule -> rule.look(findings.get(), row, activeConditions));
                if (indicator.measure() instanceof Worst worst) {
                    List<Evaluation.Point> course =
                            Evaluation.course(indicator, declaration, facts, calendar, worst.grain());
                    QuotaShortRule.look(findings.get(), course.get(course.size() - 1), worst.grain(), activeConditions);
                }
            }
        }
        alertStateMachine.look(activeConditions, now);
    }

    /** What is said of a verdict is taken back only after something happened to the indicator, or for a week did not. */
    private void contradictions(List<Told> told, List<Event> events) {
        Map<String, Told> last = new HashMap<>();
        Declarations.InForce inForce = inForce();
        for (Told one : told) {
            Told before = last.put(one.alert().fingerprint, one);
            if (before == null || !OF_VERDICT.contains(one.alert().kind)) {
                continue;
            }
            Indicator indicator = inForce.byKey()
                    .get(new Declarations.Key(YEAR, one.alert().project))
                    .declaration()
                    .indicator(one.alert().indicator)
                    .orElseThrow();
            boolean over = one.day().equals(LocalDate.of(YEAR, 12, 31));
            // One that was due at the very look that ends it had stood for its week.
            boolean dueAtItsEnd = before.act() == AlertStateMachine.Act.FIRED
                    && one.act() == AlertStateMachine.Act.RESOLVED
                    && before.day().equals(one.day());
            assertThat(over
                            || dueAtItsEnd
                            || anything(indicator, before.day(), one.day(), events)
                            || one.alert().kind.equals("at_risk")
                                    && !before.day().plusDays(7).isAfter(one.day()))
                    .as("%s after %s", one, before)
                    .isTrue();
        }
    }

    private static boolean anything(Indicator indicator, LocalDate after, LocalDate until, List<Event> events) {
        return events.stream().anyMatch(event -> {
            LocalDate day = event.time().atZone(ZONE).toLocalDate();
            return indicator.measure().types().contains(event.type()) && day.isAfter(after) && !day.isAfter(until);
        });
    }

    private Declarations.InForce inForce() {
        Map<Declarations.Key, EffectiveDeclaration> standing = new HashMap<>();
        for (Catalogue.Entry entry :
                Catalogue.load(ResourceFolder.shipped("catalogue")).entries()) {
            Declaration declaration = entry.declaration();
            standing.put(
                    new Declarations.Key(declaration.year(), declaration.project()),
                    new EffectiveDeclaration(declaration, 1, false, entry.file(), Optional.empty(), Optional.empty()));
        }
        return new Declarations.InForce(
                standing, calendar, "", EventTypes.NONE, "", Profile.DEFAULT, Map.of(), java.util.Set.of());
    }

    private static List<Event> events() throws IOException {
        List<Event> events = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(AlertYearTest.class.getResourceAsStream(EVENTS)), StandardCharsets.UTF_8))) {
            long index = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                CloudEvents.read(line.getBytes(StandardCharsets.UTF_8), index++, Instant.parse("2025-02-01T00:00:00Z"))
                        .arrival()
                        .ifPresent(arrival -> events.add(arrival.event()));
            }
        }
        return events;
    }
}
