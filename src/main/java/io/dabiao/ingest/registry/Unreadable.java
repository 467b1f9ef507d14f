package io.dabiao.ingest.registry;

/** Why a message is not what its schema says, in words. Reading it again is no use. */
public final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
        super(why);
    }
}
