package io.dabiao.check.redis;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.SecuredSubject;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PING, and where a role is expected ROLE, in RESP 2.
 *
 * @param role {@code master} or {@code slave}, as Redis has it
 */
record RedisSubject(
        Endpoint to, TlsUse use, Optional<String> user, Optional<Probe.Text> password, Optional<String> role)
        implements SecuredSubject {

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public List<Probe.Text> secrets() {
        return password.stream().toList();
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Optional<String> secret = attempt.text(password);
        Conversation conversation = attempt.connect(to);
        use.secureDirect(attempt, conversation, to);
        if (secret.isPresent()) {
            asked(
                    conversation,
                    Stream.concat(Stream.of("AUTH"), Stream.concat(user.stream(), secret.stream()))
                            .toArray(String[]::new));
        }
        String answer = asked(conversation, "PING");
        attempt.enter(Phase.BODY);
        if (!answer.equals("+PONG")) {
            throw Texts.foreign(Words.asWritten("Redis"), answer);
        }
        if (role.isPresent()) {
            String is = role(conversation);
            if (!is.equals(role.get())) {
                throw new AttemptFailed(Reason.CONTENT, Words.of(RedisSubject.class, "itsRoleIsNot", is, role.get()));
            }
        }
    }

    private static String asked(Conversation conversation, String... words) throws AttemptFailed, IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        conversation.say(command.toString());
        String answer = conversation.line();
        if (answer.startsWith("-")) {
            throw Texts.refused(answer.substring(1));
        }
        if (answer.isEmpty() || "+$*:".indexOf(answer.charAt(0)) < 0) {
            throw Texts.foreign(Words.asWritten("Redis"), answer);
        }
        return answer;
    }

    /** The first word of an array of a role and its details. */
    private static String role(Conversation conversation) throws AttemptFailed, IOException {
        asked(conversation, "ROLE");
        conversation.line();
        return conversation.line();
    }
}
