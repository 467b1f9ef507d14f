package io.dabiao.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.core.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an entry of the audit log says beside its act and its subject: phrases with their arguments. They are kept as such and put into
 * words where they are read, in the reader's language. Immutable.
 */
public final class AuditDetail {

    /** Nothing is said. */
    public static final AuditDetail NONE = new AuditDetail(List.of());

    /** What is longer is cut, so that what is sent never decides the size of the log. */
    private static final int LONGEST = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The first of each is the phrase's word, what follows are its arguments. */
    private final List<List<String>> phrases;

    private AuditDetail(List<List<String>> phrases) {
        this.phrases = phrases;
    }

    /** One phrase. @param arguments what it is about, each as its text */
    public static AuditDetail of(AuditPhrase phrase, Object... arguments) {
        return NONE.and(phrase, arguments);
    }

    /** What a person typed or a name of machines, as it is; nothing where it is empty. */
    public static AuditDetail asWritten(String text) {
        return text.isEmpty() ? NONE : of(AuditPhrase.AS_WRITTEN, text);
    }

    /** The same with one phrase more. */
    public AuditDetail and(AuditPhrase phrase, Object... arguments) {
        List<String> one = new ArrayList<>(List.of(phrase.word()));
        Arrays.stream(arguments).map(argument -> cut(String.valueOf(argument))).forEach(one::add);
        List<List<String>> all = new ArrayList<>(phrases);
        all.add(List.copyOf(one));
        return new AuditDetail(List.copyOf(all));
    }

    static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }

    /** As the database keeps it: JSON, an array of arrays of texts. */
    String written() {
        try {
            return JSON.writeValueAsString(phrases);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts can be written", impossible);
        }
    }

    /** What people read; what no phrase of this release is stands as it was kept. */
    static Words words(String written) {
        List<List<String>> kept;
        try {
            kept = JSON.readValue(written, new TypeReference<List<List<String>>>() {});
        } catch (JsonProcessingException changed) {
            return Words.asWritten(written); // Someone changed it in the database: it is shown, not hidden.
        }
        List<Words> all = kept.stream()
                .filter(phrase -> !phrase.isEmpty())
                .map(phrase -> AuditPhrase.ofWord(phrase.get(0))
                        .map(known -> known.words(phrase.subList(1, phrase.size())))
                        .orElseGet(() -> Words.asWritten(String.join(" ", phrase))))
                .toList();
        return Words.joined(Words.of(Words.class, "comma"), all);
    }

    /** In English, as the service's own log has it. */
    @Override
    public String toString() {
        return words(written()).english();
    }
}
