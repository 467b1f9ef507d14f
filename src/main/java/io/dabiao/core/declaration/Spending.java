package io.dabiao.core.declaration;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.Sum;
import io.dabiao.core.measure.Unit;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was spent of a project's funds, from {@code budget.executed} events that name it by its id, its name or a former
 * one, in yuan.
 *
 * @param total of all events
 * @param byFund of those whose attribute {@code fund} names the fund; where only one fund was planned, all of it
 */
public record Spending(BigDecimal total, Map<Fund, BigDecimal> byFund) {

    /** Where the money comes from, as the form lists it. */
    public enum Fund {
        TREASURY("treasury", Words.of(Spending.class, "fromTheTreasury")),
        CARRIED_OVER("carriedOver", Words.of(Spending.class, "carriedOver")),
        OTHER("other", Words.of(Spending.class, "other"));

        private final String word;
        private final Words words;

        Fund(String word, Words words) {
            this.word = word;
            this.words = words;
        }

        /** The word in declarations and events. */
        public String word() {
            return word;
        }

        public Words words() {
            return words;
        }

        /** What a budget plans of this fund. */
        public BigDecimal of(Declaration.Budget budget) {
            return switch (this) {
                case TREASURY -> budget.treasury();
                case CARRIED_OVER -> budget.carriedOver();
                case OTHER -> budget.other();
            };
        }
    }

    /** The type of event by which spending is told. */
    public static final String TYPE = "budget.executed";

    private static final Unit YUAN = Unit.of("元");

    public Spending {
        byFund = Map.copyOf(byFund);
    }

    /** What an event may call the project: its id, its name, and its former names. */
    public static List<String> names(Declaration declaration) {
        List<String> names = new ArrayList<>(List.of(declaration.project(), declaration.name()));
        names.addAll(declaration.formerNames());
        return names.stream().distinct().toList();
    }

    /** Everything that must be kept of events so that {@link #of} can answer. */
    public static List<Series> series(Declaration declaration) {
        ZoneId zone = declaration.zone();
        return Stream.concat(
                        Stream.of(spent(declaration, List.of())),
                        Stream.of(Fund.values()).map(fund -> spent(declaration, fund)))
                .flatMap(sum -> sum.series(zone).stream())
                .toList();
    }

    /** What was spent within the declared period, as far as it is known before the instant of the facts. */
    public static Spending of(Declaration declaration, Facts facts) {
        Period period = declaration.period();
        Window window = new Window(period, period.from(), facts, new WorkingCalendar(List.of()));
        BigDecimal total = spent(declaration, List.of()).amount(window).decimal();
        Map<Fund, BigDecimal> byFund = new EnumMap<>(Fund.class);
        List<Fund> planned = Stream.of(Fund.values())
                .filter(fund -> fund.of(declaration.budget()).signum() > 0)
                .toList();
        for (Fund fund : Fund.values()) {
            BigDecimal own = spent(declaration, fund).amount(window).decimal();
            if (planned.size() == 1) {
                byFund.put(fund, planned.contains(fund) ? total : own);
            } else if (own.signum() != 0) {
                byFund.put(fund, own);
            }
        }
        return new Spending(total, byFund);
    }

    private static Sum spent(Declaration declaration, Fund fund) {
        return spent(declaration, List.of(new Matcher("fund", Matcher.Comparison.EQUAL, fund.word())));
    }

    private static Sum spent(Declaration declaration, List<Matcher> more) {
        List<Matcher> matchers = new ArrayList<>();
        matchers.add(new Matcher(
                "project",
                Matcher.Comparison.LIKE,
                names(declaration).stream().map(com.google.re2j.Pattern::quote).collect(Collectors.joining("|"))));
        matchers.addAll(more);
        return new Sum("value", new Selector(TYPE, matchers), YUAN);
    }
}
