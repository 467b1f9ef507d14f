package io.dabiao.alert;

import java.util.Locale;

/** How soon somebody must act, from the least to the most urgent. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
