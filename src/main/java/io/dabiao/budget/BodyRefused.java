package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import java.io.IOException;

/** The body of a request is read no further. */
public final class BodyRefused extends IOException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    private BodyRefused(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    static BodyRefused tooSlow() {
        return new BodyRefused(
                ErrorCode.TOO_SLOW,
                "a body must bring 1 KiB a second over any 30 s after its first 10 s; send it again, what was taken is known");
    }

    static BodyRefused tooLarge(long most) {
        return new BodyRefused(ErrorCode.TOO_LARGE, "a body may have " + most + " bytes at most here");
    }

    /** @param times how many times its own size a packed body may unpack to */
    public static BodyRefused unpacksToTooMuch(int times) {
        return new BodyRefused(
                ErrorCode.UNPACKS_TO_TOO_MUCH,
                "the body unpacks to more than " + times
                        + " times its size, which no events do; what came before is taken");
    }

    /** Whether its sender went silent. */
    public boolean slow() {
        return code == ErrorCode.TOO_SLOW;
    }

    /** As it is answered. */
    public Problem problem() {
        return new Problem(code, getMessage());
    }
}
