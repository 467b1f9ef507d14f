package io.dabiao.access;

import io.dabiao.access.person.People;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Writes failed tries into the audit log: one row a minute, kind and address. */
@ApplicationScoped
public class FailedTriesRecorder {

    private static final Logger LOG = Logger.getLogger(FailedTriesRecorder.class);

    private final FailedTries tries;
    private final People people;

    FailedTriesRecorder(FailedTries tries, People people) {
        this.tries = tries;
        this.people = people;
    }

    /** Records what of the minutes that are over has not been recorded; what cannot be now, comes again. */
    public void record() {
        record(tries.ended());
    }

    void stop(@Observes ShutdownEvent stopping) {
        try {
            record(tries.all());
        } catch (RuntimeException away) {
            // Whatever it is, the service ends now and nobody can try again: the other beans are still to be stopped.
            LOG.warnf("the failed tries of the last minute are not in the audit log: %s", away.getMessage());
        }
    }

    /** Records these; where they cannot be, they come again with the next. */
    public void record(List<FailedTries.Batch> batches) {
        if (batches.isEmpty()) {
            return;
        }
        try {
            QuarkusTransaction.requiringNew().run(() -> batches.forEach(this::record));
            people.forgetOldFailures();
        } catch (RuntimeException away) {
            tries.again(batches);
            throw away;
        }
    }

    private void record(FailedTries.Batch batch) {
        // What was typed as a name may be a password that got into the wrong field: only names of people are written
        // down.
        Set<String> known = people.known(batch.names());
        AuditDetail detail = AuditDetail.of(AuditPhrase.TRIES, batch.tries());
        if (batch.putOff() > 0) {
            detail = detail.and(AuditPhrase.PUT_OFF, batch.putOff());
        }
        if (known.size() < batch.names().size()) {
            detail = detail.and(AuditPhrase.UNKNOWN_NAMES);
        }
        String subject = known.stream().sorted().collect(Collectors.joining(", "));
        AuditLog.record(batch.minute(), batch.address(), batch.kind().act(), subject, detail);
    }
}
