package io.dabiao.page.declarations;

import io.dabiao.declare.Difference;
import io.dabiao.page.Messages;
import java.util.Map;

/**
 * One thing that a version says otherwise than another, in the words of the table.
 *
 * @param where the indicator's name, or that it is the project's
 * @param before a dash where it was not there
 * @param after a dash where it is no longer there
 */
public record Change(String where, String what, String before, String after) {

    /** @param names of indicators, by id */
    static Change of(Messages messages, Map<String, String> names, Difference one) {
        return new Change(
                names.getOrDefault(one.where(), one.where().equals("project") ? messages.of("project") : one.where()),
                what(messages, one.what()),
                one.before() == null ? "—" : one.before(),
                one.after() == null ? "—" : one.after());
    }

    /** A key that holds a name or a day, such as {@code probe portal}, is said with it. */
    private static String what(Messages messages, String what) {
        for (int end = what.length(); end > 0; end = what.lastIndexOf(' ', end - 1)) {
            String key = "key_" + what.substring(0, end).replace(' ', '_');
            if (messages.has(key)) {
                return messages.of(key, what.substring(end).strip());
            }
        }
        return what;
    }
}
