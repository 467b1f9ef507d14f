package io.dabiao.settings;

/** Of whom {@code /metrics} wants no token. */
public enum OpenMetrics {
    /** Of callers on this host's loopback alone, as far as they come through no proxy. */
    FALSE,
    /** Of all. */
    TRUE,
    /** Of no one. */
    NEVER
}
