package io.dabiao.budget;

import java.time.Duration;

/**
 * The kinds of work that are done on what a stranger sent. Each says what one piece of it takes at most; how many pieces run at once
 * follows from the heap ({@link WorkBudget}).
 */
public enum Work {
    /** One password through Argon2id, which fills 19 MiB. */
    PASSWORD("passwords", 20, 1_000, 4, 8, Duration.ofSeconds(4), Duration.ofSeconds(10)),

    /** A declaration form in any container: DOCX, XLSX, PDF or text. Unpacked its parts are read as streams. */
    FORM("forms", 48, 5, 2, 4, Duration.ofSeconds(10), Duration.ofSeconds(20)),

    /** A spreadsheet of up to 100,000 rows: most of its memory is the rows. */
    SPREADSHEET("spreadsheets", 96, 4, 1, 4, Duration.ofSeconds(60), Duration.ofSeconds(60)),

    /** A write request of a Prometheus: what it unpacks to, and its series beside it. */
    SERIES("write requests", 48, 16, 4, 8, Duration.ofSeconds(5), Duration.ofSeconds(10)),

    /** The YAML of a declaration. */
    DECLARATION("declarations", 40, 64, 2, 8, Duration.ofSeconds(10), Duration.ofSeconds(10)),

    /** A document that goes with a value, or a file on its way into the database; what it takes follows from its bytes. */
    DOCUMENT("documents", 8, 1_000, 4, 8, Duration.ofSeconds(20), Duration.ofSeconds(60)),

    /** A large JSON document or form that is held as a whole; what it takes follows from its bytes. */
    BODY("large bodies", 8, 1_000, 8, 16, Duration.ofSeconds(5), Duration.ofSeconds(60)),

    /** A chunk of events that becomes durable; what it takes follows from its bytes. */
    EVENTS("chunks of events", 8, 1_000, 8, 64, Duration.ofSeconds(10), Duration.ofSeconds(120));

    /** In place of a part of the heap: of a kind whose pieces are weighed by their bytes. */
    static final int BY_BYTES = 1_000;

    private final String words;
    private final int mebibytes;
    private final int unpackedPart;
    private final int atOnce;
    private final int waiting;
    private final Duration patience;
    private final Duration longest;

    Work(String words, int mebibytes, int unpackedPart, int atOnce, int waiting, Duration patience, Duration longest) {
        this.words = words;
        this.mebibytes = mebibytes;
        this.unpackedPart = unpackedPart;
        this.atOnce = atOnce;
        this.waiting = waiting;
        this.patience = patience;
        this.longest = longest;
    }

    /** What the pieces are called, for an answer. */
    String words() {
        return words;
    }

    /** What one piece holds in memory at most, on a heap of 256 MiB. */
    int mebibytes() {
        return mebibytes;
    }

    /** One piece may unpack to this part of the heap. */
    int unpackedPart() {
        return unpackedPart;
    }

    /** However large the heap is, no more run at once. */
    int atOnce() {
        return atOnce;
    }

    /** No more wait for a place; the next is refused at once. */
    int waiting() {
        return waiting;
    }

    /** So long one waits for a place at most. */
    Duration patience() {
        return patience;
    }

    /** So long one piece may take. */
    Duration longest() {
        return longest;
    }
}
