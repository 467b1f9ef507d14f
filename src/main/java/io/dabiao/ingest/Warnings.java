package io.dabiao.ingest;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.EventTypes;
import io.dabiao.yaml.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is odd about the events of one delivery, though they are taken all the same: a type that no one knows, an attribute
 * that its type does not have, a value of another kind, or an envelope that CloudEvents does not allow. Each oddity is told once, with how often it came. Not safe for
 * use by several threads.
 */
public final class Warnings {

    /** More different ones than any sender looks through. */
    private static final int MOST = 100;

    private static final int MOST_SHOWN = 80;

    /** Of a type that the catalogue does not have; told from one without attributes by being this very map. */
    private static final Map<String, EventTypes.Bears> NONE = new HashMap<>();

    /** What is odd. */
    public enum What {
        UNKNOWN_TYPE,
        UNKNOWN_ATTRIBUTE,
        WRONG_KIND,
        /** A rule of CloudEvents for the envelope is broken. */
        ENVELOPE
    }

    /**
     * An oddity.
     *
     * @param index the 0-based position of the first event that has it
     * @param times how many events have it
     * @param attribute null where the type is unknown; of the envelope where that is odd
     * @param nearest the known name that was probably meant; null where none is near
     */
    @Schema(name = "ReceiptWarning")
    public record Warning(
            long index, long times, String what, String type, String attribute, String nearest, String detail) {}

    /**
     * What is known.
     *
     * @param types the catalogue
     * @param declared the types that declarations use, with the attributes that they name
     */
    record Known(EventTypes types, Map<String, Set<String>> declared) {

        boolean type(String name) {
            return declared.containsKey(name) || types.type(name).isPresent();
        }

        private List<String> typeNames() {
            List<String> names = new ArrayList<>(declared.keySet());
            types.all().forEach(type -> names.add(type.name()));
            return names;
        }
    }

    private record Key(What what, String type, String attribute) {}

    private record Seen(long index, long times, String nearest, String detail) {}

    private final Known known;
    private final Map<Key, Seen> all = new LinkedHashMap<>();
    private final Map<String, Map<String, EventTypes.Bears>> types = new HashMap<>();

    Warnings(Known known) {
        this.known = known;
    }

    void look(Event event, long index) {
        // Most deliveries are of few types: the catalogue is asked once for each.
        Map<String, EventTypes.Bears> type = types.get(event.type());
        if (type == null) {
            type = known.types()
                    .type(event.type())
                    .map(EventTypes.Type::attributes)
                    .map(all -> all.stream().collect(Collectors.toMap(EventTypes.Bears::name, Function.identity())))
                    .orElse(NONE);
            if (types.size() < MOST) {
                types.put(event.type(), type);
            }
        }
        if (type == NONE) {
            if (!known.type(event.type())) {
                add(
                        new Key(What.UNKNOWN_TYPE, event.type(), null),
                        index,
                        known.typeNames(),
                        "the type " + cut(event.type()) + " is in no catalogue, and no declaration uses it");
            }
            return;
        }
        for (Map.Entry<String, Attribute> attribute : event.attributes().entrySet()) {
            look(event.type(), type, attribute.getKey(), attribute.getValue(), index);
        }
    }

    void look(Event event, List<EnvelopeRules.Oddity> oddities, long index) {
        look(event, index);
        for (EnvelopeRules.Oddity oddity : oddities) {
            add(new Key(What.ENVELOPE, event.type(), oddity.attribute()), index, List.of(), oddity.detail());
        }
    }

    private void look(String type, Map<String, EventTypes.Bears> attributes, String name, Attribute value, long index) {
        EventTypes.Bears bears = attributes.get(name);
        if (bears != null) {
            if (!bears.kind().holds(value)) {
                add(
                        new Key(What.WRONG_KIND, type, name),
                        index,
                        List.of(),
                        name + " of " + type + " is a " + bears.kind().word() + ", not " + cut(value.text()));
            }
        } else if (!known.declared().getOrDefault(type, Set.of()).contains(name)) {
            add(
                    new Key(What.UNKNOWN_ATTRIBUTE, type, name),
                    index,
                    List.copyOf(attributes.keySet()),
                    "the type " + type + " has no attribute " + cut(name));
        }
    }

    private void add(Key key, long index, List<String> names, String detail) {
        Seen seen = all.get(key);
        if (seen != null) {
            all.put(key, new Seen(seen.index(), seen.times() + 1, seen.nearest(), seen.detail()));
        } else if (all.size() < MOST) {
            String asked = key.attribute() == null ? key.type() : key.attribute();
            String nearest = Nearest.to(asked, names).orElse(null);
            all.put(
                    key,
                    new Seen(index, 1, nearest, nearest == null ? detail : detail + "; did you mean " + nearest + "?"));
        }
    }

    private static String cut(String text) {
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }

    /** In the order in which they first came; at most 100. */
    public List<Warning> all() {
        List<Warning> warnings = new ArrayList<>();
        all.forEach((key, seen) -> warnings.add(new Warning(
                seen.index(),
                seen.times(),
                key.what().name().toLowerCase(java.util.Locale.ROOT),
                cut(key.type()),
                key.attribute() == null ? null : cut(key.attribute()),
                seen.nearest(),
                seen.detail())));
        return List.copyOf(warnings);
    }
}
