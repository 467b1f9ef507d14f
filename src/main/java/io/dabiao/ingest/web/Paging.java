package io.dabiao.ingest.web;

import com.fasterxml.jackson.core.JsonPointer;
import java.net.URI;
import java.util.Optional;

/**
 * How the next page of an answer is asked for. Immutable.
 *
 * @param page the parameter that counts pages
 * @param first the first page's number, 0 or 1
 * @param cursor the parameter that takes what stands at {@code next}; where it is empty, an address stands there
 * @param next where a document says how it goes on
 * @param link whether the header {@code Link} says it (RFC 8288)
 */
record Paging(Optional<String> page, int first, Optional<String> cursor, Optional<JsonPointer> next, boolean link) {

    static final Paging NONE = new Paging(Optional.empty(), 1, Optional.empty(), Optional.empty(), false);

    /** A client's credentials, for which a token is given (RFC 6749, 4.4). */
    record OAuth(URI url, String client, String secret, Optional<String> scope) {}

    /** A parameter that takes the greatest value seen at a place of the rows. */
    record Since(String parameter, JsonPointer at) {}
}
