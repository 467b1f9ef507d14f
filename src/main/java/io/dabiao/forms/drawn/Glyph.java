package io.dabiao.forms.drawn;

/**
 * A piece of text on a page, in points, y downwards from the page's top; {@code y} is the base line.
 *
 * @param apart whether the text itself has a space before it, and not a mere gap
 */
public record Glyph(String text, float x, float y, float width, float size, boolean apart) {

    float middle() {
        return x + width / 2;
    }

    float centre() {
        return y - size * 0.35f;
    }
}
