package io.dabiao.declare;

import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** The load checks of one declaration, one after the other; it remembers their sites. */
final class LoadReader {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final int MOST_USERS = 20_000;
    private static final int HEAVIEST = 1_000;
    private static final BigDecimal HUNDRED = new BigDecimal(100);
    private static final BigDecimal MOST_ARRIVALS = new BigDecimal(1_000);
    private static final BigDecimal FEWEST_ARRIVALS = new BigDecimal("0.001");
    private static final LoadCheck.Limits USUAL_LIMITS =
            new LoadCheck.Limits(new BigDecimal("0.01"), Duration.ofSeconds(2));
    private static final BigDecimal USUAL_BRAKE = new BigDecimal("0.5");
    private static final Pattern PATH = Pattern.compile("/[^\\s#]*");

    private final Optional<ZoneId> zone;
    private final Map<String, Integer> sites = new HashMap<>();

    /** @param zone the declaration's */
    LoadReader(Optional<ZoneId> zone) {
        this.zone = zone;
    }

    Optional<LoadCheck> read(Cursor at) {
        return at.fields("a load check").flatMap(this::read);
    }

    private Optional<LoadCheck> read(Fields fields) {
        Optional<String> site = fields.required("site").flatMap(this::site);
        Optional<URI> url = fields.required("url").flatMap(LoadReader::base);
        Optional<Cursor> listed = fields.required("pages");
        listed.filter(Cursor::emptyList)
                .ifPresent(list -> list.fault("no page", "one at least", "say what the users open"));
        List<LoadCheck.Page> pages = listed.map(list -> list.items("pages")).orElse(List.of()).stream()
                .map(one -> one.fields("a page").flatMap(LoadReader::page))
                .flatMap(Optional::stream)
                .toList();
        Optional<LoadCheck.Page> login =
                fields.optional("login").flatMap(one -> one.fields("a login")).flatMap(one -> request(one, 1));
        Optional<Duration> think = length(fields, "think", Duration.ZERO, Duration.ofSeconds(1));
        Optional<Duration> ramp = length(fields, "ramp", Duration.ZERO, Duration.ofSeconds(10));
        Optional<Duration> duration = length(fields, "duration", Duration.ofSeconds(1), Duration.ofSeconds(30));
        Optional<Duration> timeout = length(fields, "timeout", SHORTEST, Duration.ofSeconds(10));
        List<Integer> steps = fields.optional("steps").map(LoadReader::steps).orElse(List.of());
        Optional<BigDecimal> arrivals = fields.optional("arrivals")
                .flatMap(rate ->
                        rate.number(FEWEST_ARRIVALS, MOST_ARRIVALS, "requests a second and user, from 0.001 to 1000"));
        LoadCheck.Limits limits = fields.optional("limits")
                .map(some -> limits(some, USUAL_LIMITS))
                .orElse(USUAL_LIMITS);
        LoadCheck.Limits usualBrake = new LoadCheck.Limits(
                USUAL_BRAKE.max(limits.errors()), limits.p95().multipliedBy(5));
        LoadCheck.Limits brake =
                fields.optional("brake").map(some -> limits(some, usualBrake)).orElse(usualBrake);
        Optional<String> authorities = fields.optional("ca").flatMap(Cursor::text);
        Optional<LoadCheck.Window> window = fields.optional("window").flatMap(this::window);
        List<String> causes =
                fields.optional("dependsOn").map(LoadReader::causes).orElse(List.of());
        fields.done();
        if (site.isEmpty()
                || url.isEmpty()
                || think.isEmpty()
                || ramp.isEmpty()
                || duration.isEmpty()
                || timeout.isEmpty()
                || pages.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LoadCheck(
                site.get(),
                url.get(),
                pages,
                login,
                think.get(),
                ramp.get(),
                duration.get(),
                timeout.get(),
                steps,
                limits,
                brake,
                authorities,
                arrivals,
                window,
                causes));
    }

