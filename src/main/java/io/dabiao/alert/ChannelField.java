package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.util.List;

/**
 * A setting of a channel as a form asks for it, where receivers are kept by pages and not in a file.
 *
 * @param key as in the file of alert settings
 * @param choices the words of a {@link Kind#CHOICE}, the usual one first; empty of others
 * @param example what a field shows while it is empty
 */
public record ChannelField(String key, Kind kind, boolean required, Words title, List<String> choices, String example) {

    /** What kind of text it takes. */
    public enum Kind {
        TEXT,
        NUMBER,
        CHOICE,
        /** Several, each on a line of its own. */
        LINES,
        /** Kept encrypted, and never shown again; so are addresses that hold a key. */
        SECRET
    }

    public ChannelField {
        choices = List.copyOf(choices);
    }

    public static ChannelField text(String key, Words title, String example) {
        return new ChannelField(key, Kind.TEXT, true, title, List.of(), example);
    }

    public static ChannelField lines(String key, Words title, String example) {
        return new ChannelField(key, Kind.LINES, true, title, List.of(), example);
    }

    public static ChannelField secret(String key, Words title, String example) {
        return new ChannelField(key, Kind.SECRET, true, title, List.of(), example);
    }

    public static ChannelField number(String key, Words title, String example) {
        return new ChannelField(key, Kind.NUMBER, true, title, List.of(), example);
    }

    public static ChannelField choice(String key, Words title, List<String> choices) {
        return new ChannelField(key, Kind.CHOICE, true, title, choices, "");
    }

    /** The same, where it may be left empty. */
    public ChannelField optional() {
        return new ChannelField(key, kind, false, title, choices, example);
    }

    public boolean hidden() {
        return kind == Kind.SECRET;
    }
}
