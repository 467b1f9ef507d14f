package io.dabiao.declare;

import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The probes of one declaration, one after the other; it remembers their sites. */
final class ProbeReader {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);

    private static final Pattern ADDRESS = Pattern.compile("([^\\s/:\\[\\]]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");

    private static final Map<String, ServiceHours.Days> DAYS =
            Cursor.words(ServiceHours.Days.values(), days -> days.name().toLowerCase(Locale.ROOT));

    private final Optional<ZoneId> zone;
    private final Map<String, Integer> sites = new HashMap<>();
    private final Map<String, List<String>> upstream = new HashMap<>();

    /** @param zone the declaration's */
    ProbeReader(Optional<ZoneId> zone) {
        this.zone = zone;
    }

    Optional<Probe> read(Cursor at) {
        return at.fields("a probe").flatMap(this::read);
    }

    private Optional<Probe> read(Fields fields) {
        Optional<String> site = fields.required("site").flatMap(this::site);
        Optional<SubjectReader> kind =
                fields.optional("kind").map(SubjectKinds::named).orElse(Optional.of(new WebReader()));
        if (kind.isEmpty()) {
            return Optional.empty(); // What other keys there may be the kind knows.
        }
        Optional<Probe.Subject> subject = kind.get().read(fields);
        Duration usual = kind.get().usualInterval();
        Optional<Duration> interval = length(fields, "interval", SHORTEST, LONGEST, usual);
        Optional<Duration> timeout = timeout(fields, interval);
        List<String> controls =
                fields.optional("controls").map(ProbeReader::controls).orElse(List.of());
        List<String> causes =
                fields.optional("dependsOn").map(at -> dependsOn(at, site)).orElse(List.of());
        Optional<ServiceHours> hours = fields.optional("hours")
                .flatMap(at -> at.fields("service hours"))
                .flatMap(this::hours);
        fields.done();
        return site.flatMap(name -> subject.flatMap(what -> interval.flatMap(
                step -> timeout.map(limit -> new Probe(name, what, step, limit, controls, causes, hours)))));
    }

    private List<String> dependsOn(Cursor at, Optional<String> site) {
        List<String> names = new ArrayList<>();
        for (Cursor one : at.scalar() ? List.of(at) : at.items("sites")) {
            one.attribute().ifPresent(name -> {
                boolean other = site.filter(name::equals).isEmpty();
                if (one.expect(other, "another site", "name what it depends on")
                        && one.expect(!names.contains(name), "each site once", "leave out the second")) {
                    names.add(name);
                    one.expect(
                            !reaches(name, site.orElse("")),
                            "sites that do not depend on each other",
                            name + " depends on " + site.orElse("") + " already");
                }
            });
        }
        site.ifPresent(name -> upstream.put(name, names));
        return names;
    }

    /** Whether one site depends on another, by what was read so far. */
    private boolean reaches(String from, String to) {
        return upstream.getOrDefault(from, List.of()).stream().anyMatch(next -> next.equals(to) || reaches(next, to));
    }

    private Optional<ServiceHours> hours(Fields fields) {
        Optional<ServiceHours.Days> days =
                fields.optional("days").map(at -> at.oneOf(DAYS)).orElse(Optional.of(ServiceHours.Days.ALL));
        Optional<LocalTime> from =
                fields.optional("from").map(MaintenanceReader::clock).orElse(Optional.of(LocalTime.MIDNIGHT));
        Optional<LocalTime> until =
                fields.optional("until").map(MaintenanceReader::clock).orElse(Optional.of(LocalTime.MIDNIGHT));
        Optional<ZoneId> in =
                fields.optional("zone").map(DeclarationReader::zone).orElse(zone);
        fields.done();
        return days.flatMap(which -> from.flatMap(
                first -> until.flatMap(last -> in.map(where -> new ServiceHours(which, first, last, where)))));
    }

    private Optional<String> site(Cursor at) {
        return at.attribute().filter(name -> {
            Integer line = sites.putIfAbsent(name, at.line());
            return at.expect(line == null, "one probe a site", "line " + line + " has it already");
        });
    }

    private static Optional<Duration> timeout(Fields fields, Optional<Duration> interval) {
        Duration half = interval.orElse(LONGEST).dividedBy(2);
        Duration usual = USUAL_TIMEOUT.compareTo(half) < 0 ? USUAL_TIMEOUT : half;
        Optional<Cursor> at = fields.optional("timeout");
        if (at.isEmpty()) {
            return Optional.of(usual);
        }
        return Lengths.read(at.get(), SHORTEST_TIMEOUT, LONGEST)
                .filter(timeout -> at.get()
                        .expect(
                                timeout.compareTo(half) <= 0,
                                "at most half the interval, so that a second try ends before the next slot",
                                "write at most " + Lengths.words(half)));
    }

    private static Optional<Duration> length(
            Fields fields, String key, Duration least, Duration most, Duration usually) {
        return fields.optional(key).map(at -> Lengths.read(at, least, most)).orElse(Optional.of(usually));
    }

    static List<String> controls(Cursor at) {
        return at.items("control addresses").stream()
                .map(one -> one.text()
                        .filter(address -> one.expect(
                                ADDRESS.matcher(address).matches(),
                                "an address such as 10.0.0.1:53",
                                "write host:port")))
                .flatMap(Optional::stream)
                .toList();
    }
}
