package io.dabiao.database;

import java.util.Map;

/**
 * What is wanted of a list that grows. What the list does not have is passed over: it neither filters nor sorts.
 *
 * @param text that a row holds somewhere, whatever its case; blank for any
 * @param chosen values, by the key of what has them
 * @param sort the key of what the rows are sorted by; empty for their usual order
 * @param from how many rows are left out before
 */
public record WantedRows(
        String text, Map<String, String> chosen, String sort, boolean descending, long from, int most) {

    public WantedRows {
        text = text.replace("\0", "");
        chosen = Map.copyOf(chosen);
    }
}
