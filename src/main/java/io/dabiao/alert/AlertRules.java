package io.dabiao.alert;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.LiveChange;
import io.dabiao.evaluate.LiveState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is the matter with an indicator, found from what was recorded of it. Pure.
 *
 * @param standing in force, approved, and its period open
 */
record AlertRules(EffectiveDeclaration standing, Indicator indicator, Instant now) {

    /** The kinds that follow from a verdict; at most one of them holds. */
    static final Set<AlertKind> OF_VERDICT = Set.of(AlertKind.BREACHED, AlertKind.AT_RISK);

    private static final BigDecimal NEARLY_USED_UP = new BigDecimal("0.8");
    private static final BigDecimal ENOUGH_COVERAGE = new BigDecimal("0.9");
    private static final Duration COVERAGE_HOLD = Duration.ofHours(1);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** Empty where nothing of it may raise an alert: not declared, a draft, or not its time. */
    static Optional<AlertRules> of(Declarations.InForce inForce, IndicatorRef key, Instant now) {
        return Optional.ofNullable(inForce.byKey().get(new Declarations.Key(key.year(), key.project())))
                .filter(effectiveDeclaration -> !effectiveDeclaration.draft())
                .filter(effectiveDeclaration -> !now.isBefore(
                                effectiveDeclaration.declaration().period().start())
                        && !effectiveDeclaration.declaration().period().over(now))
                .flatMap(effectiveDeclaration -> effectiveDeclaration
                        .declaration()
                        .indicator(key.id())
                        .map(indicator -> new AlertRules(effectiveDeclaration, indicator, now)));
    }

    /** Why nothing of it may raise an alert. */
    static Words closed(Declarations.InForce inForce, IndicatorRef key, Instant now) {
        EffectiveDeclaration effectiveDeclaration =
                inForce.byKey().get(new Declarations.Key(key.year(), key.project()));
        if (effectiveDeclaration == null
                || effectiveDeclaration.declaration().indicator(key.id()).isEmpty()) {
            return new Words("no longer declared", "已不再申报");
        }
        return effectiveDeclaration.declaration().period().over(now)
                ? new Words("the period is over", "考核期已结束")
                : new Words("the declaration is a draft", "申报为草稿");
    }

    private Declaration declaration() {
        return standing.declaration();
    }

    private ZoneId zone() {
        return declaration().zone();
    }

    Subject subject() {
        return new Subject(
                declaration().year(),
                declaration().project(),
                declaration().name(),
                indicator.id(),
                indicator.name(),
                indicator.level1(),
                indicator.remarks().owner().orElse(""));
    }

    private static Optional<AlertKind> kind(Verdict verdict) {
        return switch (verdict) {
            case BREACHED -> Optional.of(AlertKind.BREACHED);
            case AT_RISK -> Optional.of(AlertKind.AT_RISK);
            case ON_TRACK, MET, MISSED, NO_DATA, UNDECLARED -> Optional.empty();
        };
    }

    /** No data is no recovery: what was the matter is not known to be over. */
    static boolean tellsNothing(Verdict verdict) {
        return verdict == Verdict.NO_DATA;
    }

    /**
     * Whether a risk told of is not taken back yet: the forecast is still near the line of risk, within half of the way from the
     * line to certainty, or its sources are silent or nothing is forecast any more. Else a promise that stands at the line would
     * be told of every other day, and silence would end the risk.
     *
     * @param probability null where nothing is forecast
     */
    boolean riskLingers(Verdict verdict, BigDecimal probability, boolean stale) {
        BigDecimal calm = indicator.atRiskBelow().add(BigDecimal.ONE).divide(BigDecimal.valueOf(2));
        return verdict == Verdict.ON_TRACK && (stale || probability == null || probability.compareTo(calm) < 0);
    }

    /** @param samples the facts that the newest evaluation rests on */
    Optional<Condition> of(VerdictChange change, Optional<Words> outlook, long samples) {
        return kind(change.after())
                .map(alertKind -> verdict(
                        alertKind,
                        change.sentence(),
                        outlook,
                        change.recordedAt(),
                        samples,
                        "verdict-change/" + change.id()));
    }

    Optional<Condition> verdict(RecordedEvaluation row) {
        return kind(row.verdict())
                .map(alertKind -> verdict(alertKind, row.sentence(), outlook(row), row.recordedAt(), samples(row), ""));
    }

