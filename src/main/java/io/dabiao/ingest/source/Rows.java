package io.dabiao.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a place holds, page by page. Belongs to one thread. */
public interface Rows extends Closeable {

    /** Rows of a page at most; a page becomes durable as a whole. */
    int MOST = 1_000;

    /** Characters of the rows of a page, about: a page that has reached so many is full. */
    int MOST_CHARACTERS = 2_000_000;

    /**
     * A row, or a document.
     *
     * @param place what it was found in, such as a file
     * @param number its place therein, such as a line, from 1; empty where it has none
     */
    record Row(JsonNode content, String place, OptionalLong number) {}

    /**
     * Rows that become durable together, with what is remembered of them.
     *
     * @param bookmark where a later run goes on; empty where the former one stays
     * @param finished items that are done with this page, and not to be read again
     */
    record Page(List<Row> rows, Optional<JsonNode> bookmark, List<String> finished) {

        public static Page of(List<Row> rows) {
            return new Page(rows, Optional.empty(), List.of());
        }
    }

    /** The next page; empty where there is no more for now. */
    Optional<Page> next() throws IOException;

    /**
     * Leaves a page out of which nothing was kept, since none of its rows becomes an event, with what belongs to it, and has {@link #next}
     * tell so at the end.
     *
     * @return false where it says that the whole source has changed: then nothing more is read
     */
    default boolean leaveOut(Page page, SourceChanged changed) {
        return false;
    }

    /** The members that every row has; empty where that is not known before they are read. */
    default Set<String> columns() {
        return Set.of();
    }

    /** Ends the reading; what was not handed on is read again by the next run. */
    @Override
    void close() throws IOException;
}
