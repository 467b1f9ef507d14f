package io.dabiao.core.forecast;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.rollup.Rollup;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Kinds of simulated years. Each year draws its own truth: how much there is to do, how it falls on working days, other days
 * and seasons, whether work comes in bursts, whether the level shifts, whether the feed began late; and a target that is
 * sometimes easy and sometimes not.
 */
enum Scenario {
    FREQUENT_COUNT("accumulate", Scenario::frequentCount),
    RARE_COUNT("accumulate", Scenario::rareCount),
    DEEDS("accumulate", Scenario::deeds),
    SUM("accumulate", Scenario::sum),
    DISTINCT("accumulate", Scenario::distinct),
    CEILING("limit", Scenario::ceiling),
    SHARE("standing: ratio", Scenario::share),
    FULL_SHARE("standing: ratio", Scenario::fullShare),
    ATTENDANCE("standing: ratio", Scenario::attendance),
    MEAN("standing: mean", Scenario::mean),
    PERCENTILE("standing: percentile", Scenario::percentile),
    LONGEST("standing: longest", Scenario::longest),
    STANDING_LEVEL("standing: level", Scenario::standingLevel),
    REGISTER("accumulate-reversible", Scenario::register),
    GROWTH("accumulate-reversible", Scenario::growth),
    AVAILABLE_DAYS("days", Scenario::availableDays),
    LOGGED_DAYS("days", Scenario::loggedDays),
    MONTHLY_QUOTA("quota", Scenario::monthlyQuota),
    WEEKLY_QUOTA("quota", Scenario::weeklyQuota);

    private static final int DAYS = SimulatedYear.DAYS;
    private static final int WEEK = 7;
    private static final int MONTH = 30;

    private final String behaviour;
    private final Function<Chances, SimulatedYear> draw;

    Scenario(String behaviour, Function<Chances, SimulatedYear> draw) {
        this.behaviour = behaviour;
        this.draw = draw;
    }

    /** Under which heading it is judged. */
    String behaviour() {
        return behaviour;
    }

    /** The same seed draws the same year. */
    SimulatedYear year(long seed) {
        return draw.apply(new Chances(seed * 31 + ordinal()));
    }

    /** Whether values lie so close to each other that an interval can be met exactly. */
    boolean continuous() {
        return switch (this) {
            case FREQUENT_COUNT, SUM, SHARE, ATTENDANCE, MEAN, PERCENTILE, REGISTER, GROWTH -> true;
            case RARE_COUNT,
                    DEEDS,
                    DISTINCT,
                    CEILING,
                    FULL_SHARE,
                    LONGEST,
                    STANDING_LEVEL,
                    AVAILABLE_DAYS,
                    LOGGED_DAYS,
                    MONTHLY_QUOTA,
                    WEEKLY_QUOTA -> false;
        };
    }

    /** How a year's work falls on its days, of mean about 1, and what an observer at its start would have expected. */
    private record Work(double[] perDay, double expected, int begin) {}

