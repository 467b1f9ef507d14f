package io.dabiao.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The keys of a mapping. The known ones are those that were asked for, so that no list of them can fall behind. */
public final class Fields {

    private final Source source;
    private final Cursor whole;
    private final String what;
    private final Map<String, Cursor> keys = new LinkedHashMap<>();
    private final Map<String, Cursor> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> missing = new ArrayList<>();

    /** @param what for faults, such as {@code an indicator} */
    public Fields(Source source, Cursor whole, String what, MappingNode node) {
        this.what = what;
        this.source = source;
        this.whole = whole;
        for (NodeTuple tuple : node.getValue()) {
            Cursor key = new Cursor(source, tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                key.fault(key.shown(), "a word as the key", "write one");
            } else if (keys.putIfAbsent(scalar.getValue(), key) != null) {
                int first = keys.get(scalar.getValue()).line();
                key.fault("the key '" + scalar.getValue() + "' again", "each key once", "see line " + first);
            } else {
                values.put(scalar.getValue(), new Cursor(source, tuple.getValueNode()));
            }
        }
    }

    /** A secret that the service keeps itself; empty where it keeps none of that name. */
    Optional<String> kept(String name) {
        return source.kept(name);
    }

    public Cursor whole() {
        return whole;
    }

    public Set<String> names() {
        return keys.keySet();
    }

    /** Where a key stands that is there. */
    public Cursor key(String name) {
        return keys.get(name);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<Cursor> optional(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    /** Where it is missing, {@link #done} tells. */
    public Optional<Cursor> required(String name) {
        if (!has(name)) {
            missing.add(name);
        }
        return optional(name);
    }

    /** Tells of the keys that no one asked for and of those that are missing; a mistyped key is one fault, not both. */
    public void done() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                Optional<String> near = Nearest.to(
                        name, known.stream().filter(word -> !has(word)).toList());
                near.ifPresent(missing::remove);
                keys.get(name)
                        .fault(
                                "the key '" + Cursor.abbreviated(name) + "'",
                                "one of " + String.join(", ", known),
                                near.map(word -> "did you mean '" + word + "'?").orElse("remove it"));
            }
        }
        for (String name : missing) {
            whole.fault("no key '" + name + "'", "it in " + what, "add " + name + ":");
        }
    }
}
