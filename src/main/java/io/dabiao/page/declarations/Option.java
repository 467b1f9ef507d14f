package io.dabiao.page.declarations;

import java.util.List;

/**
 * An option of a list.
 *
 * @param value as it is sent
 * @param words as it is shown
 */
public record Option(String value, String words, boolean chosen) {

    /** Options that are shown as they are sent. */
    static List<Option> of(List<String> values, String chosen) {
        return values.stream()
                .map(value -> new Option(value, value, value.equals(chosen)))
                .toList();
    }
}
