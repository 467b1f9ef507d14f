package io.dabiao.core.forecast;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.declare.DeclarationReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Years that really happened: public series, turned into events, and promises made of them by a rule that looks only at the
 * years before. The series, their sources and the rule are described in {@code forecasts/real/README.md}.
 */
final class RealYears {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    /** Weekdays: the notices of the State Council are published for a few of these years only. */
    static final WorkingCalendar CALENDAR = new WorkingCalendar(IntStream.rangeClosed(1950, 2030)
            .mapToObj(year -> new WorkingCalendar.Year(year, "", Set.of(), Set.of()))
            .toList());

    private static final String FOLDER = "/forecasts/real/";
    private static final double[] STRETCH = {-1, -0.5, 0, 0.5, 1};
    private static final double USUAL_CHANGE = 0.1;
    private static final double LEAST_CHANGE = 0.01;
    private static final double MOST_CHANGE = 0.5;
    private static final int MOST_RATIO = 1;
    private static final int EARLIER_YEARS = 2;

    /** A measure of a series, and who the promise is made for: one promise for each value of {@code key} and year. */
    record Family(
            String name,
            String half,
            String type,
            String key,
            Behaviour behaviour,
            Operator operator,
            String unit,
            String measure,
            int every) {

        boolean judged() {
            return half.equals("judge");
        }
    }

    /** One indicator in one year. */
    static final class Year {

        private final Family family;
        private final String key;
        private final Declaration declaration;
        private final boolean history;
        private final Days days;
        private final Evaluation outcome;

        Year(Family family, String key, Declaration declaration, boolean history, Days days) {
            this.family = family;
            this.key = key;
            this.declaration = declaration;
            this.history = history;
            this.days = days;
            this.outcome = at(declaration.period().end());
        }

        Family family() {
            return family;
        }

        boolean history() {
            return history;
        }

        int year() {
            return declaration.year();
        }

        String name() {
            return family.name() + "/" + key + "/" + declaration.year();
        }

        Indicator indicator() {
            return declaration.indicators().get(0);
        }

        Declaration declaration() {
            return declaration;
        }

        Evaluation outcome() {
            return outcome;
        }

        boolean met() {
            return outcome.verdict() == Verdict.MET;
        }

        Evaluation at(LocalDate morning) {
            return at(morning.atStartOfDay(ZONE).toInstant());
        }

        private Evaluation at(Instant instant) {
            return Evaluation.of(indicator(), declaration, facts(instant), CALENDAR);
        }

        Facts facts(Instant instant) {
            int first = history ? declaration.year() - EARLIER_YEARS : declaration.year();
            return days.between(LocalDate.of(first, 1, 1), instant);
        }

        /** The same promise's value, a year ago on the same morning; empty where there was none. */
        Optional<Double> yearBefore(LocalDate morning) {
            return valueOf(declaration.year() - 1, morning.minusYears(1));
        }

        Optional<Double> yearBefore() {
            return valueOf(declaration.year() - 1, LocalDate.of(declaration.year(), 1, 1));
        }

        private Optional<Double> valueOf(int year, LocalDate morning) {
            Period period = Period.year(year, ZONE);
            Window window = new Window(
                    period,
                    period.from(),
                    days.between(period.from(), morning.atStartOfDay(ZONE).toInstant()),
                    CALENDAR);
            Target target = indicator().target().orElseThrow();
            return indicator()
                    .measure()
                    .read(window)
                    .value()
                    .map(base -> indicator().measure().dimension() == Dimension.AS_DECLARED
                            ? base.approximately()
                            : target.unit().fromBase(base).approximately());
        }
    }

    /** Rollups by day, folded once. */
    private static final class Days {

        private final Map<String, List<Event>> byType;
        private final Map<Series, NavigableMap<LocalDate, Rollup>> folded = new HashMap<>();

        Days(Map<String, List<Event>> byType) {
            this.byType = byType;
        }

        private NavigableMap<LocalDate, Rollup> of(Series series) {
            return folded.computeIfAbsent(series, this::fold);
        }

        private NavigableMap<LocalDate, Rollup> fold(Series series) {
            TreeMap<LocalDate, Rollup> all = new TreeMap<>();
            for (Event event : byType.getOrDefault(series.selector().type(), List.of())) {
                series.fold(event).ifPresent(rollup -> all.merge(series.day(event), rollup, Rollup::merge));
            }
            return all;
        }