    static Optional<Words> outlook(RecordedEvaluation row) {
        return row.expected().probability() == null
                ? Optional.empty()
                : Optional.of(row.expected().outlook());
    }

    static long samples(RecordedEvaluation row) {
        return row.figures().samples() == null ? 0 : row.figures().samples();
    }

    private Condition verdict(
            AlertKind alertKind, Words sentence, Optional<Words> outlook, Instant since, long samples, String cause) {
        return new Condition(
                alertKind,
                subject(),
                sentence,
                outlook,
                since,
                alertKind == AlertKind.BREACHED
                        ? indicator.patience().beforeBreach(indicator)
                        : indicator.patience().beforeRisk(),
                indicator.patience().believes(indicator, declaration().period(), samples, now),
                cause);
    }

    Optional<Condition> of(LiveChange change) {
        return live(change.after(), change.value(), change.at(), "live-change/" + change.id());
    }

    Optional<Condition> live(LiveState row) {
        return live(row.state(), row.value(), row.since(), "");
    }

    /** Neither no data nor the wait before it is out of bounds says that it is well again. */
    static boolean livesOn(Live.State state) {
        return state == Live.State.NO_DATA || state == Live.State.PENDING;
    }

    private Optional<Condition> live(Live.State state, BigDecimal value, Instant since, String cause) {
        if (state != Live.State.OUT_OF_BOUNDS || indicator.live().isEmpty()) {
            return Optional.empty();
        }
        Optional<Target> target = indicator.targetAt(now, zone());
        String unit = target.map(any -> any.unit().symbol()).orElse("");
        String promised = target.map(Target::words).orElse("");
        String found = value == null
                ? ""
                : Digits.beside(value, target.map(Target::value).orElse(null)).toPlainString();
        Duration window = indicator.live().get().window();
        Words over = Spans.words(window);
        Words sentence = value == null
                ? new Words(
                        "out of bounds over the last " + over.english() + ", promised " + promised,
                        "近" + over.chinese() + "越界，目标 " + promised)
                : new Words(
                        found + " " + unit + " over the last " + over.english() + ", promised " + promised,
                        "近" + over.chinese() + "为 " + found + " " + unit + "，目标 " + promised);
        return Optional.of(new Condition(
                AlertKind.LIVE, subject(), sentence, Optional.empty(), since, Duration.ZERO, true, cause));
    }

    /**
     * Silence of a source that has spoken before; of what people report, also where nothing was ever reported.
     *
     * <p>A source that never spoke is no alert: on the day of the installation every one of them would be.
     */
    Optional<Condition> silent(RecordedEvaluation row) {
        boolean reported = indicator.measure().kind() == MeasureKind.REPORTED;
        boolean settled = row.verdict() == Verdict.UNDECLARED || row.verdict() == Verdict.MET;
        boolean expiring =
                indicator.measure() instanceof Reported value && value.expires().isPresent();
        if (expiring && row.heard() != null && row.verdict() == Verdict.NO_DATA) {
            return Optional.of(waiting(AlertKind.VALUE_DUE, ValuesDue.NONE_VALID, now));
        }
        boolean silent = row.stale() || row.hearing() == Hearing.NEVER;
        if (!silent || settled || row.heard() == null && !reported) {
            return Optional.empty();
        }
        if (reported) {
            return ValuesDue.byCadence(
                            indicator, declaration().period().start(), Optional.ofNullable(row.heard()), zone(), now)
                    .map(due -> waiting(AlertKind.VALUE_DUE, due.words(), due.since()));
        }
        Instant since = ValuesDue.next(indicator, row.heard(), zone());
        if (since.isAfter(now)) {
            return Optional.empty();
        }
        Words cadence = Spans.words(indicator.cadence());
        String heard = MINUTE.format(row.heard().atZone(zone()));
        return Optional.of(waiting(
                AlertKind.STALE,
                new Words(
                        "nothing was heard since " + heard + ", longer than the declared " + cadence.english(),
                        "自 " + heard + " 起未收到数据，已超过申报的" + cadence.chinese()),
                since));
    }

    private Condition waiting(AlertKind alertKind, Words sentence, Instant since) {
        return new Condition(alertKind, subject(), sentence, Optional.empty(), since, Duration.ZERO, true, "");
    }

