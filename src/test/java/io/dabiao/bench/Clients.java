package io.dabiao.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Several clients that share a list of tasks; each takes the next one when it is done with its own. */
final class Clients {

    private Clients() {}

    /** What is done with a task's number. */
    @FunctionalInterface
    interface Work {
        void on(int task) throws Exception;
    }

    /** One client: what it needs for itself is opened before it takes its first task. */
    @FunctionalInterface
    interface Client {
        void run(Tasks tasks) throws Exception;
    }

    /** The shared list. */
    static final class Tasks {
        private final AtomicInteger next = new AtomicInteger();
        private final int count;

        private Tasks(int count) {
            this.count = count;
        }

        void each(Work work) throws Exception {
            for (int task = next.getAndIncrement(); task < count; task = next.getAndIncrement()) {
                work.on(task);
            }
        }
    }

    /** Seconds until all tasks are done. */
    static double run(int clients, int tasks, Client client) throws IOException {
        Tasks shared = new Tasks(tasks);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long begun = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> {
                    client.run(shared);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return Figures.seconds(System.nanoTime() - begun);
        } catch (ExecutionException failed) {
            throw new IOException("a client failed: " + failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        } finally {
            threads.shutdownNow();
        }
    }
}
