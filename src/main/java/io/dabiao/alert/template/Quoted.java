package io.dabiao.alert.template;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Texts as JSON writes them. */
final class Quoted {

    private Quoted() {}

    /** A JSON string with its quotation marks; {@code null} for none. */
    static String json(Object value) {
        return value == null
                ? "null"
                : '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value.toString())) + '"';
    }
}
