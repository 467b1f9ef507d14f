package io.dabiao.declare;

import io.dabiao.core.probe.Maintenance;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maintenance windows: {@code from} and {@code until} alone for one time, with {@code every} for recurring ones. */
public final class MaintenanceReader {

    private static final Map<String, DayOfWeek> WEEKDAYS =
            Cursor.words(DayOfWeek.values(), day -> day.name().toLowerCase(Locale.ROOT));
    private static final Map<String, Integer> PLACES =
            Map.of("first", 1, "second", 2, "third", 3, "fourth", 4, "last", -1);
    private static final Pattern OF_MONTH = Pattern.compile("(first|second|third|fourth|last) ([a-z]+)");
    private static final Pattern NUMBER = Pattern.compile("[1-9]|[12][0-9]|3[01]");
    private static final Pattern CLOCK = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

    private final Optional<ZoneId> usualZone;
    private final Map<String, Integer> ids = new HashMap<>();

    /** @param usualZone the declaration's */
    MaintenanceReader(Optional<ZoneId> usualZone) {
        this.usualZone = usualZone;
    }

    Optional<Maintenance> read(Cursor at) {
        return at.fields("a maintenance window").flatMap(this::read);
    }

    private Optional<Maintenance> read(Fields fields) {
        Optional<String> id = fields.required("id").flatMap(Cursor::id).filter(name -> {
            Cursor at = fields.optional("id").get();
            Integer line = ids.putIfAbsent(name, at.line());
            return at.expect(line == null, "an id of its own", "line " + line + " has it already");
        });
        Optional<Cursor> list = fields.required("sites");
        List<String> sites = list.map(at -> at.texts("sites")).orElse(List.of());
        list.filter(Cursor::emptyList).ifPresent(at -> at.fault("no site", "one at least", "name the sites worked on"));
        Optional<String> because = fields.required("because").flatMap(Cursor::text);
        Optional<ZoneId> zone =
                fields.optional("zone").map(DeclarationReader::zone).orElse(usualZone);
        Optional<Maintenance.When> when = when(fields, zone);
        fields.done();
        return id.flatMap(name ->
                because.flatMap(why -> when.map(time -> new Maintenance(name, new LinkedHashSet<>(sites), time, why))));
    }

    /** The time of a window: {@code from}, {@code until} and, for a recurring one, {@code every}. */
    public static Optional<Maintenance.When> when(Fields fields, Optional<ZoneId> zone) {
        return fields.has("every") ? recurring(fields, zone) : once(fields, zone);
    }

    private static Optional<Maintenance.When> once(Fields fields, Optional<ZoneId> zone) {
        Optional<Instant> from = fields.required("from").flatMap(MaintenanceReader::instant);
        Optional<Cursor> untilAt = fields.required("until");
        Optional<Instant> until = untilAt.flatMap(MaintenanceReader::instant);
        return from.flatMap(first -> until.filter(
                        last -> untilAt.get().expect(last.isAfter(first), "a time after from", "exchange the two"))
                .flatMap(last -> zone.map(in -> new Maintenance.Once(first, last, in))));
    }

    private static Optional<Instant> instant(Cursor at) {
        return at.word().flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException none) {
                at.fault(
                        at.shown(),
                        "a time with its offset",
                        "write it as 2026-03-01T02:00:00+08:00; for recurring windows add every:");
                return Optional.empty();
            }
        });
    }

    private static Optional<Maintenance.When> recurring(Fields fields, Optional<ZoneId> zone) {
        Cursor every = fields.optional("every").get();
        List<Maintenance.Day> days = new ArrayList<>();
        for (Cursor at : every.scalar() ? List.of(every) : every.items("days")) {
            day(at).ifPresent(days::add);
        }
        Optional<LocalTime> from = fields.required("from").flatMap(MaintenanceReader::clock);
        Optional<LocalTime> until = fields.required("until").flatMap(MaintenanceReader::clock);
        if (every.emptyList()) {
            every.fault("no day", "one at least", "write every: [sunday]");
        }
        return from.flatMap(
                first -> until.flatMap(last -> zone.map(in -> new Maintenance.Recurring(days, first, last, in))));
    }

    private static Optional<Maintenance.Day> day(Cursor at) {
        return at.word().flatMap(text -> {
            Matcher ofMonth = OF_MONTH.matcher(text);
            if (text.equals("day")) {
                return Optional.of(new Maintenance.EveryDay());
            }
            if (WEEKDAYS.containsKey(text)) {
                return Optional.of(new Maintenance.OfWeek(WEEKDAYS.get(text)));
            }
            if (ofMonth.matches() && WEEKDAYS.containsKey(ofMonth.group(2))) {
                return Optional.of(
                        new Maintenance.OfMonth(PLACES.get(ofMonth.group(1)), WEEKDAYS.get(ofMonth.group(2))));
            }
            if (NUMBER.matcher(text).matches()) {
                return Optional.of(new Maintenance.DayOfMonth(Integer.parseInt(text)));
            }
            at.fault(
                    at.shown(),
                    "a day",
                    "write day, a weekday such as sunday, first sunday (second, third, fourth, last), or 1 to 31");
            return Optional.empty();
        });
    }

    static Optional<LocalTime> clock(Cursor at) {
        return at.word()
                .filter(text -> at.expect(
                        CLOCK.matcher(text).matches(), "a time of the day", "write it in quotes, such as \"02:00\""))
                .map(LocalTime::parse);
    }
}
