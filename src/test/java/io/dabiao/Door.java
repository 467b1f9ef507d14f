package io.dabiao;

import java.io.IOException;

/** What stands before a server and lets every caller wait for a moment, so that it can be met in the middle, and can be shut. */
interface Door extends AutoCloseable {

    /** How many are asking now. */
    int inside();

    /** As if the server were gone. */
    void shut(boolean now);

    @Override
    void close() throws IOException;
}
