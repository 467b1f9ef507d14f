package io.dabiao.core.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A language that people read: one whose message file is beside this class, named by its code of ISO 639-1. What another file of it
 * lacks is said in English. Compared by identity.
 */
public final class Language {

    public static final Language ZH = new Language(MessageFile.CHINESE);
    public static final Language EN = new Language(MessageFile.ENGLISH);

    private static final List<Language> ALL = all(code -> Language.class.getResource(code + ".properties") != null);

    private final String word;

    private Language(String word) {
        this.word = word;
    }

    /** The codes are asked for one by one: what a class path holds cannot be listed everywhere. */
    static List<Language> all(Predicate<String> hasFile) {
        return Stream.concat(
                        Stream.of(ZH, EN),
                        Arrays.stream(Locale.getISOLanguages())
                                .filter(code -> !code.equals(ZH.word) && !code.equals(EN.word))
                                .filter(hasFile)
                                .map(Language::new))
                .toList();
    }

    /** Chinese and English first, the others by their codes. */
    public static List<Language> all() {
        return ALL;
    }

    /** Their words, as a refusal tells them: {@code zh and en}. */
    public static String words() {
        return ALL.stream().map(Language::word).collect(Collectors.joining(" and "));
    }

    /** By its word, or by a tag that begins with it such as {@code zh-CN}, whatever its case. */
    public static Optional<Language> ofWord(String word) {
        String lowerCase = word.toLowerCase(Locale.ROOT);
        return ALL.stream().filter(one -> lowerCase.startsWith(one.word)).findFirst();
    }

    /** By exactly its word. */
    public static Optional<Language> named(String word) {
        return ALL.stream().filter(one -> one.word.equals(word)).findFirst();
    }

    /** As files and settings have it: {@code zh}. */
    public String word() {
        return word;
    }

    /** For {@code lang} of a page. */
    public String tag() {
        return this == ZH ? "zh-Hans" : word;
    }

    public Locale locale() {
        return this == ZH ? Locale.SIMPLIFIED_CHINESE : Locale.forLanguageTag(word);
    }

    /** What those who speak it call it. */
    public String called() {
        return of(Words.of(Language.class, "languageItself"));
    }

    /** Empty text where there are no words. */
    public String of(Words words) {
        return words == null ? "" : words.in(word);
    }

    @Override
    public String toString() {
        return word;
    }
}
