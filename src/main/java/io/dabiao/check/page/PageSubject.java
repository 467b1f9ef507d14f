package io.dabiao.check.page;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The whole page in a browser, as somebody comes to it for the first time.
 *
 * @param time which of its times is the response time
 * @param within how much that may be at most
 * @param contains what must be read on it once it has loaded
 * @param clean whether an error on its console is a failure
 */
record PageSubject(WebAddress url, Time time, Optional<Duration> within, Optional<String> contains, boolean clean)
        implements LiveSubject {

    /** The times of a page. */
    enum Time {
        /** From the beginning to the first byte of the page's own answer. */
        FIRST_BYTE,
        /** Until the largest picture or block of text has been painted. */
        LARGEST_PAINT,
        /** Until everything that belongs to it is there. */
        LOAD
    }

    /** Each page is a browser of a few hundred MiB: others wait, and what waits too long is unknown and not down. */
    private static final Semaphore AT_ONCE = new Semaphore(2, true);

    @Override
    public String kind() {
        return "page";
    }

    @Override
    public String address() {
        return url.toString();
    }

    @Override
    public List<String> hosts() {
        return List.of(url.name() + ":" + url.portUsed());
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        attempt.resolve(url.name()); // So that an address that is not contacted needs no browser.
        try {
            if (!AT_ONCE.tryAcquire(attempt.millisLeft() / 2, TimeUnit.MILLISECONDS)) {
                throw new AttemptFailed(Reason.OVERLOADED, Words.of(PageSubject.class, "otherPagesWereLookedAtFor"));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AttemptFailed(Reason.OVERLOADED, Words.of(PageSubject.class, "theLookWasInterrupted"));
        }
        try {
            new PageVisit(this, attempt).run();
        } catch (NoBrowser unusable) {
            throw new AttemptFailed(
                    Fault.of(Reason.PREPARATION, Words.of(PageSubject.class, "theBrowserCannotBeUsed"), (IOException)
                            unusable.getCause()));
        } finally {
            AT_ONCE.release();
        }
    }

    /** The browser itself fails: nothing is known of the page. */
    static final class NoBrowser extends IOException {
        private static final long serialVersionUID = 1L;

        NoBrowser(IOException cause) {
            super(cause);
        }
    }
}