    private static Work work(Chances chances, double lateStarts) {
        double dayOff = chances.with(0.3) ? 1 : chances.uniform(0, 0.7);
        double season = chances.with(0.6) ? chances.uniform(0, 0.3) : 0;
        double phase = chances.uniform(0, 2 * Math.PI);
        boolean holidays = chances.with(0.4);
        int shiftAt = chances.with(0.25) ? chances.whole(40, 330) : DAYS;
        double shift = Math.exp(0.25 * chances.normal());
        double weekly = chances.with(0.5) ? chances.uniform(0.02, 0.15) : 0.01;
        double wander = chances.with(0.4) ? chances.uniform(0.01, 0.04) : 0;
        int begin = chances.with(lateStarts) ? chances.whole(30, 90) : 0;
        double[] perDay = new double[DAYS];
        double ofWeek = 1;
        double level = 1;
        double planned = 0;
        for (int day = 0; day < DAYS; day++) {
            LocalDate date = SimulatedYear.FROM.plusDays(day);
            if (day % WEEK == 0) {
                ofWeek = chances.gamma(weekly);
                level *= Math.exp(wander * chances.normal() - wander * wander / 2);
            }
            double usual = Story.CALENDAR.daysAfter(date.minusDays(1), date).getAsInt() == 1 ? 1 : dayOff;
            if (holidays
                    && (date.getMonthValue() == 2 && date.getDayOfMonth() < 20
                            || date.getMonthValue() == 10 && date.getDayOfMonth() < 8)) {
                usual *= 0.4;
            }
            planned += usual;
            double wave = 1 + season * Math.sin(2 * Math.PI * day / DAYS + phase);
            perDay[day] = day < begin ? 0 : usual * wave * ofWeek * level * (day >= shiftAt ? shift : 1);
        }
        // Anyone who declares a target for a feed that begins late knows that it will.
        double share = (DAYS - begin) / (double) DAYS;
        for (int day = 0; day < DAYS; day++) {
            perDay[day] *= DAYS / planned;
        }
        return new Work(perDay, DAYS * share, begin);
    }

    private static SimulatedYear.Draft draft(String printed, String behaviour, String measure, String cadence) {
        return new SimulatedYear.Draft("printed: \"" + printed + "\", behaviour: " + behaviour + ", measure: " + measure
                + ", cadence: " + cadence);
    }

    private static void vouch(SimulatedYear.Draft draft, int begin) {
        for (int day = begin; day < DAYS; day += WEEK) {
            draft.vouch(day);
        }
    }

    private static long[] counts(Chances chances, Work work, double yearly, double cluster) {
        long[] counts = new long[DAYS];
        for (int day = 0; day < DAYS; day++) {
            double mean = yearly * work.perDay()[day] / DAYS;
            if (cluster <= 1) {
                counts[day] = chances.poisson(mean);
            } else {
                long bursts = chances.poisson(mean / cluster);
                for (long i = 0; i < bursts; i++) {
                    counts[day] += 1 + chances.poisson(cluster - 1);
                }
            }
        }
        return counts;
    }

    private static long least(double value) {
        return Math.max(1, Math.round(value));
    }

    private static SimulatedYear frequentCount(Chances chances) {
        Work work = work(chances, 0.15);
        double yearly = chances.magnitude(300, 40_000);
        long[] counts = counts(chances, work, yearly, chances.with(0.4) ? chances.uniform(1, 8) : 1);
        long target = least(yearly * work.expected() / DAYS * Math.exp(0.16 * chances.normal() - 0.03));
        return counted(draft("≥" + target + "(个)", "accumulate", "{count: work.done}", "P20D"), counts);
    }

    private static SimulatedYear counted(SimulatedYear.Draft draft, long[] counts) {
        for (int day = 0; day < DAYS; day++) {
            if (counts[day] > 0) {
                draft.put(0, day, new Rollup.Tally(counts[day], 0));
            }
        }
        return draft.done();
    }

    private static SimulatedYear rareCount(Chances chances) {
        Work work = work(chances, 0.1);
        double yearly = chances.magnitude(18, 150);
        long[] counts = counts(chances, work, yearly, chances.with(0.3) ? chances.uniform(1, 3) : 1);
        long target = Math.max(16, least(yearly * work.expected() / DAYS * Math.exp(0.25 * chances.normal() - 0.03)));
        SimulatedYear.Draft draft = draft("≥" + target + "(次)", "accumulate", "{count: work.done}", "P40D");
        vouch(draft, work.begin());
        return counted(draft, counts);
    }

