package io.dabiao.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/** An error as the API tells it: {@code application/problem+json} (RFC 9457). */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int status;
    private final transient Map<String, Object> more = new LinkedHashMap<>();
    private final transient Map<String, Object> headers = new LinkedHashMap<>();

    /** @param detail what is wrong this time and how to mend it */
    public Problem(ErrorCode code, String detail) {
        this(code, code.status(), detail);
    }

    private Problem(ErrorCode code, int status, String detail) {
        super(detail);
        this.code = code;
        this.status = status;
    }

    /**
     * What the framework refused by itself, by the general code of the status.
     *
     * @param status of HTTP; of one that has no code the answer bears the status all the same
     */
    public static Problem ofStatus(int status, String detail) {
        return new Problem(ErrorCode.of(status), status, detail);
    }

    /** Adds a member of the answer's own. */
    public Problem with(String name, Object value) {
        more.put(name, value);
        return this;
    }

    /** Adds a header of the answer. */
    public Problem header(String name, Object value) {
        headers.put(name, value);
        return this;
    }

    public ErrorCode code() {
        return code;
    }

    public int status() {
        return status;
    }

    /** Further headers of the answer, by name. */
    public Map<String, Object> headers() {
        return Map.copyOf(headers);
    }

    /** The members of the answer, in order. */
    public Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", code.type());
        body.put("code", code.code());
        body.put("title", code.title().english());
        body.put("titleZh", code.title().chinese());
        body.put("status", status);
        body.put("detail", getMessage());
        body.putAll(more);
        return body;
    }
}
