package io.dabiao.budget;

import io.dabiao.problem.Problem;
import java.io.IOException;

/** The body of a request is read no further. */
public final class BodyRefused extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    private BodyRefused(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static BodyRefused tooSlow() {
        return new BodyRefused(
                408,
                "too slow",
                "a body must bring 1 KiB a second over any 30 s after its first 10 s; send it again, what was taken is known");
    }

    static BodyRefused tooLarge(long most) {
        return new BodyRefused(413, "too large", "a body may have " + most + " bytes at most here");
    }

    /** @param times how many times its own size a packed body may unpack to */
    public static BodyRefused unpacksToTooMuch(int times) {
        return new BodyRefused(
                413,
                "unpacks to too much",
                "the body unpacks to more than " + times
                        + " times its size, which no events do; what came before is taken");
    }

    /** Whether its sender went silent. */
    public boolean slow() {
        return status == 408;
    }

    /** As it is answered. */
    public Problem problem() {
        return new Problem(status, title, getMessage());
    }
}