    /** A few deeds are planned, regularly or not; some plans are dropped, and sometimes more is done. */
    private static SimulatedYear deeds(Chances chances) {
        int promised = chances.with(0.25) ? 12 : chances.whole(1, 12);
        double sure = chances.with(0.6) ? 1 : chances.with(0.5) ? 0.9 : chances.uniform(0.3, 0.8);
        int more = chances.with(0.5) ? 0 : chances.with(0.6) ? 1 : 3;
        boolean regular = promised >= 3 && chances.with(0.4);
        long[] counts = new long[DAYS];
        int planned = promised + (regular ? 0 : more);
        for (int i = 0; i < planned; i++) {
            int day = regular ? (int) ((i + chances.uniform(0.1, 0.9)) * DAYS / planned) : chances.whole(5, DAYS - 3);
            if (chances.with(sure)) {
                counts[Math.min(DAYS - 1, day)]++;
            }
        }
        SimulatedYear.Draft draft = draft("≥" + promised + "(场)", "accumulate", "{count: work.done}", "P400D");
        if (chances.with(0.5)) {
            draft.vouch(0);
        }
        return counted(draft, counts);
    }

    private static SimulatedYear sum(Chances chances) {
        Work work = work(chances, 0.12);
        double events = chances.with(0.3) ? chances.magnitude(15, 80) : chances.magnitude(80, 3_000);
        double size = chances.magnitude(10, 3_000);
        double spread = chances.uniform(0.2, 1);
        long[] counts = counts(chances, work, events, 1);
        long target = least(events * size * work.expected() / DAYS * Math.exp(0.18 * chances.normal() - 0.03));
        SimulatedYear.Draft draft = draft("≥" + target + "(人次)", "accumulate", "{sum: value, over: work.done}", "P40D");
        vouch(draft, work.begin());
        for (int day = 0; day < DAYS; day++) {
            double total = 0;
            for (long i = 0; i < counts[day]; i++) {
                total += size * Math.exp(spread * chances.normal() - spread * spread / 2);
            }
            if (counts[day] > 0) {
                draft.put(0, day, new Rollup.Total(BigDecimal.valueOf(Math.round(total)), counts[day], 0, 0));
            }
        }
        return draft.done();
    }

    /** New ones come more slowly the more there are. */
    private static SimulatedYear distinct(Chances chances) {
        int all = (int) chances.magnitude(8, 300);
        Work work = work(chances, 0.1);
        double visits = all * chances.uniform(0.4, 2);
        long[] counts = counts(chances, work, visits, 1);
        double expected = all * (1 - Math.exp(-visits * work.expected() / DAYS / all));
        long target = least(expected * Math.exp(0.2 * chances.normal() - 0.03));
        SimulatedYear.Draft draft =
                draft("≥" + target + "(家)", "accumulate", "{distinct: name, over: work.done}", "P60D");
        vouch(draft, work.begin());
        for (int day = 0; day < DAYS; day++) {
            for (long i = 0; i < counts[day]; i++) {
                draft.put(0, day, new Rollup.Members(Set.of("m" + chances.whole(1, all)), 0));
            }
        }
        return draft.done();
    }

    private static SimulatedYear ceiling(Chances chances) {
        int allowed = chances.with(0.2) ? 0 : chances.with(0.5) ? chances.whole(1, 5) : chances.whole(5, 40);
        boolean never = allowed == 0 ? chances.with(0.5) : chances.with(0.15);
        double yearly = never ? 0 : (allowed + 0.7) * Math.exp(0.5 * chances.normal() - 0.4);
        Work work = work(chances, 0.05);
        long[] counts = counts(chances, work, yearly, chances.with(0.3) ? chances.uniform(1, 2.5) : 1);
        SimulatedYear.Draft draft = draft("≤" + allowed + "(次)", "limit", "{count: fault}", "P20D");
        vouch(draft, work.begin());
        return counted(draft, counts);
    }

    private static final String RATIO = "{ratio: {count: 'call{ok=\"true\"}'}, to: {count: call}}";

