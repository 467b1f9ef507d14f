package io.dabiao.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A kind of work that tests alone ask for. */
@ApplicationScoped
class TriedWork implements WorkKind {

    private final Queue<Long> lost = new ConcurrentLinkedQueue<>();

    @Override
    public String name() {
        return "tried work";
    }

    @Override
    public Duration kept() {
        return Duration.ofHours(1);
    }

    @Override
    public void lost(long work) {
        lost.add(work);
    }

    Queue<Long> lost() {
        return lost;
    }
}
