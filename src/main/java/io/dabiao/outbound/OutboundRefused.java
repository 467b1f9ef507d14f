package io.dabiao.outbound;

import java.io.IOException;

/** A connection was not made, because its address is one that the service does not contact; the message says which and why. */
public final class OutboundRefused extends IOException {

    private static final long serialVersionUID = 1L;

    OutboundRefused(String message) {
        super(message);
    }
}
