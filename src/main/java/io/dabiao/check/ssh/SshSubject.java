package io.dabiao.check.ssh;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.EndpointSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Texts;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.util.Optional;

/**
 * Its banner (RFC 4253, 4.2), answered by one so that the server does not log a broken visitor.
 *
 * @param expect a pattern of the banner
 */
record SshSubject(Endpoint to, Optional<String> expect) implements EndpointSubject {

    /** A server may say something else before. */
    private static final int MOST_LINES = 50;

    @Override
    public String kind() {
        return "ssh";
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Conversation conversation = attempt.connect(to);
        String line = conversation.line();
        attempt.enter(Phase.BODY);
        for (int lines = 1; !line.startsWith("SSH-") && lines < MOST_LINES; lines++) {
            if (line.startsWith("HTTP/") || line.matches("[0-9]{3}[ -].*")) {
                break;
            }
            line = conversation.line();
        }
        if (!line.startsWith("SSH-")) {
            throw Texts.foreign(Words.of(SshSubject.class, "sshServer"), line);
        }
        conversation.say("SSH-2.0-dabiao_probe\r\n");
        Texts.expect(expect, line);
    }
}
