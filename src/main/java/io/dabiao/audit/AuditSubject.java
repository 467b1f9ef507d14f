package io.dabiao.audit;

import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.Optional;

/** What has a number and no name, as the subject of an entry: its word, a space and the number, in the log as in the API. */
public enum AuditSubject {
    ALERT("alert"),
    SILENCE("silence"),
    REJECTION("rejection"),
    CORRECTION("correction"),
    LOAD_RUN("run"),
    ENTRIES_UP_TO("up to");

    private final String word;

    AuditSubject(String word) {
        this.word = word;
    }

    /** As the database has it; never otherwise for the same thing. */
    public String numbered(Object number) {
        return word + " " + number;
    }

    /** As people read it; empty where it is none of them. */
    static Optional<Words> read(String kept) {
        int space = kept.lastIndexOf(' ');
        return Arrays.stream(values())
                .filter(one -> space >= 0 && kept.substring(0, space).equals(one.word))
                .findFirst()
                .map(one -> Words.of(
                        AuditSubject.class, "subject_" + one.word.replace(' ', '_'), kept.substring(space + 1)));
    }
}
