package io.dabiao.check.probe;

import java.util.Locale;

/** What a look at a site is busy with, in order. */
public enum Phase {
    /** Finding the address of the site's name. */
    RESOLVE,
    /** Until the connection stands, through the proxy where there is one. */
    CONNECT,
    /** The handshake of TLS; none on http. */
    TLS,
    /** From the request to the first byte of the answer. */
    FIRST_BYTE,
    /** The rest of the answer. */
    BODY;

    /** The word in events, metrics and the log: {@code first_byte}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
