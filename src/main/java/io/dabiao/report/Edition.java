package io.dabiao.report;

import java.util.Locale;
import java.util.Optional;

/** For whom a paper is printed. */
public enum Edition {
    /** For the institution and the treasury: everything, with the annex. */
    FULL,
    /** For publication (公开版): without the annex, names of persons, lowered scores and what is still to be explained. */
    PUBLIC;

    /** The word in queries. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Edition> ofWord(String word) {
        for (Edition edition : values()) {
            if (edition.word().equals(word)) {
                return Optional.of(edition);
            }
        }
        return Optional.empty();
    }
}
