package io.dabiao.check;

import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.probe.Probe;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Because of what a site fails: one that it depends on is away too. That one is looked at in the moment in which it matters, at any
 * replica and whenever its own slot is, so that the first failure already is known by its cause. Many sites that fail together share a
 * look, at most one a second of each cause. No one gets the answer to a look that began before they asked: in the moment in which the
 * cause is lost it would have been well. Safe for use by several threads.
 */
final class Causes {

    private static final long APART_NANOS = 1_000_000_000L;

    /** @param maintenance announced work on it */
    record Cause(String site, Optional<String> maintenance) {}

    private record Turn(long nanoTime, CompletableFuture<Boolean> away) {}

    private final Looks looks;
    private final Supplier<Map<String, Assignment>> sites;
    private final Clock clock;
    private final Map<Probe, Turn> turns = new ConcurrentHashMap<>();

    Causes(Looks looks, Supplier<Map<String, Assignment>> sites, Clock clock) {
        this.looks = looks;
        this.sites = sites;
        this.clock = clock;
    }

    /** The site farthest up that is away; empty where everything that the site depends on, as far as it is probed, is well. */
    CompletionStage<Optional<Cause>> of(Probe probe, Instant slot) {
        Set<String> asked = new HashSet<>(Set.of(probe.site()));
        return first(probe.dependsOn(), 0, slot, asked);
    }

    /** The same of these sites: the one farthest up that is away. */
    CompletionStage<Optional<Cause>> of(List<String> names, Instant slot) {
        return first(names, 0, slot, new HashSet<>());
    }

    private CompletionStage<Optional<Cause>> first(List<String> names, int at, Instant slot, Set<String> asked) {
        if (at == names.size()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Assignment upstream = sites.get().get(names.get(at));
        // Two that depend on each other, each in another declaration, would be away because of each other and never
        // told of.
        if (upstream == null || circular(names.get(at)) || !asked.add(names.get(at))) {
            return first(names, at + 1, slot, asked);
        }
        return away(upstream.probe()).thenCompose(away -> {
            if (!away) {
                return first(names, at + 1, slot, asked);
            }
            Cause here = new Cause(names.get(at), upstream.maintenanceAt(slot));
            return first(upstream.probe().dependsOn(), 0, slot, asked)
                    .thenApply(further -> Optional.of(further.orElse(here)));
        });
    }

    private boolean circular(String site) {
        Set<String> reached = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(site));
        while (!open.isEmpty()) {
            Assignment next = sites.get().get(open.remove(open.size() - 1));
            if (next == null) {
                continue;
            }
            for (String cause : next.probe().dependsOn()) {
                if (cause.equals(site)) {
                    return true;
                }
                if (reached.add(cause)) {
                    open.add(cause);
                }
            }
        }
        return false;
    }

    private CompletionStage<Boolean> away(Probe probe) {
        long now = System.nanoTime();
        Turn[] begun = new Turn[1];
        Turn current = turns.compute(probe, (any, last) -> {
            if (last != null && last.nanoTime() - now > 0) {
                return last;
            }
            long due = last == null ? now : Math.max(now, last.nanoTime() + APART_NANOS);
            begun[0] = new Turn(due, new CompletableFuture<>());
            return begun[0];
        });
        if (current == begun[0]) {
            looks.pages()
                    .loops()
                    .schedule(() -> look(probe, current.away()), current.nanoTime() - now, TimeUnit.NANOSECONDS);
        }
        return current.away();
    }

    private void look(Probe probe, CompletableFuture<Boolean> away) {
        looks.look(probe, probe.slot(clock.instant())).whenComplete((outcome, broken) -> {
            boolean failed = outcome != null
                    && outcome.failure()
                            .map(ProbeOutcome.Failure::reason)
                            .filter(reason -> reason.saysOfTheSite())
                            .isPresent();
            away.complete(failed);
        });
    }
}
