package io.dabiao.page.indicator;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.evaluation.DayPoint;
import io.dabiao.page.Messages;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The days of a year and what became of each: a row a month, a place a day.
 *
 * @param words in one sentence, for those who do not see it
 * @param counts how many days of each kind there are, without those of which there is none
 * @param lost the newest ones that were lost, and where their events stand
 * @param more how many were lost before these
 */
record DayCalendar(String words, List<MonthRow> months, List<Kind> counts, List<LostDay> lost, int more) {

    /** What is listed of the days that were lost. */
    private static final int MOST_LOST = 31;

    private static final int MONTHS = 12;
    private static final int SIDE = 20;

    /** Where the first day of a month begins, behind its name. */
    private static final int MARGIN = 64;

    /** @param top where it begins in the picture */
    public record MonthRow(String label, int top, List<Place> places) {

        public int textAt() {
            return top + 14;
        }
    }

    /**
     * @param word of its state, as the style sheet knows it
     * @param left where it begins in the picture
     */
    public record Place(String word, int left, String words) {}

    public record Kind(String word, String words, long count) {}

    public record LostDay(String day, String path) {}

    /** @param here path of the indicator's page */
    static DayCalendar of(Messages messages, Period period, List<DayPoint> days, String here) {
        Map<DayPoint.State, Long> counted = new LinkedHashMap<>();
        for (DayPoint.State state : DayPoint.State.values()) {
            long count = days.stream().filter(day -> day.state() == state).count();
            if (count > 0) {
                counted.put(state, count);
            }
        }
        List<Kind> counts = counted.entrySet().stream()
                .map(one -> new Kind(
                        word(one.getKey()), messages.of("day_" + one.getKey().name()), one.getValue()))
                .toList();
        List<LocalDate> lost = days.stream()
                .filter(day -> day.state() == DayPoint.State.LOST)
                .map(DayPoint::day)
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        return new DayCalendar(
                counts.stream()
                        .map(kind -> messages.of("dayCount", kind.words(), kind.count()))
                        .collect(Collectors.joining(messages.of("daySeparator"))),
                months(messages, period, days),
                counts,
                lost.stream()
                        .limit(MOST_LOST)
                        .map(day -> new LostDay(day.toString(), here + "?day=" + day + "#events"))
                        .toList(),
                Math.max(0, lost.size() - MOST_LOST));
    }

    private static List<MonthRow> months(Messages messages, Period period, List<DayPoint> days) {
        Map<LocalDate, DayPoint> byDay = days.stream().collect(Collectors.toMap(DayPoint::day, day -> day));
        List<MonthRow> months = new ArrayList<>();
        LocalDate first = period.from().withDayOfMonth(1);
        for (LocalDate month = first;
                month.isBefore(period.until()) && months.size() < MONTHS + 1;
                month = month.plusMonths(1)) {
            List<Place> places = new ArrayList<>();
            for (LocalDate day = month; day.isBefore(month.plusMonths(1)); day = day.plusDays(1)) {
                if (period.contains(day)) {
                    DayPoint found = byDay.get(day);
                    DayPoint.State state = found == null ? DayPoint.State.OPEN : found.state();
                    places.add(new Place(
                            word(state),
                            MARGIN + (day.getDayOfMonth() - 1) * SIDE,
                            messages.of("dayIs", day, messages.of("day_" + state.name()))));
                }
            }
            months.add(new MonthRow(
                    String.format(Locale.ROOT, "%d-%02d", month.getYear(), month.getMonthValue()),
                    months.size() * SIDE,
                    places));
        }
        return months;
    }

    private static String word(DayPoint.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    public int width() {
        return MARGIN + 31 * SIDE;
    }

    public int height() {
        return months.size() * SIDE;
    }
}
