package io.dabiao.alert.template;

import java.util.List;
import java.util.Map;

/**
 * A text with places for named values, in a part of the language of Qute: {@code {a.b}}, {@code {a ?: 'none'}}, {@code {a.quoted}},
 * {@code {#if}}, {@code {#for}} and {@code {#each}}. It reads the maps, lists, texts, numbers and truths that it is given and
 * nothing else: there is no method to call, no other text to include and no name that is not given. Immutable, safe for use by
 * several threads.
 *
 * <p>What it may do is bounded by counts and not by a clock, so that a template that is too much is so everywhere.
 */
public final class Template {

    /** In characters. */
    public static final int LONGEST = 64_000;

    /** Values that are read, texts that are written and turns of loops: some milliseconds. */
    static final int MOST_STEPS = 100_000;

    /** In characters. */
    static final int MOST_WRITTEN = 200_000;

    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** @throws WrongTemplate where the text is no template */
    public static Template of(String text) throws WrongTemplate {
        if (text.length() > LONGEST) {
            throw new WrongTemplate(1, 1, "a template has at most " + LONGEST + " characters, not " + text.length());
        }
        return new Template(new Parser(text).nodes());
    }

    /**
     * The text with its values in place.
     *
     * @param values by name; null, truths, numbers, texts, and lists and maps of them
     * @throws WrongTemplate where it names a value that is not there, or becomes too much
     */
    public String render(Map<String, Object> values) throws WrongTemplate {
        Scope scope = Scope.of(values);
        Node.render(nodes, scope);
        return scope.written();
    }
}
