package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;

/** What was sent asks for more memory or time than such a thing needs. Its message is for the sender. */
public final class Exceeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param code one of status 413 where it is too large, 422 where it is too much trouble */
    public Exceeded(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    /** What of it is too much. */
    public ErrorCode code() {
        return code;
    }
}
