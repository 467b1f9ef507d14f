package io.dabiao.declare;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a version of a declaration, from the day on which it is stored until another takes its place. */
public enum VersionState {
    IN_FORCE,
    /** Carried forward; it answers, marked as a draft. */
    DRAFT,
    /** Stored by a person and not yet approved; nothing answers by it. */
    PROPOSED,
    /** Given back to the person who stored it, who may hand it in again; nothing answers by it. */
    RETURNED,
    /** Approved, or declared by a file, for a day to come. */
    SCHEDULED,
    /** Another version answers since. */
    SUPERSEDED,
    /** Taken back before it came into force. */
    WITHDRAWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word of API and database. */
    public String word() {
        return word;
    }

    /** Empty where no state has that word. */
    public static Optional<VersionState> ofWord(String word) {
        return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
    }

    /** As its column holds it. */
    @Converter
    static class Column implements AttributeConverter<VersionState, String> {

        @Override
        public String convertToDatabaseColumn(VersionState state) {
            return state.word;
        }

        @Override
        public VersionState convertToEntityAttribute(String word) {
            return ofWord(word)
                    .orElseThrow(() -> new IllegalStateException("no version of a declaration is '" + word + "'"));
        }
    }
}
