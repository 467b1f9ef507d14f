package io.dabiao.yaml;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Changes of a YAML text that leave everything else in it, comments too, as a person wrote it. Writing the whole tree again was refused: a
 * declaration is a document that people read and compare.
 *
 * <p>A place is named by the keys that lead to it; an item of a list by its {@code id}, written {@code #id}, or by another of its keys,
 * written {@code #key=value}. Immutable.
 */
public final class YamlEdit {

    /** That a text has no such place, or is written so that it cannot be changed there. */
    public static final class Unchangeable extends RuntimeException {

        private static final long serialVersionUID = 1;

        public Unchangeable(String words) {
            super(words);
        }
    }

    /** By code points, as the places of nodes are counted. */
    private final int[] text;

    private final MappingNode root;

    /**
     * @param text that was accepted by a {@link Source}
     * @throws Unchangeable where it is no mapping
     */
    public YamlEdit(String text) {
        this.text = text.codePoints().toArray();
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Source.LIMIT);
        options.setMaxAliasesForCollections(0);
        if (!(new Yaml(options).compose(new StringReader(text)) instanceof MappingNode mapping)) {
            throw new Unchangeable("the text is no mapping");
        }
        this.root = mapping;
    }

    @Override
    public String toString() {
        return new String(text, 0, text.length);
    }

    /** Whether there is such a place. */
    public boolean has(String... place) {
        return find(List.of(place)).isPresent();
    }

    /** The text of a single value; empty where there is none. */
    public Optional<String> value(String... place) {
        return find(List.of(place))
                .filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast)
                .map(ScalarNode::getValue);
    }

    /** The text of a single value, or those of a list of such; empty where there is none. */
    public List<String> values(String... place) {
        Node found = find(List.of(place)).orElse(null);
        List<Node> nodes =
                found instanceof SequenceNode list ? list.getValue() : found == null ? List.of() : List.of(found);
        return nodes.stream()
                .filter(ScalarNode.class::isInstance)
                .map(one -> ((ScalarNode) one).getValue())
                .toList();
    }

    /**
     * Gives a key a value, in the place of the one that it has.
     *
     * @param value on one line, as YAML
     * @param place the way to the key, itself last
     */
    public YamlEdit set(String value, String... place) {
        List<String> keys = List.of(place);
        Node parent = find(keys.subList(0, keys.size() - 1)).orElseThrow(() -> new Unchangeable("there is no " + keys));
        if (!(parent instanceof MappingNode mapping)) {
            throw new Unchangeable(keys + " is no key of a mapping");
        }
        String key = keys.get(keys.size() - 1);
        for (NodeTuple one : mapping.getValue()) {
            if (key.equals(name(one))) {
                Node old = one.getValueNode();
                int from = old.getStartMark().getIndex();
                return replaced(from, end(old), value);
            }
        }
        return added(mapping, key + ": " + value);
    }

    /**
     * Takes a key with its value out of a mapping, or an item out of a list; nothing where there is none. What is empty then stays, as
     * <code>{}</code> or {@code []}.
     *
     * @throws Unchangeable where what stands there is written so that it cannot be told from what is around it
     */
    public YamlEdit without(String... place) {
        List<String> keys = List.of(place);
        Optional<Node> parent = find(keys.subList(0, keys.size() - 1));
        String key = keys.get(keys.size() - 1);
        if (parent.isPresent() && parent.get() instanceof SequenceNode list) {
            return without(list, key);
        }
        return parent.isPresent() && parent.get() instanceof MappingNode mapping ? without(mapping, key) : this;
    }

    private YamlEdit without(MappingNode mapping, String key) {
        List<NodeTuple> pairs = mapping.getValue();
        for (int i = 0; i < pairs.size(); i++) {
            if (!key.equals(name(pairs.get(i)))) {
                continue;
            }
            int from = start(pairs.get(i));
            int until = end(pairs.get(i).getValueNode());
            if (mapping.getFlowStyle() == FlowStyle.FLOW) {
                return withoutBetweenCommas(
                        i == 0 ? -1 : end(pairs.get(i - 1).getValueNode()),
                        from,
                        until,
                        i + 1 < pairs.size() ? start(pairs.get(i + 1)) : -1);
            }
            if (pairs.size() == 1) {
                return emptied(from, until, "{}");
            }
            // What stood behind a list's dash: the next key takes its place.
            return i == 0
                    ? replaced(from, start(pairs.get(1)), "")
                    : replaced(lineStart(from), Math.min(text.length, lineEnd(until) + 1), "");
        }
        return this;
    }

    private YamlEdit without(SequenceNode list, String key) {
        List<Node> items = list.getValue();
        for (int i = 0; i < items.size(); i++) {
            if (!key.startsWith("#") || !isCalled(items.get(i), key.substring(1))) {
                continue;
            }
            int from = items.get(i).getStartMark().getIndex();
            int end = end(items.get(i));
            if (list.getFlowStyle() == FlowStyle.FLOW) {
                return withoutBetweenCommas(
                        i == 0 ? -1 : end(items.get(i - 1)),
                        from,
                        end,
                        i + 1 < items.size() ? items.get(i + 1).getStartMark().getIndex() : -1);
            }
            if (items.size() == 1) {
                return emptied(list.getStartMark().getIndex(), end, " []");
            }
            int line = lineStart(from);
            if (!new String(text, line, from - line).strip().equals("-")) {
                throw new Unchangeable(key + " cannot be taken out where it stands");
            }
            boolean lineBegins = text[end - 1] == '\n';
            return replaced(line, lineBegins ? end : Math.min(text.length, lineEnd(end) + 1), "");
        }
        return this;
    }

    /**
     * @param before where the part before it ends; -1 where it is the first
     * @param after where the part behind it begins; -1 where it is the last
     */
    private YamlEdit withoutBetweenCommas(int before, int from, int until, int after) {
        if (before >= 0) {
            return replaced(before, until, "");
        }
        return replaced(from, after >= 0 ? after : until, "");
    }

    /** A block of which nothing is left; the line in which it ended goes on. */
    private YamlEdit emptied(int from, int end, String with) {
        return replaced(from, text[end - 1] == '\n' ? end - 1 : end, with);
    }

    private static int start(NodeTuple pair) {
        return pair.getKeyNode().getStartMark().getIndex();
    }

    /**
     * Adds an item at the end of a list, which is made where there is none.
     *
     * @param lines of the item, a mapping, without the dash
     * @param place the way to the list
     */
    public YamlEdit append(List<String> lines, String... place) {
        List<String> keys = List.of(place);
        Optional<Node> found = find(keys);
        if (found.isPresent()
                && found.get() instanceof SequenceNode list
                && !list.getValue().isEmpty()) {
            if (list.getFlowStyle() == FlowStyle.FLOW) {
                return replaced(end(list) - 1, end(list) - 1, ", {" + String.join(", ", lines) + "}");
            }
            return insertedAfter(list, item(lines, list.getStartMark().getColumn()));
        }
        Node parent = find(keys.subList(0, keys.size() - 1)).orElseThrow(() -> new Unchangeable("there is no " + keys));
        if (!(parent instanceof MappingNode mapping)) {
            throw new Unchangeable(keys + " is no key of a mapping");
        }
        String key = keys.get(keys.size() - 1);
        String flow = "[{" + String.join(", ", lines) + "}]";
        if (found.isPresent() || mapping.getFlowStyle() == FlowStyle.FLOW) {
            return set(flow, place);
        }
        int column = mapping.getStartMark().getColumn();
        return insertedAfter(mapping, " ".repeat(column) + key + ":\n" + item(lines, column + 2));
    }

    private static String item(List<String> lines, int column) {
        StringBuilder item = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            item.append(i == 0 ? "" : "\n")
                    .append(" ".repeat(column))
                    .append(i == 0 ? "- " : "  ")
                    .append(lines.get(i));
        }
        return item.toString();
    }

    private YamlEdit added(MappingNode mapping, String pair) {
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            int before = end(mapping) - 1;
            return replaced(before, before, (mapping.getValue().isEmpty() ? "" : ", ") + pair);
        }
        return insertedAfter(mapping, " ".repeat(mapping.getStartMark().getColumn()) + pair);
    }

    /** On a line of its own, behind the line in which the node ends. */
    private YamlEdit insertedAfter(CollectionNode<?> node, String lines) {
        int end = end(node);
        boolean lineBegins = end > 0 && text[end - 1] == '\n';
        int at = lineBegins ? end : lineEnd(end);
        return replaced(at, at, lineBegins ? lines + "\n" : "\n" + lines);
    }

    private YamlEdit replaced(int from, int until, String with) {
        return new YamlEdit(new String(text, 0, from) + with + new String(text, until, text.length - until));
    }

    private int lineEnd(int at) {
        int end = at;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    private int lineStart(int at) {
        int start = at;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** A block ends where the next token begins, behind comments that belong to that: so its last part says where it ends. */
    private static int end(Node node) {
        if (node instanceof MappingNode mapping
                && mapping.getFlowStyle() != FlowStyle.FLOW
                && !mapping.getValue().isEmpty()) {
            return end(mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
        }
        if (node instanceof SequenceNode list
                && list.getFlowStyle() != FlowStyle.FLOW
                && !list.getValue().isEmpty()) {
            return end(list.getValue().get(list.getValue().size() - 1));
        }
        return node.getEndMark().getIndex();
    }

    private Optional<Node> find(List<String> place) {
        Node at = root;
        for (String key : place) {
            Node next = null;
            if (at instanceof MappingNode mapping) {
                for (NodeTuple one : mapping.getValue()) {
                    next = key.equals(name(one)) ? one.getValueNode() : next;
                }
            } else if (at instanceof SequenceNode list && key.startsWith("#")) {
                for (Node item : list.getValue()) {
                    next = isCalled(item, key.substring(1)) ? item : next;
                }
            }
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    /** @param name an id, or a key and its value with {@code =} between them */
    private static boolean isCalled(Node item, String name) {
        int sign = name.indexOf('=');
        String key = sign < 0 ? "id" : name.substring(0, sign);
        return item instanceof MappingNode mapping
                && mapping.getValue().stream()
                        .anyMatch(one -> key.equals(name(one))
                                && one.getValueNode() instanceof ScalarNode value
                                && value.getValue().equals(name.substring(sign + 1)));
    }

    private static String name(NodeTuple pair) {
        return pair.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }
}
