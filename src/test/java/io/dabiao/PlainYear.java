package io.dabiao;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A made-up year of the shipped declarations, and what must come of it, reckoned from the events one by one as the
 * contract's tables say ({@code bindings.tsv}, {@code indicators-2024.tsv}). It shares no code with the product on purpose:
 * what both say alike is no common mistake.
 */
final class PlainYear {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal CENT = new BigDecimal("0.01");
    /** Of the four promises that only a narrative states. */
    private static final Map<String, String> NARRATED =
            Map.of("科技热线年话务量", "≥6(万个)", "12345转接接通率", "≥85(%)", "线上人工帮办首次响应时间", "≤1(分钟)", "线上人工帮办解决率", "≥90(%)");

    /** The State Council's notices of the years that are played. */
    private static final Map<Integer, Set<String>> OFF = Map.of(
            2023,
            Set.of("01-01/01-02", "01-21/01-27", "04-05/04-05", "04-29/05-03", "06-22/06-24", "09-29/10-06"),
            2025,
            Set.of("01-01/01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"));

    private static final Map<Integer, Set<String>> WORKED = Map.of(
            2023,
            Set.of("01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"),
            2025,
            Set.of("01-26", "02-08", "04-27", "09-28", "10-11"));

    record Event(String id, String type, Instant time, Map<String, Object> data) {}

    /**
     * A row of the two tables.
     *
     * @param printed empty where the form printed no target
     */
    record Row(String project, String name, String level, String printed, String behaviour, String measure) {
        boolean inTable() {
            return !level.equals("narrative");
        }

        boolean qualitative() {
            return behaviour.contains("qualitative");
        }
    }

    /** A value as a fraction, in the target's unit; null parts where there is none. */
    record Value(BigDecimal of, BigDecimal by) {
        BigDecimal decimal() {
            return of.divide(by, MathContext.DECIMAL64);
        }

        int compareTo(BigDecimal other) {
            return of.compareTo(other.multiply(by));
        }
    }

    /** @param actual null where no value is right */
    record Expected(Row row, Value actual, String verdict) {}

    /** @param points null where it takes no part, and so is {@code score} */
    record Scored(Row row, BigDecimal points, BigDecimal score) {}

    private final int year;
    /** Types of which there were events in earlier years. */
    private final Set<String> heardBefore;

    private final Random random;
    private final List<Row> rows = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    PlainYear(int year, long seed, PlainYear... before) throws IOException {
        this.year = year;
        this.heardBefore = Arrays.stream(before)
                .flatMap(one -> one.events.stream())
                .map(Event::type)
                .collect(Collectors.toSet());
        this.random = new Random(seed);
        Map<String, String[]> printed = new LinkedHashMap<>();
        for (String[] cells : table("indicators-2024.tsv")) {
            printed.put(cells[0] + "\t" + cells[3], cells);
        }
        for (String[] cells : table("bindings.tsv")) {
            String[] form = printed.get(cells[0] + "\t" + cells[1]);
            rows.add(new Row(
                    cells[0],
                    cells[1],
                    form == null ? "narrative" : form[1],
                    form == null ? NARRATED.get(cells[1]) : form[7],
                    cells[3],
                    cells[4]));
        }
        play();
    }

