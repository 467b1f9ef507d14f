package io.dabiao.alert.template;

import java.util.HashMap;
import java.util.Map;

/**
 * The names that a part of a template sees, and what may still be done and written: both are counted for the whole template, so that no
 * nesting of loops gets around them. Not thread-safe: one for each rendering.
 */
final class Scope {

    private final Map<String, Object> own;
    private final Scope around;
    private final Output output;

    /** What was done and written. */
    private static final class Output {
        private final StringBuilder text = new StringBuilder();
        private int steps;
    }

    private Scope(Map<String, Object> own, Scope around, Output output) {
        this.own = own;
        this.around = around;
        this.output = output;
    }

    static Scope of(Map<String, Object> values) {
        return new Scope(values, null, new Output());
    }

    /** The same with further names, which hide equal ones. */
    Scope with(Map<String, Object> names) {
        return new Scope(new HashMap<>(names), this, output);
    }

    boolean has(String name) {
        return own.containsKey(name) || around != null && around.has(name);
    }

    Object get(String name) {
        return own.containsKey(name) || around == null ? own.get(name) : around.get(name);
    }

    void step(Place place) throws WrongTemplate {
        if (++output.steps > Template.MOST_STEPS) {
            throw place.wrong("the template repeats too much: more than " + Template.MOST_STEPS + " steps");
        }
    }

    void write(String text, Place place) throws WrongTemplate {
        step(place);
        if (output.text.length() + text.length() > Template.MOST_WRITTEN) {
            throw place.wrong("the text becomes longer than " + Template.MOST_WRITTEN + " characters");
        }
        output.text.append(text);
    }

    String written() {
        return output.text.toString();
    }
}
