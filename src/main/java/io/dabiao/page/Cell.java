package io.dabiao.page;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A cell of a {@link DataTable}.
 *
 * @param text as shown and exported; empty text for nothing
 * @param look how it looks
 * @param word for {@link Look#MARK}: which mark, such as a verdict's word; else empty
 * @param detail a second, smaller line, not exported; empty where there is none
 * @param path where it leads; empty where nowhere
 * @param number its value, where it is one; else null
 * @param at its time, where it is one; else null
 * @param buttons what can be done there
 * @param links where else it leads, such as to documents
 */
public record Cell(
        String text,
        Look look,
        String word,
        String detail,
        String path,
        BigDecimal number,
        Instant at,
        List<Button> buttons,
        List<Link> links) {

    public record Link(String words, String path) {}

    /** How a cell looks. */
    public enum Look {
        TEXT,
        NUMBER,
        TIME,
        MARK,
        BUTTONS,
        LINKS,
        /** A box by which a row is chosen; it belongs to the form of the id {@code chosen}. */
        PICK
    }

    /**
     * A form of one button.
     *
     * @param action the path that it is posted to
     * @param fields what it bears besides the session's secret
     */
    public record Button(String words, String action, Map<String, String> fields) {}

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** A text as far as it fits, whole characters, with a sign that there is more. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }

    public static Cell text(String text) {
        return new Cell(text == null ? "" : text, Look.TEXT, "", "", "", null, null, List.of(), List.of());
    }

    public static Cell link(String text, String path) {
        return new Cell(text, Look.TEXT, "", "", path, null, null, List.of(), List.of());
    }

    /** @param number null for none, which sorts last and shows as nothing */
    public static Cell number(BigDecimal number) {
        String text = number == null ? "" : Numbers.shown(number);
        return new Cell(text, Look.NUMBER, "", "", "", number, null, List.of(), List.of());
    }

    /** A number that is shown in words of its own, such as with its unit. */
    public static Cell number(BigDecimal number, String text) {
        return new Cell(text, Look.NUMBER, "", "", "", number, null, List.of(), List.of());
    }

    /** @param at null for none */
    public static Cell time(Instant at, ZoneId zone) {
        return new Cell(
                at == null ? "" : MINUTE.format(at.atZone(zone)),
                Look.TIME,
                "",
                "",
                "",
                null,
                at,
                List.of(),
                List.of());
    }

    public static Cell verdict(Verdict verdict, Messages messages) {
        return verdict(verdict, Optional.empty(), messages);
    }

    /** The verdict as it is called of an indicator of that behaviour. */
    public static Cell verdict(Verdict verdict, Behaviour behaviour, Messages messages) {
        return verdict(verdict, Optional.of(behaviour), messages);
    }

    /** @param behaviour of the indicator; empty where it is not known */
    public static Cell verdict(Verdict verdict, Optional<Behaviour> behaviour, Messages messages) {
        return mark(verdict.word(), messages.of(verdict, behaviour)).sorted(new BigDecimal(Verdicts.urgency(verdict)));
    }

    /** @param word one of those for which the style sheet has a mark */
    public static Cell mark(String word, String text) {
        return new Cell(text, Look.MARK, word, "", "", null, null, List.of(), List.of());
    }

    /** Several links; exported by their words. */
    public static Cell links(List<Link> links) {
        String words = links.stream().map(Link::words).collect(Collectors.joining("; "));
        return new Cell(words, Look.LINKS, "", "", "", null, null, List.of(), List.copyOf(links));
    }

    /**
     * A box by which a row is chosen.
     *
     * @param value sent for it under {@code pick}
     * @param name of the row, for those who do not see where the box stands
     */
    public static Cell pick(String value, String name) {
        return new Cell("", Look.PICK, value, "", "", null, null, List.of(), List.of(new Link(name, "")));
    }

    public static Cell buttons(Button... buttons) {
        return new Cell("", Look.BUTTONS, "", "", "", null, null, List.of(buttons), List.of());
    }

    public Cell detail(String words) {
        return new Cell(text, look, word, words == null ? "" : words, path, number, at, buttons, links);
    }

    private Cell sorted(BigDecimal by) {
        return new Cell(text, look, word, detail, path, by, at, buttons, links);
    }
}
