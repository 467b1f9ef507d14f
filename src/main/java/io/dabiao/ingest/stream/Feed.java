package io.dabiao.ingest.stream;

import io.dabiao.database.Transactions;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.RefusalWords;
import io.dabiao.store.Refusal.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * One stream under way: takes what its broker delivered, makes it durable, and only then lets the broker forget it.
 *
 * <p>No more is asked of the broker than the window, so a database that is slow or away holds the broker back: the same
 * messages are tried until they are taken, and nothing is lost, refused or skipped meanwhile. What was delivered while a
 * transaction ran is the next one, so that batches grow with the load and a single message waits for no one.
 */
final class Feed implements Runnable {

    private static final Logger LOG = Logger.getLogger(Feed.class);

    /** Events of one go, about as many as the intake puts into one transaction. */
    private static final int CHUNK = 2_000;

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Stream stream;
    private final Intake intake;
    private final Content content;
    private final Counter messages;
    private final Counter rejected;
    private final Thread thread;

    private volatile boolean stopping;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Subscription subscription;

    /** @param limit bytes of a single event */
    Feed(Stream stream, Intake intake, int limit, MeterRegistry meters) {
        this.stream = stream;
        this.intake = intake;
        this.content = new Content(limit, stream.mapping());
        this.messages = Counter.builder("dabiao.stream.messages")
                .description("Messages of a stream that were taken or set aside, and acknowledged.")
                .tag("stream", stream.name())
                .register(meters);
        this.rejected = Counter.builder("dabiao.stream.rejected")
                .description("Events of a stream that were set aside.")
                .tag("stream", stream.name())
                .register(meters);
        Gauge.builder("dabiao.stream.up", () -> trouble().isEmpty() ? 1 : 0)
                .description("1 while a stream can take messages.")
                .tag("stream", stream.name())
                .register(meters);
        this.thread = new Thread(this, "dabiao-stream-" + stream.name());
        thread.setDaemon(true);
    }

    Stream stream() {
        return stream;
    }

    /** Why nothing is taken now; empty where something could be. */
    Optional<String> trouble() {
        Optional<String> ours = trouble;
        return ours.isPresent() ? ours : stream.broker().trouble(stream.name());
    }

    void start() {
        thread.start();
    }

    /** Ends after the transaction under way; what is not acknowledged then is delivered again. */
    void stop(Duration patience) throws InterruptedException {
        stopping = true;
        thread.join(patience.toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(patience.toMillis());
        }
    }

    /** What one subscription brought; a later one must not acknowledge on the connection of an earlier one. */
    private static final class Subscription implements Flow.Subscriber<Message<?>> {

        private final int window;
        private final BlockingQueue<Message<?>> arrived = new LinkedBlockingQueue<>();
        private volatile Flow.Subscription upstream;
        private volatile Throwable ended;

        Subscription(int window) {
            this.window = window;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            upstream = begun;
            begun.request(window);
        }

        @Override
        public void onNext(Message<?> message) {
            arrived.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            ended = failure;
        }

        @Override
        public void onComplete() {
            ended = new IllegalStateException("the broker ended the subscription");
        }

        void cancel() {
            Flow.Subscription begun = upstream;
            if (begun != null) {
                begun.cancel();
            }
        }
    }

    @Override
    public void run() {
        Pause pause = new Pause();
        while (!stopping) {
            try {
                subscribe();
                if (subscription.ended == null) {
                    well();
                }
                consume(pause);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                stopping = true;
            } catch (Throwable failed) { // Errors too: a stream ends with the service and not before.
                told("cannot be read: " + reason(failed), failed);
            } finally {
                unsubscribe();
            }
            if (!stopping) {
                pause.take();
            }
        }
    }

