package io.dabiao.check.tls;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.SecuredSubject;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.util.Optional;

/** @param protocol the oldest version that is taken, as Java names it */
record TlsSubject(Endpoint to, TlsUse use, Optional<String> protocol) implements SecuredSubject {

    /** Milliseconds: in TLS 1.3 the server looks at a client's certificate after the handshake. */
    private static final int REFUSAL = 500;

    @Override
    public String kind() {
        return "tls";
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Conversation conversation = attempt.connect(to);
        use.secure(attempt, conversation, to);
        if (attempt.askedForCertificate()) {
            conversation.stays(REFUSAL);
        }
        String agreed = conversation.session().getProtocol();
        if (protocol.isPresent() && agreed.compareTo(protocol.get()) < 0) {
            throw new AttemptFailed(Reason.TLS, Words.of(TlsSubject.class, "theSiteOffersNoNewerVersion", agreed));
        }
    }
}
