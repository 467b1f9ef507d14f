package io.dabiao.core.forecast;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.MeasureKind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What forecasts of simulated years were worth, beside two plain rules: <em>linear</em> carries the year so far on as it went
 * (expected by now), <em>as it stands</em> takes the target for met where it would be judged so today.
 *
 * <p>Only what is open takes part: a goal reached or a limit used up needs no forecast, and would flatter every rule.
 */
final class Calibration {

    /** The models' parameters were chosen on years from these seeds, 300 of each scenario, from 5,000,000 on, 160 of each, and 9,000,000 on, 115. */
    static final long TUNING = 1;
    /** Years from these judge them, and were never looked at before. */
    static final long JUDGING = 13_000_000;

    private static final int DECILES = 10;
    private static final double ALLOWED_OFF = 0.05;

    /**
     * One forecast.
     *
     * @param year which indicator-year
     * @param month that had ended, 1 to 11
     * @param met whether the target was met in the end
     * @param inside whether the year ended within the interval
     * @param width of the interval, relative to how the years of that kind end; for comparison only
     */
    record Case(
            Scenario scenario,
            long year,
            int month,
            double probability,
            boolean met,
            boolean linear,
            boolean asItStands,
            boolean inside,
            double width) {

        double off() {
            return Math.pow(probability - (met ? 1 : 0), 2);
        }

        private static double off(boolean said, boolean met) {
            return said == met ? 0 : 1;
        }

        double offLinear() {
            return off(linear, met);
        }

        double offAsItStands() {
            return off(asItStands, met);
        }
    }

    /** How many weeks before a miss is certain each rule first warns, and whether it warns in vain. */
    record Lead(
            Scenario scenario,
            boolean met,
            int weeks,
            int warned,
            int linear,
            int asItStands,
            int[] looked,
            int[] calls) {}

    private final List<Case> cases = new ArrayList<>();
    private final List<Lead> leads = new ArrayList<>();
    private long years;
    private long asked;
    private long evaluations;
    private long nanos;

    /** Looks at years month by month. */
    static Calibration monthly(long seed, int yearsOfEach, Predicate<Scenario> which) {
        Calibration calibration = new Calibration();
        calibration.each(seed, yearsOfEach, which, calibration::months);
        return calibration;
    }

    /** Looks at them week by week, for the first warning. */
    static Calibration weekly(long seed, int yearsOfEach, Predicate<Scenario> which) {
        Calibration calibration = new Calibration();
        calibration.each(seed, yearsOfEach, which, calibration::weeks);
        return calibration;
    }

    private interface Look {
        void at(Scenario scenario, long number, SimulatedYear year);
    }

    private void each(long seed, int yearsOfEach, Predicate<Scenario> which, Look look) {
        for (Scenario scenario : Scenario.values()) {
            if (which.test(scenario)) {
                for (int i = 0; i < yearsOfEach; i++) {
                    SimulatedYear year = scenario.year(seed + i);
                    if (year.outcome().verdict() == Verdict.MET
                            || year.outcome().verdict() == Verdict.MISSED) {
                        look.at(scenario, years++, year);
                    }
                }
            }
        }
    }

    private Evaluation evaluated(SimulatedYear year, int day) {
        long before = System.nanoTime();
        Evaluation evaluation = year.at(day);
        long took = System.nanoTime() - before;
        nanos += took;
        evaluations++;
        return evaluation;
    }

    private void months(Scenario scenario, long number, SimulatedYear year) {
        boolean met = year.outcome().verdict() == Verdict.MET;
        double end = year.outcome().actual().orElseThrow().approximately();
        for (int month = 1; month < 12; month++) {
            int day = LocalDate.of(SimulatedYear.YEAR, month + 1, 1).getDayOfYear() - 1;
            Evaluation now = evaluated(year, day);
            asked++;
            now.forecast().expected().ifPresent(expected -> {
                double probability = expected.probability().doubleValue();
                if (probability > 0 && probability < 1) {
                    double low = expected.low().doubleValue();
                    double high = expected.high().doubleValue();
                    double slack = 1e-5 * Math.abs(end) + 1e-9;
                    cases.add(new Case(
                            scenario,
                            number,
                            monthOf(day),
                            probability,
                            met,
                            linear(year, now, day),
                            asItStands(now),
                            end >= low - slack && end <= high + slack,
                            (high - low) / Math.max(1e-9, Math.abs(end))));
                }
            });
        }
    }

    private static int monthOf(int day) {
        return SimulatedYear.FROM.plusDays(day - 1L).getMonthValue();
    }

    private static boolean asItStands(Evaluation now) {
        return now.target().orElseThrow().holds(now.actual().orElseThrow(), Behaviour.STANDING)
                        && now.verdict() != Verdict.BREACHED
                || now.reading().days().isPresent() && now.verdict() != Verdict.BREACHED;
    }

