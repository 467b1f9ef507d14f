package io.dabiao.ingest;

import io.dabiao.access.Sender;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.Refusals;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** What a person does about a rejected event: sends it again as it should have been, or lets it be. Thread-safe. */
@ApplicationScoped
public class Mending {

    private final Refusals refusals;
    private final Intake intake;
    private final Clock clock;
    private final int limit;

    Mending(Refusals refusals, Intake intake, Clock clock, Settings settings) {
        this.refusals = refusals;
        this.intake = intake;
        this.clock = clock;
        this.limit = Math.toIntExact(settings.eventLimit().asLongValue());
    }

    /** In bytes, of one event. */
    public int limit() {
        return limit;
    }

    /**
     * Whose rejections somebody knows of: his own, where he is limited to sources or types or does not read, else all.
     *
     * @param sees whether he reads what others sent
     */
    public static Refusals.Whose whose(Sender sender, boolean sees) {
        return sees && sender.sources().isEmpty() && sender.types().isEmpty()
                ? Refusals.Whose.ANY
                : new Refusals.Whose(Optional.of(sender.name()), sender.sources());
    }

    /**
     * @throws Problem 404 where no rejection of theirs has the number
     */
    public Refusals.Rejected rejected(Refusals.Whose whose, long no) {
        return refusals.rejected(whose, no).orElseThrow(() -> missing(no));
    }

    /**
     * Sends the mended event. The rejection is settled when it is taken; else the receipt says what is still wrong.
     *
     * @param event the whole event as it should have been
     * @throws Problem where there is no such open rejection of theirs (404, 409) or the event is too large (413)
     */
    public Intake.Receipt resubmit(Refusals.Whose whose, long no, byte[] event, Sender sender) {
        Refusals.Rejected rejected = rejected(whose, no);
        if (rejected.settledAt().isPresent()) {
            throw new Problem(
                    ErrorCode.ALREADY_SETTLED,
                    "rejection " + no + " is " + rejected.settlement().orElse("settled"));
        }
        if (event.length > limit) {
            throw new Problem(ErrorCode.EVENT_TOO_LARGE, "an event may have " + limit + " bytes at most");
        }
        Intake.Delivery delivery = intake.delivery(sender);
        delivery.add(event, 0);
        Intake.Receipt receipt = delivery.finish();
        if (receipt.rejectedTotal() == 0) {
            refusals.settle(no, Refusals.Settlement.RESUBMITTED, sender.name(), clock.instant());
        }
        return receipt;
    }

    /**
     * Lets a rejection be; it stays visible among the settled ones.
     *
     * @throws Problem 404 where there is no such open rejection of theirs
     */
    public void dismiss(Refusals.Whose whose, long no, String by) {
        rejected(whose, no);
        if (!refusals.settle(no, Refusals.Settlement.DISMISSED, by, clock.instant())) {
            throw missing(no);
        }
    }

    private static Problem missing(long no) {
        return new Problem(ErrorCode.NO_SUCH_REJECTION, "no open rejection has the number " + no);
    }
}