    private static SimulatedYear ratio(
            Chances chances, Work work, double yearly, double good, double spread, String printed) {
        SimulatedYear.Draft draft = draft(printed, "standing", RATIO, "P40D");
        vouch(draft, work.begin());
        double shift = chances.with(0.2) ? 0.35 * chances.normal() : 0;
        int shiftAt = chances.whole(40, 330);
        double odds = Math.log(good / (1 - good));
        double ofWeek = 0;
        for (int day = 0; day < DAYS; day++) {
            if (day % WEEK == 0) {
                ofWeek = spread * chances.normal();
            }
            long trials = chances.poisson(yearly * work.perDay()[day] / DAYS);
            if (trials > 0) {
                double today = 1 / (1 + Math.exp(-(odds + ofWeek + (day >= shiftAt ? shift : 0))));
                long succeeded = chances.binomial(trials, good >= 1 ? 1 : today);
                draft.put(1, day, new Rollup.Tally(trials, 0));
                if (succeeded > 0) {
                    draft.put(0, day, new Rollup.Tally(succeeded, 0));
                }
            }
        }
        return draft.done();
    }

    private static SimulatedYear share(Chances chances) {
        Work work = work(chances, 0.12);
        double yearly = chances.magnitude(60, 40_000);
        double good = 1 - chances.magnitude(0.02, 0.35);
        double noise = Math.max(0.15, 1.2 / Math.sqrt(yearly * (1 - good)));
        double promised = 1 - (1 - good) * Math.exp(noise * chances.normal() + 0.05);
        String target = String.format("%.1f", 100 * Math.max(0.3, promised));
        return ratio(
                chances, work, yearly, good, chances.with(0.5) ? chances.uniform(0.05, 0.3) : 0, "≥" + target + "(%)");
    }

    private static SimulatedYear fullShare(Chances chances) {
        Work work = work(chances, 0.1);
        double yearly = chances.magnitude(50, 3_000);
        double good = chances.with(0.55) ? 1 : 1 - chances.magnitude(0.1, 4) / yearly;
        return ratio(chances, work, yearly, good, 0, "=100(%)");
    }

    /** Participants among those registered, some events a month. */
    private static SimulatedYear attendance(Chances chances) {
        Work work = work(chances, 0.1);
        long[] counts = counts(chances, work, chances.magnitude(20, 200), 1);
        double good = chances.uniform(0.6, 0.95);
        double spread = chances.uniform(0.1, 0.5);
        double promised = good + 0.03 * chances.normal() - 0.01;
        SimulatedYear.Draft draft = draft(
                "≥" + String.format("%.1f", 100 * promised) + "(%)",
                "standing",
                "{ratio: {sum: attended, over: activity}, to: {sum: registered, over: activity}}",
                "P60D");
        vouch(draft, work.begin());
        double odds = Math.log(good / (1 - good));
        for (int day = 0; day < DAYS; day++) {
            for (long i = 0; i < counts[day]; i++) {
                long registered = 5 + chances.poisson(chances.uniform(10, 80));
                long attended = chances.binomial(registered, 1 / (1 + Math.exp(-(odds + spread * chances.normal()))));
                draft.put(0, day, new Rollup.Total(BigDecimal.valueOf(attended), 1, 0, 0));
                draft.put(1, day, new Rollup.Total(BigDecimal.valueOf(registered), 1, 0, 0));
            }
        }
        return draft.done();
    }