    private static boolean linear(SimulatedYear year, Evaluation now, int day) {
        Fraction actual = now.actual().orElseThrow();
        Target target = now.target().orElseThrow();
        Behaviour behaviour = year.indicator().behaviour();
        double elapsed = day / (double) SimulatedYear.DAYS;
        double carriedOn = switch (behaviour) {
            case ACCUMULATE, LIMIT -> actual.approximately() / elapsed;
            case ACCUMULATE_REVERSIBLE -> {
                double first = year.firstReading() / target.unit().scale().doubleValue();
                yield year.indicator().measure().kind() == MeasureKind.GROWTH
                        ? actual.approximately() / elapsed
                        : first + (actual.approximately() - first) / elapsed;
            }
            case DAYS -> actual.approximately() / elapsed;
            case STANDING, QUOTA -> actual.approximately();
        };
        if (behaviour == Behaviour.QUOTA || behaviour == Behaviour.STANDING) {
            return now.verdict() != Verdict.BREACHED;
        }
        return target.holds(Fraction.of(new java.math.BigDecimal(carriedOn + 1e-9)), behaviour);
    }

    private void weeks(Scenario scenario, long number, SimulatedYear year) {
        boolean met = year.outcome().verdict() == Verdict.MET;
        int certain = SimulatedYear.DAYS;
        int warned = -1;
        int linear = -1;
        int stands = -1;
        int[] looked = {0};
        int[] calls = {0, 0, 0};
        for (int day = 56; day < SimulatedYear.DAYS; day += 7) {
            Evaluation now = evaluated(year, day);
            if (now.forecast().expected().isEmpty()) {
                continue;
            }
            double probability = now.probability().orElseThrow().doubleValue();
            if (!met && probability == 0) {
                certain = day;
                break;
            }
            if (probability == 1) {
                break;
            }
            looked[0]++;
            calls[0] += probability < 0.5 ? 1 : 0;
            calls[1] += linear(year, now, day) ? 0 : 1;
            calls[2] += asItStands(now) ? 0 : 1;
            warned = warned < 0 && probability < 0.5 ? day : warned;
            linear = linear < 0 && !linear(year, now, day) ? day : linear;
            stands = stands < 0 && !asItStands(now) ? day : stands;
        }
        leads.add(new Lead(scenario, met, certain, warned, linear, stands, looked, calls));
    }

    List<Case> cases() {
        return List.copyOf(cases);
    }

    long years() {
        return years;
    }

    /** Mean microseconds of an evaluation with its forecast. */
    double micros() {
        return nanos / 1e3 / evaluations;
    }