        Facts between(LocalDate first, Instant before) {
            LocalDate today = before.atZone(ZONE).toLocalDate();
            return new Facts() {
                @Override
                public Instant before() {
                    return before;
                }

                @Override
                public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
                    LocalDate since = from.isBefore(first) ? first : from;
                    LocalDate to = until.isBefore(today) ? until : today;
                    return since.isBefore(to)
                            ? of(series).subMap(since, true, to, false)
                            : Collections.emptyNavigableMap();
                }
            };
        }
    }

    private final Map<String, List<Event>> events = new HashMap<>();
    private final Days days = new Days(events);

    static List<Family> families() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(FOLDER + "indicators.tsv"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(row -> new Family(
                            row[0],
                            row[1],
                            row[2],
                            row[3],
                            Behaviour.ofWord(row[4]).orElseThrow(),
                            row[5].equals(">=") ? Operator.AT_LEAST : Operator.AT_MOST,
                            row[6],
                            row[7],
                            Integer.parseInt(row[8])))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static InputStream open(String resource) {
        InputStream found = RealYears.class.getResourceAsStream(resource);
        if (found == null) {
            throw new IllegalStateException("there is no " + resource);
        }
        return found;
    }

    private List<Event> events(String type) {
        return events.computeIfAbsent(type, RealYears::read);
    }

    private static List<Event> read(String type) {
        List<Event> all = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(open(FOLDER + type + ".tsv.gz")), StandardCharsets.UTF_8))) {
            String[] head = lines.readLine().split("\t");
            String line;
            while ((line = lines.readLine()) != null) {
                String[] cells = line.split("\t", -1);
                Map<String, Attribute> attributes = new HashMap<>();
                for (int i = 1; i < head.length; i++) {
                    String name = head[i].substring(0, head[i].indexOf(':'));
                    if (!cells[i].isEmpty()) {
                        attributes.put(name, attribute(head[i].charAt(head[i].length() - 1), cells[i]));
                    }
                }
                Instant noon =
                        LocalDate.parse(cells[0]).atTime(12, 0).atZone(ZONE).toInstant();
                all.add(new Event("real", Integer.toString(all.size()), type, noon, attributes));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all;
    }

    private static Attribute attribute(char kind, String cell) {
        return switch (kind) {
            case 'n' -> new Attribute.Number(new BigDecimal(cell));
            case 'b' -> new Attribute.Flag(cell.equals("true"));
            default -> new Attribute.Text(cell);
        };
    }

    /** All years of a family, in order. */
    List<Year> years(Family family) {
        Map<String, List<LocalDate>> byKey = new LinkedHashMap<>();
        for (Event event : events(family.type())) {
            Attribute of = event.attributes().get(family.key());
            byKey.computeIfAbsent(of == null ? "" : of.text(), absent -> new ArrayList<>())
                    .add(event.time().atZone(ZONE).toLocalDate());
        }
        if (family.key().equals("-")) {
            List<LocalDate> all = byKey.values().stream().flatMap(List::stream).toList();
            byKey = Map.of("", all);
        }
        if (family.measure().contains("budget")) {
            events("budget");
        }
        List<Year> years = new ArrayList<>();
        new TreeMap<>(byKey).forEach((key, on) -> years.addAll(years(family, key, on)));
        return years;
    }

    private List<Year> years(Family family, String key, List<LocalDate> on) {
        LocalDate first = Collections.min(on);
        LocalDate last = Collections.max(on);
        int from = first.getDayOfYear() <= 31 ? first.getYear() : first.getYear() + 1;
        int to = last.getMonthValue() == 12 ? last.getYear() : last.getYear() - 1;
        String selector =
                family.key().equals("-") || key.isEmpty() && !family.key().equals("-")
                        ? ""
                        : "{" + family.key() + "=\"" + key + "\"}";
        if (selector.isEmpty() && !family.key().equals("-")) {
            return List.of();
        }
        List<Year> years = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        for (int year = from; year <= to; year++) {
            Declaration plain = declaration(family, key, selector, year);
            Optional<Double> end = value(plain, year);
            if (end.isEmpty()) {
                ends.clear();
                continue;
            }
            int hash = hash(family.name() + "/" + key + "/" + year);
            if (!ends.isEmpty() && hash % family.every() == 0 && ends.get(ends.size() - 1) != 0) {
                BigDecimal bound = bound(family, plain.indicators().get(0), ends, hash / 64);
                Declaration promised = promised(plain, family, bound);
                Year one = new Year(family, key, promised, hash / 16 % 2 == 0, days);
                if (one.outcome().verdict() == Verdict.MET || one.outcome().verdict() == Verdict.MISSED) {
                    years.add(one);
                }
            }
            ends.add(end.get());
        }
        return years;
    }

    private Optional<Double> value(Declaration declaration, int year) {
        Window window = new Window(
                declaration.period(),
                declaration.period().from(),
                days.between(LocalDate.of(year, 1, 1), declaration.period().end()),
                CALENDAR);
        Measure measure = declaration.indicators().get(0).measure();
        Target target = declaration.indicators().get(0).target().orElseThrow();
        return measure.read(window)
                .value()
                .map(base -> measure.dimension() == Dimension.AS_DECLARED
                        ? base.approximately()
                        : target.unit().fromBase(base).approximately());
    }

    /**
     * What last year came to, moved by so many times what years usually differ by: the harder way or the easier one, as a
     * number drawn from the name says.
     */
    private static BigDecimal bound(Family family, Indicator indicator, List<Double> ends, int drawn) {
        double last = ends.get(ends.size() - 1);
        double by = STRETCH[drawn % STRETCH.length] * (family.operator() == Operator.AT_LEAST ? 1 : -1);
        boolean positive = ends.stream().allMatch(end -> end > 0);
        double changes = 0;
        for (int i = 1; i < ends.size(); i++) {
            changes += positive
                    ? Math.abs(Math.log(ends.get(i) / ends.get(i - 1)))
                    : Math.abs(ends.get(i) - ends.get(i - 1));
        }
        double usual = ends.size() == 1
                ? positive ? USUAL_CHANGE : USUAL_CHANGE * Math.abs(last)
                : changes / (ends.size() - 1);
        double bound = positive
                ? last * Math.exp(by * Math.min(MOST_CHANGE, Math.max(LEAST_CHANGE, usual)))
                : last + by * usual;
        MeasureKind kind = indicator.measure() instanceof Worst worst
                ? worst.of().kind()
                : indicator.measure().kind();
        BigDecimal rounded = new BigDecimal(bound).round(new MathContext(3));
        return switch (kind) {
            case COUNT, DISTINCT, DISTINCT_DAYS, AVAILABLE_DAYS ->
                new BigDecimal(bound)
                        .round(new MathContext(4))
                        .setScale(0, RoundingMode.HALF_UP)
                        .max(BigDecimal.ONE)
                        .min(
                                kind == MeasureKind.DISTINCT_DAYS || kind == MeasureKind.AVAILABLE_DAYS
                                        ? BigDecimal.valueOf(365)
                                        : new BigDecimal(Long.MAX_VALUE));
            case RATIO ->
                family.behaviour() == Behaviour.STANDING ? rounded.min(BigDecimal.valueOf(100L * MOST_RATIO)) : rounded;
            default -> new BigDecimal(bound).round(new MathContext(4));
        };
    }

    private static int hash(String name) {
        int hash = 17;
        for (char letter : name.toCharArray()) {
            hash = hash * 31 + letter;
        }
        hash ^= hash >>> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >>> 12;
        return hash & Integer.MAX_VALUE;
    }

    private static Declaration declaration(Family family, String key, String selector, int year) {
        String of = family.measure().contains("{OF,")
                ? family.measure()
                        .replace("{OF,", selector.isEmpty() ? "{" : selector.substring(0, selector.length() - 1) + ",")
                        .replace("KEY", key)
                : family.measure().replace("KEY", key);
        String measure = quoted(of, selector);
        String yaml = """
                project: real
                name: 真实年份
                year: %d
                institution: 某单位
                period: {from: %d-01-01, to: %d-12-31}
                budget: {total: 0}
                goal: 真实
                indicators:
                  - {id: real, name: 真实指标, level1: 产出指标, level2: 数量指标, printed: "%s1(%s)", behaviour: %s, cadence: P90D, measure: %s}
                """.formatted(
                        year,
                        year,
                        year,
                        family.operator().symbol(),
                        family.unit(),
                        family.behaviour().word(),
                        measure);
        DeclarationReader.DeclarationReading read = DeclarationReader.read("real.yaml", yaml);
        if (read instanceof DeclarationReader.DeclarationReading.Refused refused) {
            throw new AssertionError(refused.faults() + "\n" + yaml);
        }
        return ((DeclarationReader.DeclarationReading.Accepted) read).declaration();
    }

    /** Puts the selector behind the type, in quotation marks where braces ask for them. */
    private static String quoted(String measure, String selector) {
        String type = measure.replaceAll("^.*?([a-z0-9]+)\\{OF\\}.*$", "$1");
        return measure.contains("{OF}") ? measure.replace(type + "{OF}", "'" + type + selector + "'") : measure;
    }

    private static Declaration promised(Declaration plain, Family family, BigDecimal bound) {
        Indicator indicator = plain.indicators().get(0);
        Target target = new Target(
                family.operator(), bound, indicator.target().orElseThrow().unit(), Target.Nature.QUANTITY);
        Indicator with = indicator.promising(indicator.printed(), Optional.of(target), List.of());
        return new Declaration(
                plain.project(),
                plain.name(),
                plain.formerNames(),
                plain.year(),
                plain.office(),
                plain.period(),
                plain.budget(),
                plain.goal(),
                plain.notes(),
                List.of(with),
                plain.probes(),
                plain.loads(),
                plain.maintenance(),
                plain.series(),
                plain.queries(),
                plain.profile());
    }

    /** The mornings on which a forecast is asked for: the 1st and the 16th, from 16 January to 16 December. */
    static List<LocalDate> mornings(int year) {
        return IntStream.rangeClosed(1, 12)
                .boxed()
                .flatMap(month -> Stream.of(1, 16).map(day -> LocalDate.of(year, month, day)))
                .skip(1)
                .toList();
    }

    public static void main(String[] arguments) {
        RealYears real = new RealYears();
        int all = 0;
        for (Family family : families()) {
            List<Year> years = real.years(family);
            long met = years.stream().filter(Year::met).count();
            long known = years.stream().filter(Year::history).count();
            System.out.printf(
                    "%-22s %-6s %4d met %4d history %4d%n", family.name(), family.half(), years.size(), met, known);
            all += years.size();
        }
        System.out.println(all + " " + Arrays.toString(arguments));
    }
}