    private static SimulatedYear mean(Chances chances) {
        Work work = work(chances, 0.1);
        double yearly = chances.magnitude(150, 20_000);
        double typical = chances.magnitude(0.3, 30);
        double spread = chances.uniform(0.2, 0.8);
        double weekly = chances.uniform(0.01, 0.12);
        double shift = chances.with(0.25) ? 0.2 * chances.normal() : 0;
        int shiftAt = chances.whole(40, 330);
        double promised = typical * Math.exp(0.06 * chances.normal() + 0.03);
        SimulatedYear.Draft draft = draft(
                "<" + String.format("%.4f", promised) + "(秒)",
                "standing",
                "{mean: seconds, over: probe, in: 秒}",
                "P40D");
        vouch(draft, work.begin());
        double ofWeek = 0;
        for (int day = 0; day < DAYS; day++) {
            if (day % WEEK == 0) {
                ofWeek = 0.6 * ofWeek + weekly * chances.normal();
            }
            long samples = chances.poisson(yearly * work.perDay()[day] / DAYS);
            if (samples > 0) {
                double level = typical * Math.exp(ofWeek + (day >= shiftAt ? shift : 0));
                double sum = Math.max(0.01 * level, level * (samples + spread * Math.sqrt(samples) * chances.normal()));
                draft.put(0, day, new Rollup.Total(rounded(sum), samples, 0, 0));
            }
        }
        return draft.done();
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(Math.round(value * 10_000), 4);
    }

    private static SimulatedYear percentile(Chances chances) {
        Work work = work(chances, 0.1);
        double yearly = chances.magnitude(200, 4_000);
        double typical = chances.magnitude(0.3, 3);
        double spread = chances.uniform(0.3, 0.8);
        double weekly = chances.uniform(0.02, 0.12);
        double promised = typical * Math.exp(1.6449 * spread + 0.09 * chances.normal() + 0.03);
        SimulatedYear.Draft draft = draft(
                "<" + String.format("%.4f", promised) + "(秒)",
                "standing",
                "{percentile: 95, of: seconds, over: probe, in: 秒}",
                "P40D");
        vouch(draft, work.begin());
        double ofWeek = 0;
        for (int day = 0; day < DAYS; day++) {
            if (day % WEEK == 0) {
                ofWeek = 0.5 * ofWeek + weekly * chances.normal();
            }
            long samples = chances.poisson(yearly * work.perDay()[day] / DAYS);
            Map<Integer, Long> buckets = new HashMap<>();
            for (long i = 0; i < samples; i++) {
                double value = typical * Math.exp(ofWeek + spread * chances.normal());
                buckets.merge(Rollup.Quantiles.bucket(value), 1L, Long::sum);
            }
            if (samples > 0) {
                draft.put(0, day, new Rollup.Quantiles(buckets, 0));
            }
        }
        return draft.done();
    }

    /** Working days that a permit takes; who promises a longest one watches it. */
    private static SimulatedYear longest(Chances chances) {
        Work work = work(chances, 0.1);
        double yearly = chances.magnitude(40, 1_200);
        int within = chances.whole(5, 15);
        double typical = within * chances.uniform(0.2, 0.6);
        double excess = within / chances.uniform(4, 14);
        boolean watched = chances.with(0.4);
        long[] counts = counts(chances, work, yearly, 1);
        SimulatedYear.Draft draft = draft(
                "≤" + within + "(个工作日)", "standing", "{workingDays: longest, from: a, to: b, over: permit}", "P40D");
        vouch(draft, work.begin());
        for (int day = 0; day < DAYS; day++) {
            for (long i = 0; i < counts[day]; i++) {
                long took = Math.round(typical - excess * Math.log(1 - chances.uniform(0, 1)));
                long taken = watched ? Math.min(took, within) : took;
                LocalDate to = workedOn(day);
                draft.put(0, day, new Rollup.Spans(Map.of(new Rollup.Span(back(to, taken), to), 1L), 0));
            }
        }
        return draft.done();
    }

    private static LocalDate workedOn(int day) {
        LocalDate date = SimulatedYear.FROM.plusDays(day);
        while (Story.CALENDAR.daysAfter(date.minusDays(1), date).getAsInt() == 0) {
            date = date.minusDays(1);
        }
        return date;
    }

    private static LocalDate back(LocalDate to, long workingDays) {
        LocalDate from = to;
        while (Story.CALENDAR.daysAfter(from, to).getAsInt() < workingDays) {
            from = from.minusDays(1);
        }
        return from;
    }

