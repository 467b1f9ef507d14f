package io.dabiao.page;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.RawString;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is wrong with a form, in the language of the person who sent it: beside the fields that it is about, and above where it is about
 * the whole. Immutable.
 *
 * @param whole empty where nothing is wrong with the whole
 * @param beside by the names of the fields
 */
public record Faults(String whole, Map<String, String> beside) {

    public static final Faults NONE = new Faults("", Map.of());

    public Faults {
        beside = Map.copyOf(beside);
    }

    public static Faults whole(String words) {
        return new Faults(words, Map.of());
    }

    public static Faults at(String field, String words) {
        return NONE.and(field, words);
    }

    /** @param fields the fields that faults of the service are about; any other is one of the whole */
    public static Faults of(Problem problem, Messages messages, Map<ErrorCode, String> fields) {
        String field = fields.get(problem.code());
        return field == null ? whole(messages.of(problem)) : at(field, messages.of(problem));
    }

    public Faults and(String field, String words) {
        Map<String, String> more = new LinkedHashMap<>(beside);
        more.put(field, words);
        return new Faults(whole, more);
    }

    /** With one more where it is so. */
    public Faults and(boolean so, String field, String words) {
        return so ? and(field, words) : this;
    }

    public boolean any() {
        return !whole.isEmpty() || !beside.isEmpty();
    }

    /** Empty where nothing is wrong with the field. */
    public String of(String field) {
        return beside.getOrDefault(field, "");
    }

    /** The attributes of a field, which name what stands beside it. */
    public RawString mark(String field) {
        return new RawString(
                beside.containsKey(field) ? " aria-invalid=\"true\" aria-describedby=\"" + field + "-fault\"" : "");
    }
}
