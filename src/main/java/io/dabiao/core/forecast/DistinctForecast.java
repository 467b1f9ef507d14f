package io.dabiao.core.forecast;

import io.dabiao.core.chance.Discovery;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Mixture;
import io.dabiao.core.chance.Tally;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Distinct;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * Different ones: what comes is a stream of visits, and the more of the known came once only, the more are new. Beside it stand
 * what the same stretch of earlier years brought, and a closed list of which each is visited once.
 */
final class DistinctForecast implements ForecastModel {

    /** A list of more than so many is no list that anyone works through. */
    private static final double LONGEST_LIST = 60;
    /** How likely a list is worked through, before anything is known. */
    private static final double LISTED = 0.5;
    /** How much less likely it is a list with one that comes again after others did, and with one that comes a third time. */
    private static final double AGAIN = 0.25;

    private static final double A_THIRD_TIME = 0.1;
    /** A visit that is followed up comes again while it is one of the last. */
    private static final int LAST_ONES = 2;

    /** What the course of earlier years is worth beside what this year's visits say, each before anything is known. */
    private static final double OF_EARLIER_YEARS = 0.6;

    /** The same where as many were known on this day a year ago, to within so many deviations of chance. */
    private static final double OF_ALIKE_YEARS = 0.8;

    private static final double ALIKE = 0.25;
    /** The least part of chance in what is new. */
    private static final double LEAST_CHANCE = 0.15;

    /** Relative deviation of what is new in the rest of a year, given the year before. */
    private static final double EARLIER_DOUBT = 0.3;

    @Override
    public Outlook outlook(ForecastContext context) {
        Distinct measure = (Distinct) context.measure();
        Series series = measure.series(context.period().zone()).get(0);
        Map<String, Integer> days = new HashMap<>();
        double[] fresh = new double[context.length()];
        List<String> lastOnes = new ArrayList<>();
        double[] odds = {LISTED / (1 - LISTED)};
        context.days(series).forEach((day, rollup) -> {
            for (String value : new TreeSet<>(((Rollup.Members) rollup).values())) {
                int times = days.merge(value, 1, Integer::sum);
                if (times == 1) {
                    fresh[context.index(day)]++;
                } else {
                    odds[0] *= times > 2 ? A_THIRD_TIME : lastOnes.contains(value) ? 1 : AGAIN;
                }
                lastOnes.remove(value);
                lastOnes.add(value);
                if (lastOnes.size() > LAST_ONES) {
                    lastOnes.remove(0);
                }
            }
        });
        double known = days.size();
        double once = days.values().stream().filter(times -> times == 1).count();
        double twice = days.values().stream().filter(times -> times == 2).count();
        Accrual visits = context.accrual(
                measure,
                new Accrual.Plan(
                        Math.max(context.bound(), 1) * ForecastContext.PLANNED, ForecastContext.PLAN_DOUBT, 0));
        Distribution toCome = new Discovery(visits.soFar(), known, once, twice, visits.ahead());
        toCome = withEarlierYears(context, series, known, toCome);
        if (!context.ceiling() && context.bound() <= LONGEST_LIST) {
            double listed = odds[0] / (1 + odds[0]);
            toCome = visits.listAhead((int) Math.ceil(context.bound()), fresh, toCome, listed);
        }
        int looked = visits.latelyDays(Accrual.LATELY);
        Words need = context.ceiling()
                ? context.verdict() == Verdict.BREACHED
                        ? context.explanation().exceeded()
                        : context.explanation()
                                .allowance(Math.floor(context.bound() - known), toCome.mean(), context.perUnit())
                : context.explanation()
                        .fresh(
                                context.bound() - known,
                                visits.weeksLeft(),
                                Accrual.sum(fresh, context.end() - looked, context.end()),
                                looked);
        return new Outlook(toCome.moved(known, 1), need, visits.notes());
    }

    /** What was new in the same stretch of earlier years, over how many were known then. */
    private static Distribution withEarlierYears(
            ForecastContext context, Series series, double known, Distribution visits) {
        EarlierYears earlier = context.earlier(context.measure().types());
        List<Double> means = new ArrayList<>();
        double nearest = Double.POSITIVE_INFINITY;
        for (EarlierYears.Year year : earlier.observed()) {
            LocalDate then = year.since().plusDays(Math.min(context.today(), year.length()));
            NavigableMap<LocalDate, Rollup> days = earlier.days(series, year);
            double before = different(days.headMap(then, false));
            double all = different(days);
            if (before >= 1 && known >= 1) {
                means.add(Math.max(0, all - before) * Math.sqrt(known / before));
                nearest = Math.min(nearest, Math.abs(known - before) / Math.max(1, Math.sqrt(before)));
            }
        }
        if (means.isEmpty()) {
            return visits;
        }
        List<Distribution> parts = new ArrayList<>(List.of(visits));
        // Two years in which as many were new show that chance has little part in it: the promoted clubs of a league.
        double apart = means.size() < 2 ? Double.POSITIVE_INFINITY : Math.pow(means.get(0) - means.get(1), 2) / 2;
        for (double of : means) {
            double mean = Math.max(of, 0.1);
            double chance = Math.max(LEAST_CHANCE, Math.min(1, apart / mean));
            parts.add(new Tally(mean, chance * (mean + EARLIER_DOUBT * EARLIER_DOUBT * mean * mean)));
        }
        double believed = nearest <= ALIKE ? OF_ALIKE_YEARS : OF_EARLIER_YEARS;
        double[] weights = new double[parts.size()];
        weights[0] = 1 - believed;
        for (int i = 1; i < weights.length; i++) {
            weights[i] = believed / means.size();
        }
        return new Mixture(parts, weights);
    }

    private static double different(NavigableMap<LocalDate, Rollup> days) {
        Set<String> values = new HashSet<>();
        days.values().forEach(rollup -> values.addAll(((Rollup.Members) rollup).values()));
        return values.size();
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return Math.max(context.now(), base);
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return new Sureness(1, 0.9);
    }
}