    private static void reading(SimulatedYear.Draft draft, int day, double value) {
        Instant time = SimulatedYear.FROM
                .plusDays(day)
                .atTime(9, 0)
                .atZone(SimulatedYear.ZONE)
                .toInstant();
        Rollup.Level level = new Rollup.Level(time, "s", "r" + day, BigDecimal.valueOf(Math.round(value)));
        draft.put(0, day, new Rollup.Ends(Optional.of(new Rollup.FirstAndLast(level, level)), 0));
    }

    /** Capacity, staff, seats: mostly constant, or a measurement with noise. */
    private static SimulatedYear standingLevel(Chances chances) {
        double level = chances.magnitude(5, 600);
        boolean noisy = chances.with(0.4);
        double noise = noisy ? chances.uniform(0.01, 0.06) : 0;
        double changes = noisy ? 0 : chances.with(0.5) ? 0 : chances.uniform(0.3, 3);
        double promised = level * (1 - (noisy ? noise : 0.05) * chances.uniform(-0.8, 2.5));
        if (!noisy && chances.with(0.5)) {
            promised = Math.round(level);
        }
        int every = chances.with(0.7) ? MONTH : chances.whole(7, 90);
        SimulatedYear.Draft draft = draft(
                "≥" + least(Math.min(promised, level * 1.05)) + "(人)",
                "standing",
                "{latest: value, over: staff}",
                "P100D");
        double current = Math.round(level);
        for (int day = chances.whole(0, Math.min(every, 40)); day < DAYS; day += every) {
            if (chances.with(changes * every / DAYS)) {
                current += (chances.with(0.5) ? -1 : 1) * Math.max(1, Math.round(level * chances.uniform(0.02, 0.15)));
            }
            reading(draft, day, current * (1 + noise * chances.normal()));
        }
        return draft.done();
    }

    private static double[] grown(Chances chances, double start, double growth, int every) {
        double wander = chances.with(0.5) ? chances.uniform(0.05, 0.4) : 0.02;
        double[] levels = new double[DAYS];
        Arrays.fill(levels, Double.NaN);
        double level = start;
        int shiftAt = chances.with(0.25) ? chances.whole(60, 300) : DAYS;
        double shift = Math.exp(0.4 * chances.normal());
        int first = chances.whole(0, Math.min(every, 30));
        for (int day = first; day < DAYS; day += every) {
            levels[day] = level;
            double step = start * growth * every / DAYS * (day >= shiftAt ? shift : 1);
            level += step + wander * start * growth * Math.sqrt(every / (double) DAYS) * chances.normal();
        }
        return levels;
    }

    private static SimulatedYear register(Chances chances) {
        double start = chances.magnitude(60, 20_000);
        double growth = chances.magnitude(0.03, 0.5);
        int every = chances.with(0.8) ? MONTH : chances.whole(1, 14);
        double[] levels = grown(chances, start, growth, every);
        double promised = start * (1 + growth * Math.exp(0.25 * chances.normal() - 0.1));
        SimulatedYear.Draft draft =
                draft("≥" + least(promised) + "(家)", "accumulate-reversible", "{latest: value, over: users}", "P60D");
        read(draft, levels);
        return draft.done();
    }

    private static void read(SimulatedYear.Draft draft, double[] levels) {
        for (int day = 0; day < DAYS; day++) {
            if (!Double.isNaN(levels[day])) {
                reading(draft, day, levels[day]);
            }
        }
    }

    private static SimulatedYear growth(Chances chances) {
        double start = chances.magnitude(800, 50_000);
        double growth = chances.magnitude(0.05, 0.4);
        double[] levels = grown(chances, start, growth, chances.with(0.6) ? MONTH : chances.whole(1, 14));
        double promised = 100 * growth * Math.exp(0.25 * chances.normal() - 0.1);
        SimulatedYear.Draft draft = draft(
                "≥" + String.format("%.2f", promised) + "(%)",
                "accumulate-reversible",
                "{growth: value, over: followers}",
                "P60D");
        read(draft, levels);
        return draft.done();
    }