    static double mean(List<Case> cases, ToDoubleFunction<Case> of) {
        return cases.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    static Map<String, List<Case>> by(List<Case> cases, Function<Case, String> key) {
        return cases.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    /** Forecasts from the third month on. */
    static List<Case> settled(List<Case> cases) {
        return cases.stream().filter(one -> one.month() >= 2).toList();
    }

    /**
     * A tenth of the scale.
     *
     * @param error standard error of the observed share; the forecasts of one indicator-year count as one that leans together
     */
    record Decile(int number, long cases, double said, double happened, double error) {
        boolean holds() {
            return cases < 20 || Math.abs(said - happened) <= Math.max(ALLOWED_OFF, 2 * error);
        }
    }

    static List<Decile> reliability(List<Case> cases) {
        List<Decile> deciles = new ArrayList<>();
        Map<Integer, List<Case>> byDecile = cases.stream()
                .collect(Collectors.groupingBy(one -> Math.min(DECILES - 1, (int) (one.probability() * DECILES))));
        for (int decile = 0; decile < DECILES; decile++) {
            List<Case> in = byDecile.getOrDefault(decile, List.of());
            double said = mean(in, Case::probability);
            double happened = mean(in, one -> one.met() ? 1 : 0);
            Map<Long, Double> leaning = new TreeMap<>();
            in.forEach(one -> leaning.merge(one.year(), (one.met() ? 1 : 0) - happened, Double::sum));
            double squares =
                    leaning.values().stream().mapToDouble(off -> off * off).sum();
            deciles.add(new Decile(decile, in.size(), said, happened, Math.sqrt(squares) / Math.max(1, in.size())));
        }
        return deciles;
    }

    String told() {
        StringBuilder text = new StringBuilder();
        List<Case> settled = settled(cases);
        text.append(String.format(
                Locale.ROOT,
                "%d indicator-years, %d months looked at, %d open with a forecast; %.0f µs an evaluation%n%n",
                years,
                asked,
                cases.size(),
                micros()));
        if (!cases.isEmpty()) {
            text.append(
                    "| month that had ended | forecasts | Brier | linear | as it stands | sharpness | 80 % interval |\n|--:|--:|--:|--:|--:|--:|--:|\n");
            by(cases, one -> String.format("%02d", one.month())).forEach((month, in) -> text.append(row(month, in)));
            text.append(
                    "\n| behaviour, from the third month | forecasts | Brier | linear | as it stands | sharpness | 80 % interval |\n|---|--:|--:|--:|--:|--:|--:|\n");
            by(settled, one -> one.scenario().behaviour()).forEach((key, in) -> text.append(row(key, in)));
            text.append(row("all", settled));
            text.append(row(
                    "of these continuous",
                    settled.stream().filter(one -> one.scenario().continuous()).toList()));
            text.append(row(
                    "of these small counts and steps",
                    settled.stream().filter(one -> !one.scenario().continuous()).toList()));
            text.append(
                    "\n| scenario, from the third month | forecasts | Brier | linear | as it stands | sharpness | 80 % interval |\n|---|--:|--:|--:|--:|--:|--:|\n");
            by(settled, one -> word(one.scenario())).forEach((key, in) -> text.append(row(key, in)));
            text.append(
                    "\n| stated | forecasts | mean stated | observed | two standard errors |\n|--:|--:|--:|--:|--:|\n");
            reliability(cases)
                    .forEach(one -> text.append(String.format(
                            Locale.ROOT,
                            "| %d–%d %% | %d | %.1f %% | %.1f %% | %.1f %s|%n",
                            one.number() * 10,
                            one.number() * 10 + 10,
                            one.cases(),
                            100 * one.said(),
                            100 * one.happened(),
                            200 * one.error(),
                            one.holds() ? "" : "✗ ")));
        }
        if (!leads.isEmpty()) {
            text.append(
                    "\n| behaviour | missed years | warned | weeks ahead, median | linear | as it stands | met years | weeks of false calls | linear | as it stands |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
            leads.stream()
                    .collect(
                            Collectors.groupingBy(one -> one.scenario().behaviour(), TreeMap::new, Collectors.toList()))
                    .forEach((key, in) -> text.append(lead(key, in)));
            text.append(lead("all", leads));
        }
        return text.toString();
    }

    static String word(Scenario scenario) {
        return scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String row(String key, List<Case> in) {
        double mean = mean(in, one -> one.met() ? 1 : 0);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %.3f | %.3f | %.3f | %.1f %% |%n",
                key,
                in.size(),
                mean(in, Case::off),
                mean(in, Case::offLinear),
                mean(in, Case::offAsItStands),
                mean(in, one -> Math.pow(one.probability() - mean, 2)),
                100 * mean(in, one -> one.inside() ? 1 : 0));
    }

    private static String lead(String key, List<Lead> in) {
        List<Lead> missed = in.stream().filter(one -> !one.met()).toList();
        List<Lead> met = in.stream().filter(Lead::met).toList();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f %% | %s | %s | %s | %d | %.0f %% | %.0f %% | %.0f %% |%n",
                key,
                missed.size(),
                share(missed, one -> one.warned() >= 0),
                ahead(missed, Lead::warned),
                ahead(missed, Lead::linear),
                ahead(missed, Lead::asItStands),
                met.size(),
                inVain(met, 0),
                inVain(met, 1),
                inVain(met, 2));
    }

    /** Of all open weeks of years that were met in the end, the share in which the rule said otherwise. */
    private static double inVain(List<Lead> met, int rule) {
        double looked = met.stream().mapToInt(one -> one.looked()[0]).sum();
        return looked == 0
                ? 0
                : 100.0 * met.stream().mapToInt(one -> one.calls()[rule]).sum() / looked;
    }

    private static double share(List<Lead> in, Predicate<Lead> of) {
        return in.isEmpty() ? 0 : 100.0 * in.stream().filter(of).count() / in.size();
    }

    private static String ahead(List<Lead> missed, Function<Lead, Integer> first) {
        double[] weeks = missed.stream()
                .mapToDouble(one -> first.apply(one) < 0 ? 0 : (one.weeks() - first.apply(one)) / 7.0)
                .sorted()
                .toArray();
        return weeks.length == 0 ? "-" : Integer.toString((int) Math.round(weeks[weeks.length / 2]));
    }

    /** For choosing parameters: the tables of the tuning seeds, each scenario's reliability after them. */
    public static void main(String[] arguments) {
        int yearsOfEach = Integer.parseInt(arguments[0]);
        List<String> only = Arrays.asList(arguments).subList(1, arguments.length);
        Calibration calibration = monthly(TUNING, yearsOfEach, one -> only.isEmpty() || only.contains(one.name()));
        System.out.println(calibration.told());
        by(settled(calibration.cases), one -> word(one.scenario()))
                .forEach((scenario, in) -> System.out.println(scenario + " " + told(reliability(in))));
    }

    private static String told(List<Decile> deciles) {
        return deciles.stream()
                .filter(one -> one.cases() > 0)
                .map(one -> String.format(
                        Locale.ROOT, "%.0f→%.0f (%d)", 100 * one.said(), 100 * one.happened(), one.cases()))
                .collect(Collectors.joining(", "));
    }
}
