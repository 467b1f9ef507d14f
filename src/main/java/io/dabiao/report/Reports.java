package io.dabiao.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Indicator.DeclaredIn;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.declaration.Rule;
import io.dabiao.core.declaration.Spending;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.forecast.Chance;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.score.Score;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessment;
import io.dabiao.evaluate.Assessor;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the figures of reports from what is declared, what happened, and what people add. */
@ApplicationScoped
public class Reports {

    /** What keeps a report open, and only time closes. */
    public static final Words YEAR_RUNS = Words.of(Reports.class, "theYearIsNotOver");

    /** The same, while a measure's figures are not complete. */
    public static final Words FILLING = Words.of(Reports.class, "aMeasureIsStillBeingFilled");

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int SHOWN_DIGITS = 2;
    private static final int MIDYEAR = 7;
    /** Reported values whose documents are listed, of one indicator in a year. */
    private static final int MOST_VALUES = 200;

    private final Declarations declarations;
    private final Assessor assessor;
    private final EventReader events;

    Reports(Declarations declarations, Assessor assessor, EventReader events) {
        this.events = events;
        this.declarations = declarations;
        this.assessor = assessor;
    }

    /**
     * What a report covers: the facts before {@code at}, up to the day {@code until}.
     *
     * @param standing the version in force at {@code at}
     */
    public record Scope(EffectiveDeclaration standing, LocalDate until, Instant at) {

        /** A report as of an instant; it covers the days that had ended by then, at most the declared period. */
        public static Scope at(EffectiveDeclaration effectiveDeclaration, Instant at) {
            Period period = effectiveDeclaration.declaration().period();
            LocalDate last = at.minusNanos(1).atZone(period.zone()).toLocalDate();
            LocalDate end = period.until().minusDays(1);
            LocalDate until = last.isAfter(end) ? end : last.isBefore(period.from()) ? period.from() : last;
            return new Scope(effectiveDeclaration.at(at), until, at);
        }

        /** A report of what happened up to and including a day. */
        public static Scope until(EffectiveDeclaration effectiveDeclaration, LocalDate until) {
            ZoneId zone = effectiveDeclaration.declaration().zone();
            Instant at = until.plusDays(1).atStartOfDay(zone).toInstant();
            return new Scope(effectiveDeclaration.at(at), until, at);
        }

        /** What a report covers where no one says: a self-assessment all that is known, a monitoring table what was until the end of July. */
        public static Scope usual(ReportKind reportKind, EffectiveDeclaration effectiveDeclaration, Instant now) {
            Period period = effectiveDeclaration.declaration().period();
            if (reportKind == ReportKind.SELF_ASSESSMENT) {
                return at(effectiveDeclaration, period.over(now) ? period.end() : now);
            }
            LocalDate july = LocalDate.of(effectiveDeclaration.declaration().year(), MIDYEAR, 31);
            return until(
                    effectiveDeclaration,
                    period.contains(july) ? july : period.until().minusDays(1));
        }

        /**
         * A report of what happened up to and including a day.
         *
         * @param day such as {@code 2024-07-31}
         * @throws Problem where it is no day, or none of the period
         */
        public static Scope until(EffectiveDeclaration effectiveDeclaration, String day) {
            Period period = effectiveDeclaration.declaration().period();
            LocalDate until;
            try {
                until = LocalDate.parse(day.strip());
            } catch (DateTimeException notADay) {
                throw new Problem(ErrorCode.NOT_A_DAY, "until must be a day such as 2024-07-31, not '" + day + "'");
            }
            if (!period.contains(until)) {
                throw new Problem(
                        ErrorCode.NOT_A_DAY_OF_THE_PERIOD,
                        "until must lie from " + period.from() + " to "
                                + period.until().minusDays(1) + ", not at " + until);
            }
            return until(effectiveDeclaration, until);
        }

        Declaration declaration() {
            return standing.declaration();
        }

        Period period() {
            return declaration().period();
        }
    }