    private static SimulatedYear availableDays(Chances chances) {
        int spare = chances.with(0.4) ? 1 : chances.whole(2, 30);
        double yearly = chances.with(0.35) ? 0 : (spare + 0.7) * Math.exp(0.6 * chances.normal() - 0.5);
        double length = chances.with(0.4) ? chances.uniform(1, 3) : 1;
        int begin = chances.with(0.06) ? chances.whole(3, 20) : 0;
        SimulatedYear.Draft draft = draft("=" + (DAYS - spare) + "(天)", "days", "{availableDays: probe}", "P2D");
        int left = 0;
        for (int day = begin; day < DAYS; day++) {
            if (left == 0 && chances.with(yearly / length / DAYS)) {
                left = 1 + (int) chances.poisson(length - 1);
            }
            draft.put(0, day, new Rollup.Trials(left > 0 ? 60 : 96, 96, 0));
            left = Math.max(0, left - 1);
        }
        return draft.done();
    }

    /** A log that is written daily, or on working days only. */
    private static SimulatedYear loggedDays(Chances chances) {
        boolean workingDays = chances.with(0.4);
        double kept = chances.with(0.4) ? 0.999 : 1 - chances.magnitude(0.003, 0.2);
        int possible = workingDays ? 251 : DAYS;
        double promised = Math.min(DAYS, possible * Math.min(1, kept + 0.02 * chances.normal() - 0.005));
        SimulatedYear.Draft draft = draft("≥" + least(promised) + "(天)", "days", "{distinctDays: log}", "P10D");
        for (int day = 0; day < DAYS; day++) {
            LocalDate date = SimulatedYear.FROM.plusDays(day);
            boolean worked = Story.CALENDAR.daysAfter(date.minusDays(1), date).getAsInt() == 1;
            if ((worked || !workingDays) && chances.with(kept)) {
                draft.put(0, day, new Rollup.Tally(1, 0));
            }
        }
        return draft.done();
    }

    private static SimulatedYear monthlyQuota(Chances chances) {
        return quota(chances, "month", 12, "篇/月");
    }

    private static SimulatedYear weeklyQuota(Chances chances) {
        return quota(chances, "week", 52, "次/周");
    }

    /** Who owes something every week plans it: as much as promised or a little more, with more or less care. */
    private static SimulatedYear quota(Chances chances, String grain, int slots, String unit) {
        int promised = chances.whole(1, 15);
        boolean planned = chances.with(0.5);
        double margin = chances.uniform(1, slots > 12 ? 2.8 : 2.2);
        SimulatedYear.Draft draft = draft(
                "≥" + promised + "(" + unit + ")", "quota", "{worst: " + grain + ", of: {count: article}}", "P40D");
        vouch(draft, 0);
        if (!planned) {
            Work work = work(chances, 0);
            double spare = margin + (slots > 12 ? 2.2 : 1.2) / Math.sqrt(promised);
            return counted(draft, counts(chances, work, promised * slots * spare, 1));
        }
        long[] counts = new long[DAYS];
        double slip = chances.with(0.4) ? 0.001 : chances.uniform(0.002, 0.4 / Math.sqrt(slots));
        int each = promised + chances.whole(0, 2);
        Grain parts = slots > 12 ? Grain.WEEK : Grain.MONTH;
        Period year = Period.year(SimulatedYear.YEAR, SimulatedYear.ZONE);
        for (Period part : year.parts(parts)) {
            int from = (int) (part.from().toEpochDay() - SimulatedYear.FROM.toEpochDay());
            int length = (int) (part.until().toEpochDay() - part.from().toEpochDay());
            long today = chances.with(slip) ? Math.max(0, promised - chances.whole(1, 2)) : each + chances.whole(0, 1);
            for (long i = 0; i < today; i++) {
                counts[from + chances.whole(0, length - 1)]++;
            }
        }
        return counted(draft, counts);
    }
}
