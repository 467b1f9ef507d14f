package io.dabiao.check.heartbeat;

import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code every:} or {@code cron:} with {@code zone:} and {@code days:}; {@code grace:}, {@code longest:} and {@code key:}. */
public final class HeartbeatReader implements SubjectReader {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final Duration USUAL_GRACE = Duration.ofMinutes(5);
    private static final ZoneId USUAL_ZONE = ZoneId.of("Asia/Shanghai");
    private static final Map<String, Schedule.Days> DAYS =
            Map.of("all", Schedule.Days.ALL, "working", Schedule.Days.WORKING);

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<Duration> every = fields.optional("every").flatMap(at -> Lengths.read(at, SHORTEST, LONGEST));
        List<Optional<String>> crons =
                fields
                        .optional("cron")
                        .map(at -> at.scalar() ? List.of(at) : at.items("times"))
                        .orElse(List.of())
                        .stream()
                        .map(HeartbeatReader::cron)
                        .toList();
        Optional<ZoneId> zone =
                fields.optional("zone").map(HeartbeatReader::zone).orElse(Optional.of(USUAL_ZONE));
        Optional<Schedule.Days> days =
                fields.optional("days").map(at -> at.oneOf(DAYS)).orElse(Optional.of(Schedule.Days.ALL));
        Optional<Duration> grace = fields.optional("grace")
                .map(at -> Lengths.read(at, Duration.ZERO, LONGEST))
                .orElse(Optional.of(USUAL_GRACE));
        Optional<Duration> longest = fields.optional("longest").flatMap(at -> Lengths.read(at, SHORTEST, LONGEST));
        int key = fields.optional("key")
                .flatMap(at -> at.integer(1, 1_000_000, "a whole number; another one makes another address"))
                .orElse(1);
        if (fields.has("every") == fields.has("cron")) {
            fields.whole().fault(fields.whole().shown(), "either every or cron", "say how often the job runs, or when");
            return Optional.empty();
        }
        if (fields.has("every") && (fields.has("days") || fields.has("zone"))) {
            fields.whole().fault("days or zone beside every", "them with cron alone", "write a cron, or remove them");
            return Optional.empty();
        }
        Optional<List<String>> when = crons.isEmpty() || crons.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(crons.stream().flatMap(Optional::stream).toList());
        Optional<Schedule> schedule =
                when.flatMap(times -> zone.flatMap(in -> days.map(which -> new Schedule(times, in, which))));
        return grace.filter(any -> every.isPresent() || schedule.isPresent())
                .map(late -> new HeartbeatSubject(every, schedule, late, longest, key));
    }

    @Override
    public Duration usualInterval() {
        return Duration.ofMinutes(1);
    }

    private static Optional<String> cron(Cursor at) {
        return at.text().filter(written -> {
            try {
                return !Schedule.expressions(written).isEmpty();
            } catch (ParseException none) {
                at.fault(
                        at.shown(),
                        "a time such as 0 3 * * * (" + none.getMessage() + ")",
                        "write the five fields of cron, or the six of Quartz");
                return false;
            }
        });
    }

    private static Optional<ZoneId> zone(Cursor at) {
        return at.text().flatMap(id -> {
            try {
                return Optional.of(ZoneId.of(id));
            } catch (DateTimeException unknown) {
                at.fault(at.shown(), "a time zone such as Asia/Shanghai", "write its IANA name");
                return Optional.empty();
            }
        });
    }
}
