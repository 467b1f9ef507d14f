package io.dabiao.report;

import java.io.IOException;

/** A format of papers, found by its name or media type; each is a folder of its own and no list names it. */
public interface Format {

    /** Such as {@code pdf}; also the file's ending. */
    String name();

    String mediaType();

    /** Renders a document; the same document gives the same content. */
    byte[] render(Paper paper) throws IOException;
}
