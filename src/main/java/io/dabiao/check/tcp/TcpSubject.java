package io.dabiao.check.tcp;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.EndpointSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * @param send what is said first
 * @param expect a pattern of the first answer, of up to 64 KiB
 */
record TcpSubject(Endpoint to, Optional<String> send, Optional<String> expect) implements EndpointSubject {

    private static final int ANSWER = 64 << 10;

    @Override
    public String kind() {
        return "tcp";
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Conversation conversation = attempt.connect(to);
        if (send.isPresent()) {
            conversation.say(send.get());
        }
        if (expect.isPresent()) {
            byte[] answer = conversation.some(ANSWER);
            attempt.enter(Phase.BODY);
            Texts.expect(expect, new String(answer, StandardCharsets.UTF_8));
        }
    }
}
