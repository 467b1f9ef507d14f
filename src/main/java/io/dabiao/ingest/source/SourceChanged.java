package io.dabiao.ingest.source;

import java.io.IOException;

/** What a source holds is not what its declaration reads: nothing is taken, and the bookmark stays, until one of them is mended. */
public final class SourceChanged extends IOException {

    private static final long serialVersionUID = 1L;

    public SourceChanged(String message) {
        super(message);
    }
}