    private void subscribe() {
        Map<String, String> attributes = new HashMap<>(stream.attributes());
        attributes.put("channel-name", stream.name());
        Config config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(attributes, "stream " + stream.name(), 100))
                .build();
        Subscription begun = new Subscription(stream.broker().window(stream.attributes()));
        subscription = begun;
        stream.broker().connector().getPublisher(config).subscribe(begun);
    }

    private void unsubscribe() {
        Subscription begun = subscription;
        subscription = null;
        if (begun != null) {
            begun.cancel();
        }
    }

    private void consume(Pause pause) throws InterruptedException {
        Subscription current = subscription;
        while (!stopping) {
            Message<?> first = current.arrived.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                List<Message<?>> arrived = new ArrayList<>();
                List<Received> received = new ArrayList<>();
                for (Message<?> next = first;
                        next != null;
                        next = received.size() < CHUNK ? current.arrived.poll() : null) {
                    arrived.add(next);
                    received.addAll(stream.broker().received(stream.name(), stream.attributes(), next));
                }
                if (!take(received)) {
                    return;
                }
                well();
                pause.reset();
                stream.broker().acknowledge(arrived);
                messages.increment(received.size());
                current.upstream.request(arrived.size());
            } else if (current.ended != null) {
                told("broken off by its broker: " + reason(current.ended), current.ended);
                return;
            }
        }
    }

    /** @return false where the service stops before it was taken */
    private boolean take(List<Received> received) {
        Pause pause = new Pause();
        while (!stopping) {
            try {
                deliver(received);
                return true;
            } catch (Intake.Busy busy) {
                told("waits: the service has as much to do as it can", busy);
            } catch (RuntimeException failed) {
                // Whatever else ails the database will pass; only what is in the message will not.
                if (Transactions.aboutTheData(failed) || !Transactions.ofTheDatabase(failed)) {
                    return apart(received, failed);
                }
                told("waits for the database: " + reason(failed), failed);
            }
            pause.take();
        }
        return false;
    }

    private void deliver(List<Received> received) {
        Intake.Delivery delivery = intake.delivery(stream.sender());
        for (Received one : received) {
            content.deliver(one, delivery);
        }
        rejected.increment(delivery.finish().rejectedTotal());
    }

    /** What the store refuses for good is found by halves and set aside; the rest is taken. */
    private boolean apart(List<Received> received, RuntimeException refused) {
        if (received.size() > 1) {
            int half = received.size() / 2;
            return take(received.subList(0, half)) && take(received.subList(half, received.size()));
        }
        Received alone = received.get(0);
        LOG.errorf(
                refused,
                "a message of the stream %s cannot be stored and is set aside: %s",
                stream.name(),
                alone.origin());
        Pause pause = new Pause();
        while (!stopping) {
            try {
                Intake.Delivery delivery = intake.delivery(stream.sender());
                delivery.addUnreadable(
                        alone.body(), alone.origin(), Reason.BAD_DATA, RefusalWords.notStorable(reason(refused)));
                rejected.increment(delivery.finish().rejectedTotal());
                return true;
            } catch (RuntimeException failed) { // Tried again below, for as long as the stream runs.
                told("waits for the database: " + reason(failed), failed);
            }
            pause.take();
        }
        return false;
    }

    private void told(String what, Throwable why) {
        if (trouble.isEmpty()) {
            LOG.warnf("the stream %s %s", stream.name(), what);
            LOG.debug("its reason", why);
        }
        trouble = Optional.of(what);
    }

    private void well() {
        if (trouble.isPresent()) {
            LOG.infof("the stream %s goes on", stream.name());
            trouble = Optional.empty();
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Longer each time, up to some seconds; a stop ends it. */
    private final class Pause {

        private Duration next = FIRST_PAUSE;

        void reset() {
            next = FIRST_PAUSE;
        }

        void take() {
            long until = System.nanoTime() + next.toNanos();
            while (!stopping && System.nanoTime() < until) {
                java.util.concurrent.locks.LockSupport.parkNanos(LOOK_EVERY.toNanos());
                if (Thread.interrupted()) {
                    stopping = true;
                }
            }
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
