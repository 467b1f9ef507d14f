package io.dabiao.check;

import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.probe.Probe;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The steady schedule of one site. Each slot is computed from the clock, never from the last one, so that nothing drifts;
 * a slot that could not begin in time is left out and remains unknown.
 */
final class Watch {

    /** Where results go to; called on event loops. */
    interface ProbeListener {

        void result(ProbeResult result);

        /** Nothing was sent to the site, and the result says why. */
        void notLooked(ProbeResult result);

        /** The site failed, but so did the service's own network. */
        void unknown(Probe probe, Instant slot);

        /** This machine was too busy to look in time. */
        void overloaded(Probe probe, Instant slot);

        /** @param late by how much a slot began after its time */
        void begun(Duration late);
    }

    private final Assignment assignment;
    private final Probe probe;
    private final List<String> controlled;
    private final Looks looks;
    private final Controls controls;
    private final Causes causes;
    private final Supplier<WorkingCalendar> calendar;
    private final Clock clock;
    private final ProbeListener probeListener;
    private final EventLoop loop;
    private volatile ScheduledFuture<?> next;
    private volatile boolean stopped;

    /**
     * @param controlled the control addresses in force for the site
     * @param calendar in force at each moment
     */
    Watch(
            Assignment assignment,
            List<String> controlled,
            Looks looks,
            Controls controls,
            Causes causes,
            Supplier<WorkingCalendar> calendar,
            Clock clock,
            ProbeListener probeListener) {
        this.assignment = assignment;
        this.probe = assignment.probe();
        this.controlled = controlled;
        this.looks = looks;
        this.controls = controls;
        this.causes = causes;
        this.calendar = calendar;
        this.clock = clock;
        this.probeListener = probeListener;
        this.loop = looks.pages().loops().next();
    }

    Assignment assignment() {
        return assignment;
    }

    /**
     * @param recorded the newest slot that is in the log; where it is a recent one, another has just stopped probing the
     *     site, and the slot under way is made up for; where there is none the site has just been declared, and is looked at
     *     now, not only when its next slot begins
     * @param after how long to wait with that, so that many are not looked at in one moment
     */
    void start(Optional<Instant> recorded, Duration after) {
        Instant now = clock.instant();
        Instant current = probe.slot(now);
        boolean left = recorded.filter(last -> last.isBefore(current)
                        && last.isAfter(current.minus(probe.interval().multipliedBy(4))))
                .isPresent();
        if (left) {
            loop.execute(() -> run(current));
        } else if (recorded.isEmpty()) {
            next = loop.schedule(this::first, after.toNanos(), TimeUnit.NANOSECONDS);
        } else {
            loop.execute(() -> schedule(current));
        }
    }

    void stop() {
        stopped = true;
        ScheduledFuture<?> waiting = next;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    /**
     * Bears the time at which it is, and speaks until the next slot: told for the slot's beginning it would say something of a
     * time in which nothing was looked at.
     */
    private void first() {
        if (stopped) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant slot = probe.slot(now);
        schedule(slot);
        look(now, Duration.between(now, slot.plus(probe.interval())));
    }

    /** @param last the slot that was run or passed over */
    private void schedule(Instant last) {
        if (stopped) {
            return;
        }
        Instant now = clock.instant();
        Instant slot = probe.slot(now).plus(probe.interval());
        // A timer may end a moment before the clock says so: the slot that has just begun is not begun again.
        if (slot.equals(last)) {
            slot = slot.plus(probe.interval());
        }
        Instant due = slot;
        next = loop.schedule(() -> run(due), Duration.between(now, due).toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run(Instant slot) {
        if (stopped) {
            return;
        }
        Duration late = Duration.between(slot, clock.instant());
        schedule(slot);
        if (late.compareTo(probe.interval()) >= 0) {
            probeListener.overloaded(probe, slot);
            return;
        }
        probeListener.begun(late.isNegative() ? Duration.ZERO : late);
        look(slot, probe.interval());
    }

    private void look(Instant slot, Duration speaks) {
        looks.look(probe, slot).thenAccept(first -> {
            if (first.ok()) {
                result(slot, speaks, first, 1);
            } else if (overloaded(first)) {
                probeListener.overloaded(probe, slot); // A second try would only make it worse.
            } else if (notLooked(first)) {
                probeListener.notLooked(made(slot, speaks, first, 1));
            } else {
                again(slot, speaks);
            }
        });
    }

    /**
     * A failure is confirmed at once, and the controls are asked meanwhile: what took the site away may have been ours. So is what the
     * site depends on.
     */
    private void again(Instant slot, Duration speaks) {
        var cause = causes.of(probe, slot);
        controls.reachable(controlled).thenCombine(looks.look(probe, slot), (reachable, second) -> {
            if (overloaded(second)) {
                probeListener.overloaded(probe, slot);
            } else if (notLooked(second)) {
                probeListener.notLooked(made(slot, speaks, second, 2));
            } else if (second.ok()) {
                result(slot, speaks, second, 2);
            } else if (reachable) {
                cause.thenAccept(found -> failed(slot, speaks, second, found));
            } else {
                probeListener.unknown(probe, slot);
            }
            return second;
        });
    }

    private void failed(Instant slot, Duration speaks, ProbeOutcome second, Optional<Causes.Cause> cause) {
        if (cause.isPresent()) {
            Marks marks = marks(slot)
                    .because(Optional.of(cause.get().site()), cause.get().maintenance());
            probeListener.result(new ProbeResult(probe, slot, speaks, second, 2, marks));
        } else if (probe.dependsOn().isEmpty()) {
            result(slot, speaks, second, 2);
        } else {
            // What it depends on is well by now and may have been away until a moment ago: only a look after that is
            // the site's own.
            looks.look(probe, slot).thenAccept(third -> {
                if (overloaded(third)) {
                    probeListener.overloaded(probe, slot);
                } else if (notLooked(third)) {
                    probeListener.notLooked(made(slot, speaks, third, 3));
                } else {
                    result(slot, speaks, third, 3);
                }
            });
        }
    }

    private static boolean overloaded(ProbeOutcome probeOutcome) {
        return probeOutcome
                .failure()
                .filter(failure -> failure.reason() == Reason.OVERLOADED)
                .isPresent();
    }

    private static boolean notLooked(ProbeOutcome probeOutcome) {
        return probeOutcome
                .failure()
                .filter(failure -> !failure.reason().saysOfTheSite())
                .isPresent();
    }

    private void result(Instant slot, Duration speaks, ProbeOutcome probeOutcome, int tries) {
        probeListener.result(made(slot, speaks, probeOutcome, tries));
    }

    private ProbeResult made(Instant slot, Duration speaks, ProbeOutcome probeOutcome, int tries) {
        return new ProbeResult(probe, slot, speaks, probeOutcome, tries, marks(slot));
    }

    private Marks marks(Instant slot) {
        boolean outside = probe.hours()
                .filter(hours -> !hours.cover(slot, calendar.get()))
                .isPresent();
        return new Marks(assignment.maintenanceAt(slot), Optional.empty(), outside);
    }
}
