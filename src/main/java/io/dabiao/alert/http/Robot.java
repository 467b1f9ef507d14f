package io.dabiao.alert.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.alert.Delivery;
import java.util.Set;

/** How the robots of group chats answer: 200 for everything, and what happened as a code in the body. */
public final class Robot {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Post post;
    private final String code;
    private final String message;
    private final Set<Integer> later;

    /**
     * @param code the member with the code, of which 0 is success
     * @param message the member with its words
     * @param later the codes that pass by themselves, such as that of too many messages
     */
    public Robot(Post post, String code, String message, Set<Integer> later) {
        this.post = post;
        this.code = code;
        this.message = message;
        this.later = later;
    }

    public Delivery meaning(Post.Answer answer) {
        Delivery byStatus = post.byStatus(answer);
        if (!(byStatus instanceof Delivery.Delivered)) {
            return byStatus;
        }
        JsonNode body;
        try {
            body = JSON.readTree(answer.body());
        } catch (JsonProcessingException noJson) {
            return unclear(answer);
        }
        if (body == null || !body.path(code).isInt()) {
            return unclear(answer);
        }
        int number = body.path(code).intValue();
        if (number == 0) {
            return byStatus;
        }
        String reason = answer.host() + " answered " + code + " " + number
                + post.said(body.path(message).asText());
        return later.contains(number)
                ? new Delivery.TryAgain(reason, answer.retryAfter())
                : new Delivery.Refused(reason);
    }

    private Delivery unclear(Post.Answer answer) {
        return new Delivery.TryAgain(
                answer.host() + " answered 200 without " + code + post.said(answer.body()), answer.retryAfter());
    }
}
