package io.dabiao.ingest.source;

import java.io.IOException;

/** Where the facts of a source lie, as declared. Immutable, and safe for use by several threads. */
public sealed interface Place {

    /** It is asked, by a schedule. */
    non-sealed interface Fetched extends Place {

        /**
         * Begins to read.
         *
         * @throws IOException where it cannot be read, in words for an operator and without a secret
         */
        Rows open(Start start) throws IOException;
    }

    /** It sends by itself, over HTTP. */
    non-sealed interface Posted extends Place {

        /** Whether a sender knows the secret of its address: before anything of what it sends is read. */
        boolean knows(String secret);

        /**
         * What was sent, as rows.
         *
         * @throws PostRefused where it is not its sender's, or cannot be read
         */
        Rows.Page rows(Posting posting) throws PostRefused;
    }

    /** It sends by itself, to a port of this service's. */
    non-sealed interface Heard extends Place {

        /**
         * Begins to listen, until what is returned is closed.
         *
         * @param taker takes what was sent; what it returned from is durable
         * @throws IOException where the port cannot be had
         */
        AutoCloseable listen(Taker taker) throws IOException;
    }

    /** It sends by itself, over HTTP, to an address that it shares with others of its kind; its mappings say what is its own. */
    non-sealed interface Offered extends Place {}

    /** Takes what was heard. */
    @FunctionalInterface
    interface Taker {

        /** @throws InterruptedException where the service ends before it was durable */
        void take(Rows.Page page) throws InterruptedException;
    }
}