    /** Of the faults and the like that a limit allows few are left; once it is broken, that is told instead. */
    Optional<Condition> allowance(RecordedEvaluation row) {
        Optional<Target> promised = indicator.targetAt(now, zone());
        if (indicator.behaviour() != Behaviour.LIMIT
                || indicator.measure().dimension() != Dimension.NUMBER
                || row.figures().actual() == null
                || promised.isEmpty()
                || row.verdict() == Verdict.BREACHED) {
            return Optional.empty();
        }
        Target target = promised.get();
        BigDecimal allowed = target.operator() == Operator.LESS_THAN
                ? target.value().setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE)
                : target.value().setScale(0, RoundingMode.FLOOR);
        boolean whole = row.figures().actual().stripTrailingZeros().scale() <= 0;
        if (!whole || allowed.signum() <= 0 || row.figures().actual().compareTo(allowed.multiply(NEARLY_USED_UP)) < 0) {
            return Optional.empty();
        }
        String used = row.figures().actual().stripTrailingZeros().toPlainString();
        String left =
                allowed.subtract(row.figures().actual()).stripTrailingZeros().toPlainString();
        String unit = target.unit().symbol();
        return Optional.of(new Condition(
                AlertKind.ALLOWANCE_LOW,
                subject(),
                new Words(
                        used + " of " + allowed.toPlainString() + " " + unit + " allowed have happened, " + left
                                + " left",
                        "已发生 " + used + " " + unit + "，最多允许 " + allowed.toPlainString() + " " + unit + "，仅余 " + left
                                + " " + unit),
                outlook(row),
                row.recordedAt(),
                Duration.ZERO,
                true,
                ""));
    }

    Optional<Condition> coverage(RecordedEvaluation row) {
        if (row.figures().coverage() == null || row.figures().coverage().compareTo(ENOUGH_COVERAGE) >= 0) {
            return Optional.empty();
        }
        String percent = row.figures()
                .coverage()
                .movePointRight(2)
                .setScale(1, RoundingMode.HALF_UP)
                .toPlainString();
        return Optional.of(new Condition(
                AlertKind.COVERAGE_LOW,
                subject(),
                new Words("only " + percent + " % of the time so far was watched", "迄今仅有 " + percent + "% 的时间处于监测之中"),
                Optional.empty(),
                row.recordedAt(),
                coverageHold(),
                true,
                ""));
    }

    /** Not before each site has been looked at once, however rarely that is. */
    private Duration coverageHold() {
        return Stream.concat(
                        Stream.of(COVERAGE_HOLD),
                        declaration().probes().stream().map(Probe::interval))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** The week or month that is open, where it closes soon and is short; else why that is over. */
    void quota(Evaluation.Point point, Grain grain, ActiveConditions activeConditions) {
        Optional<Target> promised = indicator.targetAt(now, zone());
        if (promised.isEmpty()) {
            return;
        }
        Target target = promised.get();
        Optional<Fraction> actual = point.actual();
        String unit = target.unit().symbol();
        String value = actual.map(found -> Digits.beside(found, target.value()).toPlainString())
                .orElse("");
        boolean kept = actual.filter(found -> target.holds(found, indicator.behaviour()))
                .isPresent();
        String fingerprint = subject().fingerprint(AlertKind.QUOTA_SHORT);
        activeConditions.ends(
                fingerprint,
                new AlertStateMachine.End(
                        kept
                                ? new Words(
                                        point.label() + " has " + value + " " + unit + ", promised " + target.words(),
                                        point.label() + " 已达 " + value + " " + unit + "，目标 " + target.words())
                                : new Words("the time it was about has closed", "该周期已截止"),
                        !kept));
        LocalDate today = now.atZone(zone()).toLocalDate();
        if (point.complete() || kept || today.isBefore(point.until().minusDays(noticeDays(grain)))) {
            return;
        }
        String closes = point.until().minusDays(1).toString();
        activeConditions.holds(new Condition(
                AlertKind.QUOTA_SHORT,
                subject(),
                new Words(
                        point.label() + " closes with " + closes + ": "
                                + (value.isEmpty() ? "nothing is known of it yet" : value + " " + unit + " so far")
                                + ", promised " + target.words(),
                        point.label() + " 将于 " + closes + " 截止，"
                                + (value.isEmpty() ? "尚无数据" : "目前为 " + value + " " + unit) + "，目标 "
                                + target.words()),
                Optional.empty(),
                now,
                Duration.ZERO,
                true,
                ""));
    }

    private static int noticeDays(Grain grain) {
        return switch (grain) {
            case WEEK -> 2;
            case MONTH -> 5;
        };
    }
}