    /** What it is probed as may depend on the same: a load check of a site and its probe share a name. */
    private static List<String> causes(Cursor at) {
        List<String> names = new ArrayList<>();
        for (Cursor one : at.scalar() ? List.of(at) : at.items("sites")) {
            one.attribute()
                    .filter(name -> one.expect(!names.contains(name), "each site once", "leave out the second"))
                    .ifPresent(names::add);
        }
        return names;
    }

    private Optional<String> site(Cursor at) {
        return at.attribute().filter(name -> {
            Integer line = sites.putIfAbsent(name, at.line());
            return at.expect(line == null, "one load check a site", "line " + line + " has it already");
        });
    }

    private static Optional<URI> base(Cursor at) {
        return WebReader.plainUrl(at)
                .filter(url -> at.expect(
                        (url.getRawPath().isEmpty() || url.getRawPath().equals("/")) && url.getRawQuery() == null,
                        "scheme, host and port alone",
                        "write the path with the pages"));
    }

    private static Optional<LoadCheck.Page> page(Fields fields) {
        int weight = fields.optional("weight")
                .flatMap(at -> at.integer(1, HEAVIEST, "a weight from 1 to " + HEAVIEST))
                .orElse(1);
        return request(fields, weight);
    }

    private static Optional<LoadCheck.Page> request(Fields fields, int weight) {
        Optional<String> path = fields.required("path")
                .flatMap(at -> at.text()
                        .filter(text -> at.expect(
                                PATH.matcher(text).matches(), "a path such as /search?q=1", "begin it with a slash")));
        Optional<Probe.Request> request = WebReader.request(fields);
        fields.done();
        return path.flatMap(where -> request.map(what -> new LoadCheck.Page(where, weight, what)));
    }

    private static Optional<Duration> length(Fields fields, String key, Duration least, Duration usually) {
        return fields.optional(key).map(at -> Lengths.read(at, least, LONGEST)).orElse(Optional.of(usually));
    }

    private static List<Integer> steps(Cursor at) {
        if (at.emptyList()) {
            at.fault("no level", "one at least", "name one, or remove the key");
        }
        int[] last = {0};
        return at.items("levels").stream()
                .map(one -> one.integer(1, MOST_USERS, "users from 1 to " + MOST_USERS)
                        .filter(users -> {
                            boolean rising = one.expect(users > last[0], "a level above the last", "put them in order");
                            last[0] = users;
                            return rising;
                        }))
                .flatMap(Optional::stream)
                .toList();
    }

    private static LoadCheck.Limits limits(Cursor at, LoadCheck.Limits usually) {
        return at.fields("limits")
                .map(fields -> {
                    BigDecimal errors = fields.optional("errors")
                            .flatMap(share -> share.number(BigDecimal.ZERO, HUNDRED, "a share in percent"))
                            .map(percent -> percent.movePointLeft(2))
                            .orElse(usually.errors());
                    Duration p95 = fields.optional("p95")
                            .flatMap(length -> Lengths.read(length, Duration.ofMillis(1), LONGEST))
                            .orElse(usually.p95());
                    fields.done();
                    return new LoadCheck.Limits(errors, p95);
                })
                .orElse(usually);
    }

    private Optional<LoadCheck.Window> window(Cursor at) {
        return at.fields("a window").flatMap(fields -> {
            Optional<String> cron = fields.required("cron")
                    .flatMap(text -> text.text()
                            .filter(expression -> text.expect(
                                    CronExpression.isValidExpression(expression),
                                    "a Quartz expression such as 0 0 3 ? * SUN",
                                    "write seconds, minutes, hours, day, month and weekday")));
            Optional<ZoneId> in =
                    fields.optional("zone").map(DeclarationReader::zone).orElse(zone);
            fields.done();
            return cron.flatMap(when -> in.map(where -> new LoadCheck.Window(when, where)));
        });
    }
}
