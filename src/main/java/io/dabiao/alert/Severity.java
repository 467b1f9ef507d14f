package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.util.Locale;

/** How soon somebody must act, from the least to the most urgent. */
public enum Severity {
    INFO(new Words("info", "提示")),
    WARNING(new Words("warning", "警告")),
    CRITICAL(new Words("critical", "严重"));

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
