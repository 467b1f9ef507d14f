package io.dabiao.ingest.file;

import io.dabiao.core.text.Words;

/** A cell, a row or a whole file that cannot be taken: what is wrong, and how to mend it. */
class Unfit extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Words words;

    Unfit(Words words) {
        super(words.english());
        this.words = words;
    }

    Unfit(String english, String chinese) {
        this(new Words(english, chinese));
    }

    Words words() {
        return words;
    }
}
