package io.dabiao.budget;

/** What was sent asks for more memory or time than such a thing needs. Its message is for the sender. */
public final class Exceeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    /**
     * @param status of HTTP: 413 where it is too large, 422 where it is too much trouble
     * @param title short, the same for every occurrence
     */
    public Exceeded(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
