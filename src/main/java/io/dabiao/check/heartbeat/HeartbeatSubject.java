package io.dabiao.check.heartbeat;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job that calls. Nothing is contacted: what it has said is looked at.
 *
 * @param every at most so long from one end to the next; empty where there is a schedule
 * @param grace by how much it may be late
 * @param longest how long a run may take
 * @param key another number makes another address
 */
record HeartbeatSubject(
        Optional<Duration> every, Optional<Schedule> schedule, Duration grace, Optional<Duration> longest, int key)
        implements LiveSubject {

    private static final Duration REMEMBERED = Duration.ofDays(35);

    @Override
    public String kind() {
        return "heartbeat";
    }

    /** How often it is to call; its address is a secret. */
    @Override
    public String address() {
        return every.map(step -> "every " + io.dabiao.yaml.Lengths.words(step))
                .orElseGet(() -> String.join("; ", schedule.orElseThrow().crons()));
    }

    @Override
    public List<String> hosts() {
        return List.of();
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed {
        attempt.enter(Phase.FIRST_BYTE);
        Instant at = attempt.slot();
        Duration back = every.map(step -> step.multipliedBy(3))
                .orElse(REMEMBERED.multipliedBy(12))
                .plus(grace);
        String site = attempt.probe().site();
        Map<String, Event> newest = attempt.means()
                .heard()
                .newest(
                        JobState.sources(site),
                        JobState.TYPE,
                        at.minus(back.compareTo(REMEMBERED) > 0 ? back : REMEMBERED));
        Optional<Instant> begun = time(newest, JobState.BEGUN, site);
        Optional<Instant> done = time(newest, JobState.DONE, site);
        Optional<Instant> failed = time(newest, JobState.FAILED, site);
        if (begun.isEmpty() && done.isEmpty() && failed.isEmpty()) {
            throw new AttemptFailed(Reason.PREPARATION, Words.of(HeartbeatSubject.class, "theJobHasNotCalledYet"));
        }
        if (later(failed, done)) {
            throw failed(newest.get(JobState.FAILED.source(site)), failed.get());
        }
        running(begun, done, at);
        due(done, at, attempt);
        attempt.measured(
                later(done, begun) && begun.isPresent()
                        ? Duration.between(begun.get(), done.get()).toNanos()
                        : 0);
    }

    private static Optional<Instant> time(Map<String, Event> newest, JobState state, String site) {
        return Optional.ofNullable(newest.get(state.source(site))).map(Event::time);
    }

    private static boolean later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && (other.isEmpty() || one.get().isAfter(other.get()));
    }

    private static AttemptFailed failed(Event event, Instant at) {
        String code = Optional.ofNullable(event.attributes().get("exit"))
                .map(Attribute::text)
                .orElse("");
        return new AttemptFailed(
                Reason.STATUS,
                code.isEmpty()
                        ? Words.of(HeartbeatSubject.class, "failed", shown(at))
                        : Words.of(HeartbeatSubject.class, "failedWith", shown(at), code));
    }

    private void running(Optional<Instant> begun, Optional<Instant> done, Instant at) throws AttemptFailed {
        if (longest.isPresent()
                && later(begun, done)
                && begun.get().plus(longest.get()).isBefore(at)) {
            throw new AttemptFailed(
                    Reason.TIMEOUT, Words.of(HeartbeatSubject.class, "theJobBeganAtAndIs", shown(begun.get())));
        }
    }

    private void due(Optional<Instant> done, Instant at, Attempt attempt) throws AttemptFailed {
        Optional<Instant> wanted;
        if (every.isPresent()) {
            wanted = Optional.of(at.minus(grace).minus(every.get()));
        } else {
            try {
                wanted = schedule.orElseThrow()
                        .before(at.minus(grace), attempt.means().heard());
            } catch (Schedule.Unpublished unknown) {
                throw new AttemptFailed(new Fault(
                        Reason.PREPARATION,
                        Words.of(
                                HeartbeatSubject.class,
                                "unpublished",
                                Integer.toString(unknown.year()),
                                unknown.getMessage())));
            }
        }
        if (wanted.isPresent() && (done.isEmpty() || done.get().isBefore(wanted.get()))) {
            String since = done.map(HeartbeatSubject::shown).orElse("");
            throw new AttemptFailed(
                    Reason.SILENT,
                    done.isEmpty()
                            ? Words.of(HeartbeatSubject.class, "neverDone")
                            : Words.of(HeartbeatSubject.class, "doneTooLongAgo", since));
        }
    }

    private static String shown(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