    private static List<String[]> table(String file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                PlainYear.class.getResourceAsStream("/acceptance/" + file), StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(line -> line.split("\t", -1)).toList();
        }
    }

    int year() {
        return year;
    }

    List<Row> rows() {
        return rows;
    }

    private Instant start() {
        return LocalDate.of(year, 1, 1).atStartOfDay(ZONE).toInstant();
    }

    private Instant end() {
        return LocalDate.of(year + 1, 1, 1).atStartOfDay(ZONE).toInstant();
    }

    // ---- the events

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private Instant any() {
        return start().plusSeconds((long) (random.nextDouble() * (end().getEpochSecond() - start().getEpochSecond())));
    }

    private void add(String type, Instant time, Object... data) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < data.length; i += 2) {
            attributes.put((String) data[i], data[i + 1]);
        }
        events.add(new Event("e" + events.size(), type, time, attributes));
    }

    private void some(int times, String type, Object... data) {
        for (int i = 0; i < times; i++) {
            add(type, any(), data);
        }
    }

    /** A yes or no of each event, mostly yes. */
    private void ratio(int times, int percent, String type, String which, Object... data) {
        for (int i = 0; i < times; i++) {
            Object[] all = java.util.Arrays.copyOf(data, data.length + 2);
            all[data.length] = which;
            all[data.length + 1] = random.nextInt(100) < percent;
            add(type, any(), all);
        }
    }

    private void amounts(int times, int around, String type, Object... data) {
        for (int i = 0; i < times; i++) {
            Object[] all = java.util.Arrays.copyOf(data, data.length + 2);
            all[data.length] = "value";
            all[data.length + 1] = between(around / 2, around * 3 / 2);
            add(type, any(), all);
        }
    }

    private void play() {
        amounts(12, 520, "load.check", "site", "portal");
        amounts(5, 29, "terminals");
        amounts(200, 250, "spam.blocked");
        int tickets = random.nextBoolean() ? 31_000 : 3_000;
        for (int i = 0; i < tickets; i++) {
            add("ticket.closed", any(), "valid", random.nextInt(50) > 0, "completed", random.nextInt(2_000) > 0);
        }
        some(between(7, 12), "incident", "category", "core-equipment");
        some(between(24, 31), "incident", "category", "system");
        some(between(0, 4), "incident", "category", "database-server");
        some(between(0, 3), "incident", "category", "storage-hardware");
        some(between(17, 22), "incident", "category", "server-hardware");
        some(between(2, 6), "incident", "category", "site-interruption");
        some(between(5, 14), "vulnerability", "severity", "high");
        some(20, "vulnerability", "severity", "low");
        ratio(60, random.nextBoolean() ? 100 : 97, "maintenance.task", "completed");
        for (String survey : List.of("portal-users", "foreign-experts", "activity-participants", "hotline", "talent")) {
            ratio(between(80, 200), between(78, 99), "survey.response", "satisfied", "survey", survey);
        }
        some(between(10, 14), "publication", "programme", "foreign-experts", "channel", "newsletter");
        some(between(10, 14), "publication", "programme", "foreign-experts", "channel", "visual");
        some(between(150, 260), "publication", "programme", "foreign-experts", "channel", "wechat");
        some(between(450, 600), "publication", "programme", "talent", "channel", "wechat");
        some(between(15, 20), "publication", "programme", "talent", "channel", "policy");
        some(between(17, 23), "publication", "programme", "publicity", "channel", "media");
        some(between(0, 2), "publication", "programme", "publicity", "channel", "video");
        activities(between(0, 2), "foreign-experts", "exchange");
        activities(between(9, 12), "publicity", "promotion");
        activities(between(7, 9), "resource-sharing", "training");
        activities(between(3, 5), "resource-sharing", "instrument-check");
        activities(between(0, 2), "talent", "competition");
        for (int i = between(40, 80); i > 0; i--) {
            LocalDate from = day(between(0, 340));
            add(
                    "permit.closed",
                    from.plusDays(20).atTime(10, 0).atZone(ZONE).toInstant(),
                    "acceptedOn",
                    from.toString(),
                    "completedOn",
                    from.plusDays(between(0, 15)).toString(),
                    "completed",
                    random.nextInt(60) > 0);
        }
        for (int i = between(5, 15); i > 0; i--) {
            LocalDate from = day(between(0, 340));
            add(
                    "policy.publicised",
                    from.plusDays(12).atTime(9, 0).atZone(ZONE).toInstant(),
                    "issuedOn",
                    from.toString(),
                    "publicisedOn",
                    from.plusDays(between(0, 9)).toString());
        }
        ratio(70, random.nextBoolean() ? 100 : 98, "enquiry", "answered");
        amounts(60, 500, "service.visits");
        some(between(0, 2), "drill");
        amounts(3, 3, "broadband.lines");
        amounts(6, 95, "vpn.users");
        amounts(60, 510, "attack.blocked");
        add("mlps.level", any(), "system", "portal", "value", between(2, 3));
        add("mlps.level", any(), "system", "base", "value", between(1, 2));
        add("mlps.level", any(), "system", "instrument", "value", 2);
        probes("portal");
        probes("production-network");
        int without = between(-2, 1) * 100 + between(0, 99); // Often none of the days.
        for (int i = 0; i < days(); i++) {
            for (int times = i == without ? 0 : between(1, 2); times > 0; times--) {
                add("inspection", at(i, between(0, 86_399)), "site", "machine-room");
            }
        }
        some(between(650, 760), "case.handled", "system", "base-annual-report");
        ratio(50, random.nextBoolean() ? 100 : 96, "instrument.share", "timely");
        amounts(150, 8_200, "site.visits", "site", "portal");
        amounts(5, 4_000, "users.registered", "system", "portal");
        amounts(5, 1_100, "users.registered", "system", "instrument");
        for (int i = between(5, 20); i > 0; i--) {
            add(
                    "iiot.adoption",
                    any(),
                    "enterprise",
                    "e" + between(1, 14),
                    "scenario",
                    "s" + between(1, 6),
                    "solution",
                    "l" + between(1, 6),
                    "industry",
                    "i" + between(1, 4));
        }
        ratio(40, 90, "enterprise.request", "resolved");
        some(random.nextInt(3) / 2, "complaint");
        amounts(3, 2, "service.stations");
        some(between(0, 2), "case.study");
        amounts(30, 1_000, "publication.reads", "programme", "publicity");
        amounts(10, 4, "publication.reprints", "programme", "publicity");
        for (int i = between(0, 4); i > 0; i--) {
            add("platform.connected", any(), "platform", "p" + between(1, 3));
        }
        some(between(0, 2), "research.project");
        add("voucher.budget", start().plusSeconds(3_600), "value", 10_000_000);
        amounts(10, 900_000, "voucher.issued");
        ratio(between(5, 40), 82, "base.acceptance", "accepted");
        int calls = between(2_000, 4_000);
        int answering = between(83, 88);
        for (int i = 0; i < calls; i++) {
            boolean answered = random.nextInt(100) < answering;
            boolean from12345 = random.nextInt(10) == 0;
            if (answered) {
                add(
                        "hotline.call",
                        any(),
                        "answered",
                        true,
                        "from12345",
                        from12345,
                        "resolvedFirstLine",
                        random.nextInt(100) < 81);
            } else {
                add("hotline.call", any(), "answered", false, "from12345", from12345);
            }
        }
        for (int i = between(100, 300); i > 0; i--) {
            add("hotline.chat", any(), "firstResponseSeconds", between(10, 115), "resolved", random.nextInt(100) < 91);
        }
        amounts(4, 18, "hotline.staff");
        amounts(4, 13, "hotline.seats");
        some(between(3, 5), "talent.programme");
        amounts(20, 105, "housing.applications");
        amounts(6, 20_000, "wechat.followers", "programme", "talent");
        for (Row row : rows) {
            if (row.measure().startsWith("reported") && random.nextInt(8) > 0) {
                boolean rank = row.behaviour().contains("rank");
                for (int i = between(1, 3); i > 0; i--) {
                    add(
                            "indicator.reported",
                            any(),
                            "project",
                            row.project(),
                            "indicator",
                            row.name(),
                            "value",
                            rank ? between(1, 5) : between(60, 110));
                }
            }
        }
        for (String project :
                rows.stream().map(Row::project).collect(Collectors.toCollection(java.util.TreeSet::new))) {
            for (int i = between(1, 6); i > 0; i--) {
                add(
                        "budget.executed",
                        any(),
                        "project",
                        project,
                        "value",
                        BigDecimal.valueOf(between(-20_000, 90_000_000), 2));
            }
        }
    }

    private void activities(int times, String programme, String kind) {
        for (int i = 0; i < times; i++) {
            int registered = between(20, 150);
            add(
                    "activity",
                    any(),
                    "programme",
                    programme,
                    "kind",
                    kind,
                    "registered",
                    registered,
                    "attended",
                    registered * between(82, 100) / 100);
        }
    }

    private void probes(String site) {
        Set<Integer> lost = new HashSet<>();
        Set<Integer> unwatched = new HashSet<>();
        for (int i = random.nextInt(2); i > 0; i--) {
            lost.add(between(0, days() - 1));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            unwatched.add(between(0, days() - 1));
        }
        for (int i = 0; i < days(); i++) {
            for (int hour = 1; hour < 24 && !unwatched.contains(i); hour += 6) {
                boolean ok = !lost.contains(i) || hour > 12;
                if (ok) {
                    add(
                            "site.probe",
                            at(i, hour * 3_600),
                            "site",
                            site,
                            "ok",
                            true,
                            "seconds",
                            BigDecimal.valueOf(between(900, 3_000), 3));
                } else {
                    add("site.probe", at(i, hour * 3_600), "site", site, "ok", false);
                }
            }
        }
    }

    private int days() {
        return LocalDate.of(year, 1, 1).lengthOfYear();
    }

    private LocalDate day(int number) {
        return LocalDate.of(year, 1, 1).plusDays(number);
    }

    private Instant at(int day, int second) {
        return day(day).atStartOfDay(ZONE).toInstant().plusSeconds(second);
    }

    /** In no order, some of them twice, their times written in several zones. */
    List<byte[]> pieces(int length) {
        List<String> lines = new ArrayList<>();
        List<ZoneOffset> zones = List.of(ZoneOffset.ofHours(8), ZoneOffset.UTC, ZoneOffset.ofHours(-5));
        for (Event event : events) {
            String line = "{\"specversion\":\"1.0\",\"id\":\"" + event.id() + "\",\"source\":\"//plain/" + year
                    + "\",\"type\":\"" + event.type() + "\",\"time\":\""
                    + event.time().atOffset(zones.get(random.nextInt(zones.size()))) + "\",\"data\":"
                    + json(event.data()) + "}\n";
            lines.add(line);
            if (random.nextInt(50) == 0) {
                lines.add(line);
            }
        }
        Collections.shuffle(lines, random);
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += length) {
            pieces.add(String.join("", lines.subList(from, Math.min(from + length, lines.size())))
                    .getBytes(StandardCharsets.UTF_8));
        }
        return pieces;
    }

    private static String json(Map<String, Object> data) {
        return data.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":"
                        + (entry.getValue() instanceof String text ? "\"" + text + "\"" : entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    // ---- what must come of them

    private List<Event> of(String selector, Instant until) {
        Matcher parts = Pattern.compile("([a-z0-9.\\-]+)(?:\\{(.*)})?").matcher(selector.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(selector);
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        if (parts.group(2) != null) {
            for (String pair : parts.group(2).split(",")) {
                wanted.put(pair.split("=")[0], pair.split("=")[1].replace("\"", ""));
            }
        }
        Predicate<Event> fits = event -> event.type().equals(parts.group(1))
                && wanted.entrySet().stream()
                        .allMatch(one -> one.getValue()
                                .equals(String.valueOf(event.data().get(one.getKey()))));
        return events.stream()
                .filter(event -> event.time().isBefore(until))
                .filter(fits)
                .sorted(java.util.Comparator.comparing(Event::time))
                .toList();
    }

    /** Whether there was ever an event of the type before an instant, whatever else its selector asks for. */
    private boolean heard(String selector, Instant until) {
        String type = selector.strip().replaceAll("\\{.*", "");
        return heardBefore.contains(type)
                || events.stream()
                        .anyMatch(event ->
                                event.type().equals(type) && event.time().isBefore(until));
    }

    private static BigDecimal number(Object value) {
        return value == null ? BigDecimal.ZERO : new BigDecimal(value.toString());
    }

    private static Value whole(long count) {
        return new Value(BigDecimal.valueOf(count), BigDecimal.ONE);
    }

    /** Null where there is none; a share is one of 1. */
    private Value measured(Row row, String measure, Instant until) {
        Matcher is = Pattern.compile("count (\\S+)").matcher(measure);
        if (is.matches()) {
            return heard(is.group(1), until) ? whole(of(is.group(1), until).size()) : null;
        }
        is = Pattern.compile("sum of (\\S+) over (\\S+)").matcher(measure);
        if (is.matches()) {
            String field = is.group(1);
            if (!heard(is.group(2), until)) {
                return null;
            }
            return new Value(
                    of(is.group(2), until).stream()
                            .map(event -> number(event.data().get(field)))
                            .reduce(BigDecimal.ZERO, BigDecimal::add),
                    BigDecimal.ONE);
        }
        is = Pattern.compile("distinct days of (\\S+)").matcher(measure);
        if (is.matches()) {
            if (!heard(is.group(1), until)) {
                return null;
            }
            return whole(of(is.group(1), until).stream()
                    .map(event -> event.time().atZone(ZONE).toLocalDate())
                    .distinct()
                    .count());
        }
        is = Pattern.compile("distinct (\\S+) over (\\S+)").matcher(measure);
        if (is.matches()) {
            String field = is.group(1);
            if (!heard(is.group(2), until)) {
                return null;
            }
            return whole(of(is.group(2), until).stream()
                    .map(event -> event.data().get(field))
                    .distinct()
                    .count());
        }
        is = Pattern.compile("available days of (\\S+)").matcher(measure);
        if (is.matches()) {
            Map<LocalDate, List<Event>> byDay = byDay(is.group(1), until);
            return of(is.group(1), until).isEmpty()
                    ? null
                    : whole(closed(byDay, until).values().stream()
                            .filter(PlainYear::available)
                            .count());
        }
        is = Pattern.compile("ratio of \\((.*)\\) to \\((.*)\\)").matcher(measure);
        if (is.matches()) {
            Value of = measured(row, is.group(1), until);
            Value by = measured(row, is.group(2), until);
            return of == null || by == null || by.of().signum() == 0 ? null : new Value(of.of(), by.of());
        }
        is = Pattern.compile("mean of (\\S+) over (\\S+)").matcher(measure);
        if (is.matches()) {
            Value sum = measured(row, "sum of " + is.group(1) + " over " + is.group(2), until);
            int all = of(is.group(2), until).size();
            return all == 0 ? null : new Value(sum.of(), BigDecimal.valueOf(all));
        }
        is = Pattern.compile("latest value of (\\S+)").matcher(measure);
        if (is.matches()) {
            return latest(of(is.group(1), until));
        }
        is = Pattern.compile("growth of (\\S+)").matcher(measure);
        if (is.matches()) {
            List<Event> readings = of(is.group(1), until);
            if (readings.isEmpty()) {
                return null;
            }
            BigDecimal first = number(readings.get(0).data().get("value"));
            return new Value(latest(readings).of().subtract(first), first);
        }
        is = Pattern.compile("longest working-day duration (\\S+) → (\\S+) over (\\S+)")
                .matcher(measure);
        if (is.matches()) {
            String from = is.group(1);
            String to = is.group(2);
            return of(is.group(3), until).stream()
                    .map(event ->
                            workingDays(LocalDate.parse((String) event.data().get(from)), LocalDate.parse((String)
                                    event.data().get(to))))
                    .max(Long::compareTo)
                    .map(PlainYear::whole)
                    .orElse(null);
        }
        if (measure.startsWith("reported")) {
            return latest(of("indicator.reported", until).stream()
                    .filter(event -> event.data().get("project").equals(row.project())
                            && event.data().get("indicator").equals(row.name()))
                    .toList());
        }
        throw new IllegalArgumentException(measure);
    }

    private static Value latest(List<Event> inOrder) {
        return inOrder.isEmpty()
                ? null
                : new Value(number(inOrder.get(inOrder.size() - 1).data().get("value")), BigDecimal.ONE);
    }

    private Map<LocalDate, List<Event>> byDay(String selector, Instant until) {
        return of(selector, until).stream()
                .collect(Collectors.groupingBy(
                        event -> event.time().atZone(ZONE).toLocalDate(), TreeMap::new, Collectors.toList()));
    }

    private static Map<LocalDate, List<Event>> closed(Map<LocalDate, List<Event>> byDay, Instant at) {
        LocalDate today = at.atZone(ZONE).toLocalDate();
        Map<LocalDate, List<Event>> closed = new TreeMap<>(byDay);
        closed.keySet().removeIf(day -> !day.isBefore(today));
        return closed;
    }

    private static boolean available(List<Event> probes) {
        long ok = probes.stream()
                .filter(event -> Boolean.TRUE.equals(event.data().get("ok")))
                .count();
        return ok * 100 >= 95L * probes.size();
    }

    private long workingDays(LocalDate from, LocalDate to) {
        long days = 0;
        for (LocalDate day = from.plusDays(1); !day.isAfter(to); day = day.plusDays(1)) {
            String short_ = day.toString().substring(5);
            boolean off = OFF.get(year).stream()
                    .anyMatch(span ->
                            span.split("/")[0].compareTo(short_) <= 0 && span.split("/")[1].compareTo(short_) >= 0);
            boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            days += WORKED.get(year).contains(short_) || !weekend && !off ? 1 : 0;
        }
        return days;
    }

    /** The counts of the months or weeks that are complete and lie wholly in the year. */
    private List<Long> slots(Row row, Instant at) {
        String selector = row.measure().substring(row.measure().indexOf("count ") + 6);
        List<Long> counts = new ArrayList<>();
        LocalDate from = LocalDate.of(year, 1, 1);
        boolean weeks = row.measure().contains("week");
        if (weeks) {
            from = from.with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
        }
        while (true) {
            LocalDate next = weeks
                    ? from.plusWeeks(1)
                    : YearMonth.from(from).plusMonths(1).atDay(1);
            Instant starts = from.atStartOfDay(ZONE).toInstant();
            Instant ends = next.atStartOfDay(ZONE).toInstant();
            if (ends.isAfter(end()) || ends.isAfter(at)) {
                return counts;
            }
            if (heard(selector, ends)) {
                counts.add(of(selector, ends).stream()
                        .filter(event -> !event.time().isBefore(starts))
                        .count());
            }
            from = next;
        }
    }

    private static BigDecimal target(Row row) {
        if (row.qualitative()) {
            return BigDecimal.valueOf(80);
        }
        if (row.behaviour().contains("rank")) {
            return BigDecimal.valueOf(3);
        }
        return row.behaviour().contains("= 0")
                ? BigDecimal.ZERO
                : new BigDecimal(row.printed().replaceAll("^[≥≤=<>]|\\(.*", ""));
    }

    private static boolean holds(Row row, Value value) {
        int compared = value.compareTo(target(row));
        boolean below = row.printed().startsWith("<");
        if (below) {
            return compared < 0;
        }
        boolean atMost = row.printed().startsWith("≤")
                || row.behaviour().contains("rank")
                || row.behaviour().startsWith("limit");
        return atMost ? compared <= 0 : compared >= 0;
    }

    private static Value inUnit(Row row, Value base) {
        if (base == null) {
            return null;
        }
        String unit = row.printed().contains("(") ? row.printed().replaceAll(".*\\(|\\).*", "") : "";
        boolean share = row.measure().startsWith("ratio") || row.measure().startsWith("growth");
        if (unit.equals("%") && share) {
            return new Value(base.of().multiply(HUNDRED), base.by());
        }
        if (unit.startsWith("万")) {
            return new Value(base.of(), base.by().multiply(BigDecimal.valueOf(10_000)));
        }
        return unit.equals("分钟") ? new Value(base.of(), base.by().multiply(BigDecimal.valueOf(60))) : base;
    }

    Expected expected(Row row, Instant at) {
        boolean over = !at.isBefore(end());
        if (row.behaviour().startsWith("quota")) {
            List<Long> slots = slots(row, at);
            if (slots.isEmpty()) {
                return new Expected(row, null, "no_data");
            }
            boolean kept = slots.stream().allMatch(count -> holds(row, whole(count)));
            return new Expected(
                    row, whole(Collections.min(slots)), over ? kept ? "met" : "missed" : kept ? "open" : "breached");
        }
        Value actual = inUnit(row, measured(row, row.measure(), at));
        if (row.behaviour().equals("undeclared")) {
            return new Expected(row, actual, "undeclared");
        }
        if (actual == null) {
            return new Expected(row, null, "no_data");
        }
        boolean holds = holds(row, actual);
        if (over) {
            return new Expected(row, actual, holds ? "met" : "missed");
        }
        String before = "open";
        if (row.behaviour().equals("accumulate") || row.behaviour().equals("days")) {
            before = holds ? "met" : "open";
        } else if (!row.behaviour().startsWith("accumulate")) {
            before = holds ? "open" : "breached";
        }
        if (row.behaviour().equals("days") && !holds && possible(row, at).compareTo(target(row)) < 0) {
            before = "breached";
        }
        return new Expected(row, actual, before);
    }

    /** The days won, those of which nothing is known, and those left. */
    private BigDecimal possible(Row row, Instant at) {
        LocalDate today = at.atZone(ZONE).toLocalDate();
        long left = today.until(LocalDate.of(year + 1, 1, 1), java.time.temporal.ChronoUnit.DAYS);
        long won = measured(row, row.measure(), at).of().longValueExact();
        String selector = row.measure().replaceAll(".* of ", "");
        Map<LocalDate, List<Event>> byDay = byDay(selector, at);
        if (row.measure().startsWith("distinct")) {
            return BigDecimal.valueOf(won + left - (byDay.containsKey(today) ? 1 : 0));
        }
        long unknown = today.getDayOfYear() - 1L - closed(byDay, at).size();
        return BigDecimal.valueOf(won + unknown + left);
    }

    BigDecimal executed(String project) {
        return of("budget.executed", end()).stream()
                .filter(event -> event.data().get("project").equals(project))
                .map(event -> number(event.data().get("value")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Executed ÷ planned × 10, at most 10 and never below 0. */
    BigDecimal budgetScore(String project, BigDecimal planned) {
        return executed(project)
                .min(planned)
                .max(BigDecimal.ZERO)
                .multiply(BigDecimal.TEN)
                .divide(planned, 2, RoundingMode.HALF_UP);
    }

    /** Each row of a project's table by the default profile of the contract. */
    List<Scored> scores(String project) {
        List<Row> table = rows.stream()
                .filter(row -> row.project().equals(project) && row.inTable())
                .toList();
        Map<String, BigDecimal> pots = new LinkedHashMap<>();
        pots.put("产出指标", BigDecimal.valueOf(50));
        pots.put("效益指标", BigDecimal.valueOf(30));
        pots.put("满意度指标", BigDecimal.valueOf(10));
        Map<String, List<Row>> levels = new LinkedHashMap<>();
        pots.keySet()
                .forEach(level -> levels.put(
                        level,
                        table.stream()
                                .filter(row -> row.level().equals(level)
                                        && !row.behaviour().equals("undeclared"))
                                .toList()));
        pots.keySet().removeIf(level -> levels.get(level).isEmpty());
        BigDecimal all = pots.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        Map<Row, BigDecimal> points = new java.util.IdentityHashMap<>();
        pots.forEach((level, usual) -> {
            int cents = usual.multiply(BigDecimal.valueOf(90))
                    .divide(all, 2, RoundingMode.UNNECESSARY)
                    .movePointRight(2)
                    .intValueExact();
            List<Row> rowsOf = levels.get(level);
            for (int i = 0; i < rowsOf.size(); i++) {
                int own = cents / rowsOf.size() + (i < cents % rowsOf.size() ? 1 : 0);
                points.put(rowsOf.get(i), BigDecimal.valueOf(own, 2));
            }
        });
        return table.stream()
                .map(row -> new Scored(
                        row, points.get(row), Objects.isNull(points.get(row)) ? null : score(row, points.get(row))))
                .toList();
    }

    private BigDecimal score(Row row, BigDecimal points) {
        Expected end = expected(row, end());
        if (end.actual() == null) {
            return BigDecimal.ZERO.setScale(2);
        }
        BigDecimal of = end.actual().of();
        BigDecimal by = end.actual().by();
        BigDecimal target = target(row);
        BigDecimal most = points.subtract(CENT);
        BigDecimal score;
        if (row.qualitative()) {
            most = points;
            score = rounded(points.multiply(of), by.multiply(HUNDRED));
        } else if (end.verdict().equals("met")) {
            return points;
        } else if (row.behaviour().startsWith("quota")) {
            List<Long> slots = slots(row, end());
            long kept = slots.stream().filter(count -> holds(row, whole(count))).count();
            score = rounded(points.multiply(BigDecimal.valueOf(kept)), BigDecimal.valueOf(slots.size()));
        } else if (row.behaviour().startsWith("limit")
                || row.printed().matches("[<≤].*")
                || row.behaviour().contains("rank")) {
            boolean count = row.behaviour().startsWith("limit");
            BigDecimal allowed = count && row.printed().startsWith("<") ? target.subtract(BigDecimal.ONE) : target;
            score = allowed.signum() == 0
                    ? BigDecimal.ZERO
                    : rounded(
                            points.multiply(allowed.multiply(by)
                                    .multiply(BigDecimal.valueOf(2))
                                    .subtract(of)),
                            allowed.multiply(by));
        } else {
            score = rounded(points.multiply(of), by.multiply(target));
        }
        return score.min(most).max(BigDecimal.ZERO).setScale(2);
    }

    private static BigDecimal rounded(BigDecimal of, BigDecimal by) {
        return of.divide(by, 2, RoundingMode.HALF_UP);
    }
}
