package io.dabiao.page;

import io.dabiao.core.evaluation.Hearing;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Of how many indicators the sources were never heard, are silent, or speak. Shown by {@code {#include part/hearings}}.
 *
 * @param counts of those that any indicator has
 */
public record Hearings(List<Count> counts) {

    /**
     * @param mark under which the style sheet shows it
     * @param name in the language asked for
     * @param path of the list of these
     */
    public record Count(String mark, String name, int count, String path) {}

    /**
     * @param words of {@link Hearing#word}
     * @param list path of the page with a listing {@code indicators} that has the choice {@code heard}
     */
    public static Hearings of(Collection<String> words, Messages messages, String list) {
        return new Hearings(choices(messages).entrySet().stream()
                .map(one -> new Count(
                        mark(Hearing.ofWord(one.getKey())),
                        one.getValue(),
                        Collections.frequency(words, one.getKey()),
                        Paths.with(list, "indicators-heard", one.getKey()) + "#indicators"))
                .filter(count -> count.count() > 0)
                .toList());
    }

    /** The words of all, for a choice of a listing. */
    public static Map<String, String> choices(Messages messages) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (Hearing hearing : Hearing.values()) {
            choices.put(hearing.word(), words(hearing, messages));
        }
        return choices;
    }

    public static String words(Hearing hearing, Messages messages) {
        return messages.of("heard_" + hearing.word());
    }

    /** What stands beside a number; nothing where its sources speak. */
    public static String beside(String word, Messages messages) {
        Hearing hearing = Hearing.ofWord(word);
        return hearing == Hearing.HEARD ? "" : words(hearing, messages);
    }

    /** Like the verdict whose mark is closest in meaning. */
    public static String mark(Hearing hearing) {
        return switch (hearing) {
            case NEVER -> "no_data";
            case STALE -> "at_risk";
            case HEARD -> "met";
        };
    }
}
