package io.dabiao.forms.drawn;

/** A ruled line, horizontal or vertical, in points, y downwards. */
public record Ruling(float x1, float y1, float x2, float y2) {

    boolean horizontal() {
        return Math.abs(y1 - y2) <= Math.abs(x1 - x2);
    }
}
