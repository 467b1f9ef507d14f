package io.dabiao.core.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One statement of the product: a key of the {@linkplain MessageFile message files} of a room with its arguments, which becomes a
 * text where a language is known, at the edge. What was kept as two texts, and what people wrote, is a statement without a key.
 * Two are equal that read the same in the two shipped languages. Immutable.
 */
public final class Words {

    /** Where the texts of a statement come from. */
    public sealed interface Source {}

    /** Texts as they were kept or written. */
    public record Texts(String english, String chinese) implements Source {}

    /**
     * A key with arguments.
     *
     * @param room the package of the message files, such as {@code io.dabiao.alert}
     * @param arguments words, whole numbers, decimals and texts
     */
    public record Key(String room, String name, List<Object> arguments) implements Source {
        public Key {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A key with arguments as it was kept beside the texts that it had then: those stay as they read, and a further language says it
     * by its files.
     *
     * @param said read where a further language is asked for; empty where it cannot be read any more
     */
    public record Kept(Texts texts, Supplier<Optional<Words>> said) implements Source {}

    /** Several after each other. */
    public record Joined(Words between, List<Words> parts) implements Source {
        public Joined {
            parts = List.copyOf(parts);
        }
    }

    private final Source source;

    public Words(Source source) {
        this.source = source;
    }

    /** Texts as they were kept or written; what the product says has a {@linkplain #of key}. */
    public Words(String english, String chinese) {
        this(new Texts(english, chinese));
    }

    /** The same text in every language, such as a name that people gave. */
    public static Words asWritten(String text) {
        return new Words(text, text);
    }

    /**
     * A key of the message files of a room.
     *
     * @param room any class of the room's package
     * @param arguments what stands for {@code {0}}, {@code {1}} and so on: words in the language of the whole, everything else as its
     *     {@code toString} is now
     */
    public static Words of(Class<?> room, String key, Object... arguments) {
        List<Object> kept = new ArrayList<>(arguments.length);
        for (Object argument : arguments) {
            boolean typed = argument instanceof Words
                    || argument instanceof Long
                    || argument instanceof Integer
                    || argument instanceof BigDecimal;
            kept.add(typed ? argument : String.valueOf(argument));
        }
        return new Words(new Key(room.getPackageName(), key, kept));
    }

    /**
     * Several after each other.
     *
     * @param between what stands between two of them, in the language of the whole
     */
    public static Words joined(Words between, Collection<Words> parts) {
        return new Words(new Joined(between, List.copyOf(parts)));
    }

    /** {@code a, b} of names and the like; in Chinese {@code a、b}. */
    public static Words listed(Collection<String> names) {
        return joined(
                Words.of(Words.class, "enumeration"),
                names.stream().map(Words::asWritten).toList());
    }

    /** This and something more, without a space. */
    public Words then(Words more) {
        return joined(asWritten(""), List.of(this, more));
    }

    /** What it is made of. */
    public Source source() {
        return source;
    }

    public String english() {
        return in(MessageFile.ENGLISH);
    }

    public String chinese() {
        return in(MessageFile.CHINESE);
    }

    /**
     * As a text.
     *
     * @param language as the message files are named, such as {@code en}; of words without a key English where it is none of the two
     * @throws IllegalStateException where the key has no words in the language
     */
    public String in(String language) {
        return text(source, language);
    }

    private static String text(Source source, String language) {
        if (source instanceof Key key) {
            Object[] arguments = key.arguments().stream()
                    .map(one -> one instanceof Words words ? words.in(language) : one)
                    .toArray();
            return MessageFile.of(key.room()).text(language, key.name(), arguments);
        }
        if (source instanceof Joined joined) {
            return joined.parts().stream()
                    .map(one -> one.in(language))
                    .collect(Collectors.joining(joined.between().in(language)));
        }
        if (source instanceof Kept kept) {
            boolean further = !language.equals(MessageFile.CHINESE) && !language.equals(MessageFile.ENGLISH);
            return (further ? kept.said().get() : Optional.<Words>empty())
                    .filter(said -> known(said.source()))
                    .map(said -> said.in(language))
                    .orElseGet(() -> text(kept.texts(), language));
        }
        Texts texts = (Texts) source;
        return language.equals(MessageFile.CHINESE) ? texts.chinese() : texts.english();
    }

    /** Whether this release still has its keys. */
    private static boolean known(Source source) {
        if (source instanceof Key key) {
            return MessageFile.of(key.room()).knows(key.name())
                    && key.arguments().stream().allMatch(one -> !(one instanceof Words words) || known(words.source()));
        }
        return !(source instanceof Joined joined)
                || known(joined.between().source()) && joined.parts().stream().allMatch(one -> known(one.source()));
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Words words
                        && Objects.equals(english(), words.english())
                        && Objects.equals(chinese(), words.chinese());
    }

    @Override
    public int hashCode() {
        return Objects.hash(english(), chinese());
    }

    /** English, as logs have it. */
    @Override
    public String toString() {
        return english();
    }
}
