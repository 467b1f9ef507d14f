package io.dabiao;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the doors of the network share: who is inside waits, and gets through where the door is not shut. */
abstract class SlowDoor implements Door {

    /** The way of one caller to the server and back. */
    interface Passage {
        void go() throws IOException;
    }

    private final Duration wait;
    private final AtomicInteger inside = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean shut;

    SlowDoor(Duration wait) {
        this.wait = wait;
    }

    @Override
    public final int inside() {
        return inside.get();
    }

    @Override
    public final void shut(boolean now) {
        shut = now;
    }

    final void work(Runnable work) {
        threads.execute(work);
    }

    final void stop() {
        threads.shutdownNow();
    }

    final void through(Passage passage) {
        inside.incrementAndGet();
        try {
            Thread.sleep(wait.toMillis()); // The wait in the queue is the subject.
            if (!shut) {
                passage.go();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            // The caller or the server went away, as they do where a service is killed: so does this passage.
            return;
        } finally {
            inside.decrementAndGet();
        }
    }
}
