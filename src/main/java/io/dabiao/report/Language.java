package io.dabiao.report;

import io.dabiao.core.text.Words;
import java.util.Optional;

/** The language of a paper. */
public enum Language {
    ZH("zh"),
    EN("en");

    private final String word;

    Language(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Empty text where there are no words. */
    public String of(Words words) {
        return words == null ? "" : this == ZH ? words.chinese() : words.english();
    }

    public String of(String chinese, String english) {
        return this == ZH ? chinese : english;
    }

    public static Optional<Language> ofWord(String word) {
        return word.toLowerCase(java.util.Locale.ROOT).startsWith("zh")
                ? Optional.of(ZH)
                : word.toLowerCase(java.util.Locale.ROOT).startsWith("en") ? Optional.of(EN) : Optional.empty();
    }
}