    /** The figures of a kind of report, as a draft. */
    public Report draft(ReportKind reportKind, Scope scope) {
        return switch (reportKind) {
            case SELF_ASSESSMENT -> selfAssessment(scope);
            case MONITORING -> monitoring(scope);
        };
    }

    private Map<String, Remark> remarks(ReportKind reportKind, Scope scope) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Remark.of(
                        scope.declaration().year(),
                        scope.declaration().project(),
                        reportKind,
                        remarksUntil(reportKind, scope)));
    }

    /** Remarks on the year-end paper belong to the year, those on a mid-year table to its cut-off. */
    static LocalDate remarksUntil(ReportKind reportKind, Scope scope) {
        return reportKind == ReportKind.SELF_ASSESSMENT ? scope.period().until().minusDays(1) : scope.until();
    }

    private Assessor.Account account(Scope scope) {
        if (scope.standing().draft()) {
            throw new Problem(
                    ErrorCode.STILL_A_DRAFT,
                    "the declaration of '" + scope.declaration().project() + "' for "
                            + scope.declaration().year() + " is a draft: reports are made once somebody approves it");
        }
        return assessor.account(scope.standing(), scope.at());
    }

    /** The year-end self-assessment as of an instant. */
    public SelfAssessment selfAssessment(Scope scope) {
        Assessor.Account account = account(scope);
        Map<String, Remark> remarks = remarks(ReportKind.SELF_ASSESSMENT, scope);
        Declaration declaration = scope.declaration();
        Declaration.Budget adjusted = declaration.budget().on(scope.until());
        Profile profile =
                declaration.profile().orElseGet(() -> declarations.inForce().profile());
        List<Integer> table = places(account, DeclaredIn.TABLE);
        List<Score.Entry> entries = new ArrayList<>();
        for (int place : table) {
            var row = account.rows().get(place);
            Optional<BigDecimal> lowered = Optional.ofNullable(
                            remarks.get(row.indicator().id()))
                    .flatMap(remark -> Optional.ofNullable(remark.score));
            entries.add(new Score.Entry(row.indicator(), row.evaluation(), lowered));
        }
        Score score =
                Score.of(profile, entries, adjusted.total(), account.spending().total());
        List<SelfAssessment.AssessedRow> rows = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            Figure figure = figure(account, table.get(i));
            rows.add(row(score.rows().get(i), figure, Optional.ofNullable(remarks.get(figure.id()))));
        }
        Remark whole = remarks.getOrDefault(Remark.WHOLE, new Remark());
        boolean transfer =
                PaperForm.of(declaration.office().nature(), declaration.office().category()) == PaperForm.TRANSFER;
        List<Management.Line> management = transfer
                ? Stream.of(Management.values()).map(one -> one.line(remarks)).toList()
                : List.of();
        SelfAssessment.Budget budget = budget(declaration.budget(), adjusted, account.spending(), score, whole);
        return new SelfAssessment(
                declaration.name(),
                declaration.project(),
                declaration.year(),
                false,
                score.total(),
                score.grade().name(),
                budget,
                rows,
                heading(scope, account, whole),
                profile.words(),
                score.notes(),
                places(account, DeclaredIn.NARRATIVE).stream()
                        .map(place -> figure(account, place))
                        .toList(),
                open(scope, account, rows, budget, management),
                null,
                management);
    }

    private static List<Integer> places(Assessor.Account account, DeclaredIn where) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < account.rows().size(); i++) {
            if (account.rows().get(i).indicator().declaredIn() == where) {
                places.add(i);
            }
        }
        return places;
    }

    private Figure figure(Assessor.Account account, int place) {
        Assessment row = account.rows().get(place);
        Documents documents = evidence(row);
        return Figure.of(
                row,
                declarations.inForce().types(),
                account.months().get(place),
                account.toDate().get(place),
                documents.all(),
                documents.newest());
    }

    /** @param newest how many of them, the first, are the newest value's */
    private record Documents(List<Figure.Document> all, int newest) {}

    /** The documents that reported values rest on, by name and hash. */
    private Documents evidence(Assessment row) {
        if (row.indicator().measure().kind() != MeasureKind.REPORTED
                || row.evaluation().actual().isEmpty()) {
            return new Documents(List.of(), 0);
        }
        Declaration declaration = row.standing().declaration();
        Set<Figure.Document> documents = new LinkedHashSet<>();
        int newest = -1;
        for (EventReader.Found found : events.behind(
                        row.indicator().measure().series(declaration.zone()),
                        declaration.period(),
                        row.evaluation().at(),
                        Optional.empty(),
                        MOST_VALUES)
                .events()) {
            try {
                EventJson.MAPPER.readTree(found.data()).path("evidence").forEach(document -> {
                    documents.add(new Figure.Document(
                            document.path("name").asText(),
                            document.path("sha256").asText()));
                });
                newest = newest < 0 ? documents.size() : newest;
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("the data of an event cannot be read back", broken);
            }
        }
        return new Documents(List.copyOf(documents), Math.max(0, newest));
    }

    private static SelfAssessment.AssessedRow row(Score.Scored scored, Figure figure, Optional<Remark> remark) {
        SelfAssessment.Lowered lowered = remark.filter(one -> one.score != null
                        && scored.computed().isPresent()
                        && one.score.compareTo(scored.computed().get()) < 0)
                .map(one -> new SelfAssessment.Lowered(one.score, one.reason, one.author))
                .orElse(null);
        return new SelfAssessment.AssessedRow(
                figure.level1(),
                figure.level2(),
                figure.name(),
                figure.target(),
                figure.actual(),
                scored.points().orElse(null),
                scored.score().orElse(null),
                remark.map(one -> one.explanation).orElse(null),
                remark.map(one -> one.improvement).orElse(null),
                scored.computed().orElse(null),
                lowered,
                scored.rule().map(Rule::words).orElse(null),
                scored.outside().orElse(null),
                scored.needs().stream().map(Score.Needs::words).toList(),
                figure);
    }

    private static SelfAssessment.Budget budget(
            Declaration.Budget planned, Declaration.Budget adjusted, Spending spending, Score score, Remark whole) {
        return new SelfAssessment.Budget(
                planned.total(),
                adjusted.total(),
                spending.total(),
                score.budget().points(),
                score.budget().score(),
                rate(spending.total(), adjusted.total()),
                funds(planned, adjusted, spending),
                planned.adjustments().stream()
                        .map(one ->
                                new SelfAssessment.Adjusted(one.from(), one.to().total(), one.because(), one.by()))
                        .toList(),
                whole.explanation,
                whole.improvement);
    }

    private static BigDecimal scaled(BigDecimal percent) {
        return percent.setScale(Math.max(SHOWN_DIGITS, percent.scale()));
    }

    /** In percent, also above 100, 99.996 where two digits would make it 100; null where nothing was planned. */
    static BigDecimal rate(BigDecimal executed, BigDecimal planned) {
        return planned.signum() <= 0
                ? null
                : scaled(Digits.beside(new Fraction(executed.multiply(HUNDRED), planned), HUNDRED));
    }

    private static List<SelfAssessment.FundLine> funds(
            Declaration.Budget planned, Declaration.Budget adjusted, Spending spending) {
        return Stream.of(Spending.Fund.values())
                .map(fund -> new SelfAssessment.FundLine(
                        fund.word(),
                        fund.words(),
                        fund.of(planned),
                        fund.of(adjusted),
                        spending.byFund().get(fund)))
                .toList();
    }

    private Report.Heading heading(Scope scope, Assessor.Account account, Remark whole) {
        Declaration declaration = scope.declaration();
        Period period = declaration.period();
        return new Report.Heading(
                declaration.office().institution(),
                declaration.office().department(),
                declaration.office().nature(),
                declaration.office().category(),
                period.from(),
                period.until().minusDays(1),
                scope.until(),
                scope.at(),
                declaration.zone().getId(),
                declaration.goal(),
                whole.achieved,
                scope.standing().version(),
                account.position().words(),
                account.calendar().years().stream()
                        .filter(year -> year.year() == declaration.year() || year.year() == declaration.year() + 1)
                        .map(WorkingCalendar.Year::notice)
                        .toList());
    }

    private static List<Words> open(
            Scope scope,
            Assessor.Account account,
            List<SelfAssessment.AssessedRow> rows,
            SelfAssessment.Budget budget,
            List<Management.Line> management) {
        List<Words> open = new ArrayList<>();
        if (!scope.period().over(scope.at())) {
            open.add(YEAR_RUNS);
        }
        filling(account).ifPresent(open::add);
        if (budget.score().compareTo(budget.points()) < 0 && blank(budget.explanation())) {
            open.add(Words.of(Reports.class, "explainBudgetExecutionBelow"));
        }
        if (exceeds(budget.rate()) && blank(budget.explanation())) {
            open.add(Words.of(
                    Reports.class, "explainMoreWasSpentThanThe", budget.rate().toPlainString()));
        }
        management.stream()
                .filter(Management.Line::empty)
                .map(line -> Words.of(Reports.class, "fillIn", line.title()))
                .forEach(open::add);
        rows.stream()
                .filter(SelfAssessment.AssessedRow::unexplained)
                .map(SelfAssessment.AssessedRow::asks)
                .forEach(open::add);
        return open;
    }

    /** Whether more was spent than was planned. @param rate in percent; null where nothing was planned */
    static boolean exceeds(BigDecimal rate) {
        return rate != null && rate.compareTo(HUNDRED) > 0;
    }

    private static Optional<Words> filling(Assessor.Account account) {
        return account.rows().stream().anyMatch(row -> row.filled().isPresent())
                ? Optional.of(FILLING)
                : Optional.empty();
    }

    static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    /** The mid-year table for a cut-off. */
    public Monitoring monitoring(Scope scope) {
        Assessor.Account account = account(scope);
        Map<String, Remark> remarks = remarks(ReportKind.MONITORING, scope);
        Declaration declaration = scope.declaration();
        List<Monitoring.MonitoredRow> rows = new ArrayList<>();
        for (int place : places(account, DeclaredIn.TABLE)) {
            var row = account.rows().get(place);
            Remark remark = remarks.getOrDefault(row.indicator().id(), new Remark());
            rows.add(monitored(scope, row.indicator(), row.evaluation(), figure(account, place), remark));
        }
        Remark whole = remarks.getOrDefault(Remark.WHOLE, new Remark());
        List<Words> open = new ArrayList<>();
        filling(account).ifPresent(open::add);
        rows.stream()
                .filter(Monitoring.MonitoredRow::unexplained)
                .map(Monitoring.MonitoredRow::asks)
                .forEach(open::add);
        return new Monitoring(
                declaration.name(),
                declaration.project(),
                declaration.year(),
                false,
                executed(scope, account, whole),
                rows,
                heading(scope, account, whole),
                open,
                null);
    }

    private static Monitoring.Budget executed(Scope scope, Assessor.Account account, Remark whole) {
        Declaration.Budget planned = scope.declaration().budget();
        Declaration.Budget adjusted = planned.on(scope.until());
        BigDecimal executed = account.spending().total();
        BigDecimal prorated =
                prorated(scope, Fraction.of(executed)).rounded(SHOWN_DIGITS).setScale(SHOWN_DIGITS);
        BigDecimal most = executed.max(adjusted.total());
        return new Monitoring.Budget(
                planned.total(),
                adjusted.total(),
                executed,
                rate(executed, adjusted.total()),
                whole.expected == null ? prorated.min(most) : whole.expected,
                whole.expected != null,
                funds(planned, adjusted, account.spending()),
                whole.explanation);
    }

    /** What accumulates, at the pace so far for the whole period. */
    private static Fraction prorated(Scope scope, Fraction actual) {
        Period period = scope.period();
        long all = ChronoUnit.DAYS.between(period.from(), period.until());
        return actual.times(BigDecimal.valueOf(all)).inUnitsOf(BigDecimal.valueOf(elapsed(scope)));
    }

    private static long elapsed(Scope scope) {
        Period period = scope.period();
        LocalDate until = scope.until().isBefore(period.until()) ? scope.until().plusDays(1) : period.until();
        return Math.max(1, ChronoUnit.DAYS.between(period.from(), until));
    }

    /** Prorating suits only what accumulates; percentages, levels and ceilings are judged as they stand. */
    private static boolean accumulates(Indicator indicator) {
        return indicator.behaviour() == Behaviour.ACCUMULATE
                && indicator.measure().onlyGrows();
    }

    /**
     * What the year will come to: as forecast; where nothing is forecast, at the pace so far, of days all that still can be
     * won, else what stands now.
     */
    private static Optional<Fraction> expected(Scope scope, Indicator indicator, Evaluation evaluation) {
        Optional<Forecast.Expected> forecast = evaluation.forecast().expected();
        if (forecast.isPresent()) {
            return Optional.of(Fraction.of(forecast.get().value()));
        }
        return evaluation.actual().map(actual -> {
            if (indicator.behaviour() == Behaviour.DAYS
                    && evaluation.reading().days().isPresent()) {
                var days = evaluation.reading().days().get();
                return Fraction.of(days.counted() + days.left());
            }
            return accumulates(indicator) ? prorated(scope, actual) : actual;
        });
    }

    private static Monitoring.MonitoredRow monitored(
            Scope scope, Indicator indicator, Evaluation evaluation, Figure figure, Remark remark) {
        Optional<Fraction> expected = expected(scope, indicator, evaluation);
        // What is not known can neither be judged nor be put right.
        boolean known = evaluation.actual().isPresent();
        Optional<Chance> chance = evaluation.chance().filter(any -> known);
        Optional<BigDecimal> deviation = deviation(scope, indicator, evaluation);
        boolean rectify = evaluation.verdict() == Verdict.BREACHED
                || evaluation.verdict() == Verdict.AT_RISK
                || evaluation.verdict() == Verdict.MISSED
                || expected.isPresent() && grows(indicator) && behind(evaluation, expected.get(), indicator);
        String said = remark.expected == null
                ? expected.map(value ->
                                Digits.beside(value, evaluation.target()).toPlainString()
                                        + (figure.qualitative() ? "%" : ""))
                        .orElse(null)
                : remark.expected.toPlainString();
        return new Monitoring.MonitoredRow(
                figure.level1(),
                figure.level2(),
                figure.name(),
                figure.target(),
                figure.actual(),
                said,
                remark.expected != null,
                deviation.orElse(null),
                remark.cause,
                remark.explanation,
                chance.map(Chance::word).orElse(null),
                chance.map(Chance::words).orElse(null),
                known ? rectify : null,
                remark.rectification,
                remark.outcome,
                figure);
    }

    private static boolean grows(Indicator indicator) {
        return accumulates(indicator) || indicator.behaviour() == Behaviour.DAYS;
    }

    private static boolean behind(Evaluation evaluation, Fraction expected, Indicator indicator) {
        return evaluation
                .target()
                .map(target -> !target.holds(expected, indicator.behaviour()))
                .orElse(false);
    }

    /** In percent of what is asked by now: of what accumulates the calendar's share of the target, else the whole target. */
    private static Optional<BigDecimal> deviation(Scope scope, Indicator indicator, Evaluation evaluation) {
        if (evaluation.actual().isEmpty() || evaluation.target().isEmpty()) {
            return Optional.empty();
        }
        BigDecimal target = evaluation.target().get().value();
        if (target.signum() <= 0) {
            return Optional.empty();
        }
        Fraction compared = expected(scope, indicator, evaluation).orElseThrow();
        Fraction share = compared.times(HUNDRED).inUnitsOf(target);
        return Optional.of(Digits.beside(share, HUNDRED).subtract(HUNDRED));
    }
}
