package io.dabiao.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/** An error as the API tells it: {@code application/problem+json} (RFC 9457). */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Map<String, Object> more = new LinkedHashMap<>();

    /**
     * @param status of HTTP
     * @param title short, the same for every occurrence
     * @param detail what is wrong this time and how to mend it
     */
    public Problem(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    /** Adds a member of the answer's own. */
    public Problem with(String name, Object value) {
        more.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    /** Short, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The members of the answer, in order. */
    public Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", getMessage());
        body.putAll(more);
        return body;
    }
}
