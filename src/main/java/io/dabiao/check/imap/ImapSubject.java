package io.dabiao.check.imap;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.SecuredSubject;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.util.Optional;

/**
 * Greeted, and left: RFC 9051.
 *
 * @param expect a pattern of the greeting
 */
record ImapSubject(Endpoint to, TlsUse use, Optional<String> expect) implements SecuredSubject {

    private static final int MOST_LINES = 200;

    @Override
    public String kind() {
        return "imap";
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Conversation conversation = attempt.connect(to);
        use.secureDirect(attempt, conversation, to);
        String greeting = conversation.line();
        attempt.enter(Phase.BODY);
        if (greeting.startsWith("* BYE")) {
            throw Texts.refused(greeting);
        }
        if (!greeting.startsWith("* OK") && !greeting.startsWith("* PREAUTH")) {
            throw Texts.foreign(Words.of(ImapSubject.class, "imapServer"), greeting);
        }
        Texts.expect(expect, greeting);
        if (use.kind() == TlsUse.Kind.STARTTLS) {
            asked(conversation, "a1", "STARTTLS");
            use.secure(attempt, conversation, to);
        }
        asked(conversation, "a2", "LOGOUT");
    }

    private static void asked(Conversation conversation, String tag, String what) throws AttemptFailed, IOException {
        conversation.say(tag + " " + what + "\r\n");
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = conversation.line();
            if (line.startsWith(tag + " OK")) {
                return;
            }
            if (line.startsWith(tag + " ")) {
                throw what.equals("STARTTLS")
                        ? new AttemptFailed(Reason.TLS, Words.of(ImapSubject.class, "theServerDoesNotOfferStarttls"))
                        : Texts.refused(line);
            }
        }
        throw Texts.foreign(Words.of(ImapSubject.class, "imapServer"), "* …");
    }
}
