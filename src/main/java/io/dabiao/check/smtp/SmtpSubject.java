package io.dabiao.check.smtp;

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
import java.util.Locale;
import java.util.Optional;

/**
 * Greeted, asked what it can, and left: RFC 5321.
 *
 * @param expect a pattern of the greeting
 */
record SmtpSubject(Endpoint to, TlsUse use, Optional<String> expect) implements SecuredSubject {

    private static final int MOST_LINES = 200;

    @Override
    public String kind() {
        return "smtp";
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Conversation conversation = attempt.connect(to);
        use.secureDirect(attempt, conversation, to);
        String greeting = reply(attempt, conversation);
        attempt.enter(Phase.BODY);
        if (!greeting.startsWith("220")) {
            throw Texts.refused(greeting);
        }
        Texts.expect(expect, greeting);
        String can = asked(attempt, conversation, "EHLO dabiao-probe.invalid\r\n", "250");
        if (use.kind() == TlsUse.Kind.STARTTLS) {
            if (!can.toUpperCase(Locale.ROOT).matches("(?s).*\\bSTARTTLS\\b.*")) {
                throw new AttemptFailed(Reason.TLS, Words.of(SmtpSubject.class, "theServerDoesNotOfferStarttls"));
            }
            asked(attempt, conversation, "STARTTLS\r\n", "220");
            use.secure(attempt, conversation, to);
            asked(attempt, conversation, "EHLO dabiao-probe.invalid\r\n", "250");
        }
        conversation.say("QUIT\r\n");
    }

    private static String asked(Attempt attempt, Conversation conversation, String what, String wanted)
            throws AttemptFailed, IOException {
        conversation.say(what);
        String reply = reply(attempt, conversation);
        if (!reply.startsWith(wanted)) {
            throw Texts.refused(reply);
        }
        return reply;
    }

    /** All its lines; the code once, at the beginning. */
    private static String reply(Attempt attempt, Conversation conversation) throws AttemptFailed, IOException {
        StringBuilder reply = new StringBuilder();
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = conversation.line();
            if (!line.matches("[0-9]{3}([ -].*)?")) {
                throw Texts.foreign(Words.of(SmtpSubject.class, "smtpServer"), line);
            }
            reply.append(reply.isEmpty() ? line : "\n" + line.substring(3));
            if (line.length() == 3 || line.charAt(3) == ' ') {
                attempt.status(Integer.parseInt(line.substring(0, 3)));
                return reply.toString();
            }
        }
        throw Texts.foreign(Words.of(SmtpSubject.class, "smtpServer"), reply.toString());
    }
}
