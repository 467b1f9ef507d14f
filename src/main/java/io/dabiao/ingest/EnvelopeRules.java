package io.dabiao.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules of CloudEvents 1.0 for context attributes that no figure depends on. What breaks them is taken, since a fact is not lost for
 * its envelope, and told: another receiver of the same sender may refuse it.
 */
final class EnvelopeRules {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("\\s*[\\w!#$&^.+*'`|~%-]+/[\\w!#$&^.+*'`|~%-]+\\s*(;.*)?", Pattern.DOTALL);

    /** What nearly every event bears, and what need not be matched. */
    private static final String USUAL_TYPE = "application/json";

    /** Characters that are in no URI reference (RFC 3986, 2), though many senders write others beyond ASCII there. */
    private static final BitSet NOT_IN_URIS = notInUris();

    /**
     * A rule that an event breaks.
     *
     * @param attribute of the envelope
     */
    record Oddity(String attribute, String detail) {}

    private EnvelopeRules() {}

    /**
     * @param contentType null where there is none
     * @param extra the other attributes without those that are null; null where there are none
     */
    static List<Oddity> oddities(String source, String time, String contentType, ObjectNode extra) {
        List<Oddity> all = List.of();
        if (!uriReference(source)) {
            all = with(all, "source", "source is no URI reference");
        }
        if (!Rfc3339.toTheLetter(time)) {
            all = with(all, "time", "RFC 3339 wants seconds, and an offset in hours and minutes");
        }
        if (contentType != null
                && !contentType.equals(USUAL_TYPE)
                && !MEDIA_TYPE.matcher(contentType).matches()) {
            all = with(all, "datacontenttype", "datacontenttype is no media type");
        }
        if (extra != null) {
            for (Map.Entry<String, JsonNode> one : extra.properties()) {
                Optional<String> fault = fault(one.getKey(), one.getValue());
                if (fault.isPresent()) {
                    all = with(all, one.getKey(), fault.get());
                }
            }
        }
        return all;
    }

    private static Optional<String> fault(String name, JsonNode value) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("the name of an attribute has other characters than lower-case letters and digits");
        }
        if (name.equals("subject") || name.equals("dataschema")) {
            if (!value.isTextual() || value.textValue().isEmpty()) {
                return Optional.of(name + " is empty or no text");
            }
            return name.equals("subject") || uriReference(value.textValue())
                    ? Optional.empty()
                    : Optional.of("dataschema is no URI");
        }
        if (value.isContainerNode()) {
            return Optional.of(
                    "an attribute of the envelope is a text, an integer or a boolean; what has parts belongs into data");
        }
        boolean fraction = value.isNumber() && !(value.isIntegralNumber() && value.canConvertToInt());
        return fraction
                ? Optional.of("a number in the envelope is an integer of 32 bits; others are written as texts")
                : Optional.empty();
    }

    private static BitSet notInUris() {
        BitSet characters = new BitSet(0x80);
        characters.set(0, ' ' + 1);
        characters.set(0x7f);
        "<>\"{}|\\^`".chars().forEach(characters::set);
        return characters;
    }

    private static boolean uriReference(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (NOT_IN_URIS.get(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Oddity> with(List<Oddity> before, String attribute, String detail) {
        List<Oddity> all = new ArrayList<>(before);
        all.add(new Oddity(attribute, detail));
        return all;
    }
}
