package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.util.Locale;

/** How soon somebody must act, from the least to the most urgent. */
public enum Severity {
    INFO(Words.of(Severity.class, "info")),
    WARNING(Words.of(Severity.class, "warning")),
    CRITICAL(Words.of(Severity.class, "critical"));

    private final Words words;

    Severity(Words words) {
        this.words = words;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Words words() {
        return words;
    }
}
