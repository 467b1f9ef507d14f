package io.dabiao.core.text;

/** A text that does not parse, and where. */
public final class SyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int position;

    /** @param position 0-based, in characters */
    public SyntaxException(String problem, String text, int position) {
        super(problem + " at position " + (position + 1) + " of " + text);
        this.position = position;
    }

    /** 0-based, in characters. */
    public int position() {
        return position;
    }
}
