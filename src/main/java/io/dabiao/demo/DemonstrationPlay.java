package io.dabiao.demo;

import io.dabiao.access.Sender;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.Catalogue;
import io.dabiao.ingest.Intake;
import io.dabiao.lifecycle.Draining;
import io.dabiao.yaml.ResourceFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Plays the demonstration's year into the service that it is part of, as {@code dabiao demo} does from outside: the days up to now, one
 * after the other, in the background. What was played before is not counted twice, so one that broke off is simply begun again. Safe for
 * use by several threads; another replica may play the same year at the same time.
 */
@ApplicationScoped
public class DemonstrationPlay {

    private static final Logger LOG = Logger.getLogger(DemonstrationPlay.class);

    /** The one that the command line plays unless it is told another. */
    private static final long SEED = 1;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    /**
     * How far it has come at this replica.
     *
     * @param day the last one that was sent; empty before the first
     * @param percent of the days to be sent, from 0 to 100
     * @param failed whether it broke off
     */
    public record Progress(boolean running, Optional<LocalDate> day, int percent, boolean failed) {

        static final Progress NONE = new Progress(false, Optional.empty(), 0, false);
    }

    /** The service ends. */
    private static final class Stopping extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopping() {
            super("the service ends");
        }
    }

    private final Intake intake;
    private final Clock clock;
    private final ExecutorService playing = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "dabiao-demonstration");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Progress progress = Progress.NONE;
    private volatile boolean stopping;

    DemonstrationPlay(Intake intake, Clock clock) {
        this.intake = intake;
        this.clock = clock;
    }

    public Progress progress() {
        return progress;
    }

    /**
     * Begins to play the year that runs.
     *
     * @param by for the record
     * @return false where it is being played already
     */
    public synchronized boolean begin(String by) {
        if (progress.running()) {
            return false;
        }
        Instant now = clock.instant();
        progress = new Progress(true, Optional.empty(), 0, false);
        QuarkusTransaction.requiringNew()
                .run(() -> AuditLog.record(now, by, AuditAct.DEMONSTRATION_PLAYED, DemoYear.SOURCES, AuditDetail.NONE));
        playing.execute(() -> play(by, now));
        return true;
    }

    private void play(String by, Instant now) {
        try {
            Sender sender = new Sender(by, Set.of(), Set.of(), true);
            int year = DemoYear.yearOf(now);
            DemoYear demoYear = new DemoYear(
                    year,
                    SEED,
                    Catalogue.load(ResourceFolder.shipped("catalogue")).entries().stream()
                            .map(Catalogue.Entry::declaration)
                            .toList(),
                    Calendars.load(ResourceFolder.shipped("calendars")).calendar());
            int days = DemoYear.dayOf(now).getDayOfYear();
            Intake.Delivery delivery = intake.delivery(sender);
            long[] index = {0};
            demoYear.play(now, sending -> {
                if (stopping) {
                    throw new Stopping();
                }
                sending.lines().forEach(line -> delivery.add(line.getBytes(StandardCharsets.UTF_8), index[0]++));
                LocalDate day = sending.day();
                progress = new Progress(true, Optional.of(day), 100 * day.getDayOfYear() / (days + 1), false);
            });
            Intake.Receipt receipt = delivery.finish();
            LOG.infof(
                    "the demonstration of %d is played: %d events accepted, %d known, %d rejected",
                    year, receipt.accepted(), receipt.duplicates(), receipt.rejectedTotal());
            progress = new Progress(false, progress.day(), 100, false);
        } catch (Stopping ended) {
            progress = new Progress(false, progress.day(), progress.percent(), true);
        } catch (Throwable failed) {
            // Of any kind, for no one waits for this thread: the page says that it broke off and may be played again.
            LOG.error("the demonstration broke off; played again it goes on", failed);
            progress = new Progress(false, progress.day(), progress.percent(), true);
        }
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent ending) throws InterruptedException {
        stopping = true;
        Draining.drain(playing, STOP_PATIENCE, "demonstration");
    }
}
