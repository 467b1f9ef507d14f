package io.dabiao.declare;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Schedule;
import io.dabiao.core.declaration.Schedule.Step;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a plan of when what is promised shall come: by months, by quarters, within a stretch, except for stretches, or on a day. */
final class ScheduleReader {

    private static final List<String> WAYS = List.of("months", "quarters", "each", "within", "except", "date");
    private static final BigDecimal MOST = new BigDecimal("999999999999999");
    private static final int MONTHS_OF_A_QUARTER = 3;
    /** How many months one of {@code each} has. */
    private static final Map<String, Integer> LENGTHS =
            Cursor.words(new Integer[] {1, MONTHS_OF_A_QUARTER}, months -> months == 1 ? "month" : "quarter");

    private final Period period;

    ScheduleReader(Period period) {
        this.period = period;
    }

    Optional<Schedule> read(Cursor at) {
        return at.fields("a schedule").flatMap(fields -> {
            List<Optional<List<Step>>> said = new ArrayList<>();
            fields.optional("months").ifPresent(list -> said.add(cumulative(list, stretches(1), "month")));
            fields.optional("quarters")
                    .ifPresent(list -> said.add(cumulative(list, stretches(MONTHS_OF_A_QUARTER), "quarter")));
            fields.optional("each")
                    .ifPresent(each -> said.add(each.oneOf(LENGTHS).map(this::even)));
            fields.optional("within")
                    .ifPresent(within -> said.add(stretch(within)
                            .map(days -> List.of(new Step(days.from(), days.until(), BigDecimal.ONE, false)))));
            fields.optional("except").ifPresent(list -> said.add(except(list)));
            fields.optional("date")
                    .ifPresent(day -> said.add(IndicatorReader.within(day, Optional.of(period))
                            .map(on -> List.of(new Step(on, on.plusDays(1), BigDecimal.ONE, false)))));
            boolean one = onlyOne(at, fields);
            fields.done();
            return one && said.size() == 1 ? said.get(0).map(Schedule::new) : Optional.empty();
        });
    }

    private static boolean onlyOne(Cursor at, Fields fields) {
        long ways = WAYS.stream().filter(fields::has).count();
        return at.expectThat(
                ways == 1,
                ways == 0 ? "a schedule that plans nothing" : "a schedule of " + ways + " kinds",
                "exactly one of " + String.join(", ", WAYS),
                ways == 0 ? "write one of them, or remove schedule:" : "keep the one that was agreed");
    }

    /** The months or quarters of the period, the first and the last cut at its edges. */
    private List<Period> stretches(int months) {
        List<Period> stretches = new ArrayList<>();
        LocalDate from = period.from();
        while (from.isBefore(period.until())) {
            int into = (from.getMonthValue() - 1) % months;
            LocalDate next = from.withDayOfMonth(1).plusMonths((long) months - into);
            LocalDate until = next.isBefore(period.until()) ? next : period.until();
            stretches.add(new Period(from, until, period.zone()));
            from = until;
        }
        return stretches;
    }

    private List<Step> even(int months) {
        return stretches(months).stream()
                .map(part -> new Step(part.from(), part.until(), BigDecimal.ONE, false))
                .toList();
    }

    private static Optional<List<Step>> cumulative(Cursor at, List<Period> stretches, String each) {
        List<Cursor> items = at.items("numbers");
        if (!at.expectThat(
                items.size() == stretches.size(),
                items.size() + " numbers",
                stretches.size() + ", one for each " + each + " of the period",
                "write what is to be reached by the end of each " + each)) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        BigDecimal before = BigDecimal.ZERO;
        for (int i = 0; i < items.size(); i++) {
            Optional<BigDecimal> number = items.get(i)
                    .number(before, MOST, "what is to be reached since the period's start, never less than before");
            if (number.isEmpty()) {
                return Optional.empty();
            }
            steps.add(new Step(
                    stretches.get(i).from(),
                    stretches.get(i).until(),
                    number.get().subtract(before),
                    false));
            before = number.get();
        }
        return at.expectThat(before.signum() > 0, "a plan of nothing", "a last number above 0", "write the whole")
                ? Optional.of(steps)
                : Optional.empty();
    }

    private Optional<Period> stretch(Cursor at) {
        return at.fields("a stretch of days").flatMap(days -> {
            Optional<LocalDate> from =
                    days.required("from").flatMap(day -> IndicatorReader.within(day, Optional.of(period)));
            Optional<LocalDate> to =
                    days.required("to").flatMap(day -> IndicatorReader.within(day, Optional.of(period)));
            days.done();
            return from.flatMap(first -> to.filter(last -> at.expectThat(
                            !last.isBefore(first),
                            "a stretch from " + first + " to " + last,
                            "one that does not end before it begins",
                            "exchange the two"))
                    .map(last -> new Period(first, last.plusDays(1), period.zone())));
        });
    }

    /** Evenly on all days but those off. */
    private Optional<List<Step>> except(Cursor at) {
        List<Cursor> items = at.items("stretches of days");
        List<Period> off = items.stream()
                .map(this::stretch)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Period::from))
                .toList();
        if (off.size() < items.size()) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        LocalDate from = period.from();
        for (Period days : off) {
            add(steps, from, days.from());
            from = from.isAfter(days.until()) ? from : days.until();
        }
        add(steps, from, period.until());
        return at.expectThat(
                        !steps.isEmpty() && !off.isEmpty(),
                        off.isEmpty() ? "no days off" : "no day that is not off",
                        "some of the period's days, not all",
                        "write when nothing is planned to come")
                ? Optional.of(steps)
                : Optional.empty();
    }

    private static void add(List<Step> steps, LocalDate from, LocalDate until) {
        if (from.isBefore(until)) {
            steps.add(new Step(from, until, BigDecimal.valueOf(until.toEpochDay() - from.toEpochDay()), true));
        }
    }
}
