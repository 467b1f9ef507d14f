package io.dabiao.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML file while it is read, and the faults found in it so far.
 *
 * <p>Only the tree of nodes is built, never an object: a tag of the file cannot name a class, and every value keeps its
 * place.
 */
public final class Source {

    /** In code points and in bytes; a declaration has some ten thousand. */
    public static final int LIMIT = 3_000_000;

    private static final int DEEPEST = 20;

    /** Keys, values, lists and mappings: each becomes an object of some hundred bytes, and two bytes can make one. */
    private static final int MOST_NODES = 100_000;

    /** Beyond so many faults nothing is learned from one more. */
    private static final int MOST_FAULTS = 1_000;

    private final String file;
    private final String text;
    private final Map<String, String> kept;
    /** Whether a character of it takes two places of a Java text. */
    private final boolean paired;

    private int told;
    private final List<Fault> faults = new ArrayList<>();

    public Source(String file, String text) {
        this(file, text, Map.of());
    }

    /** @param kept secrets that the service keeps itself, by the name under which {@code {kept: NAME}} asks for them; of a file none */
    public Source(String file, String text, Map<String, String> kept) {
        this.kept = Map.copyOf(kept);
        this.file = file;
        this.text = text;
        this.paired = text.chars().anyMatch(one -> Character.isSurrogate((char) one));
    }

    /** A secret that the service keeps itself; empty where it keeps none of that name. */
    Optional<String> kept(String name) {
        return Optional.ofNullable(kept.get(name));
    }

    /** The document; empty, and a fault told, where there is not exactly one. */
    public Optional<Cursor> root() {
        int unprintable = unprintable();
        if (unprintable >= 0) {
            faultAt(
                    unprintable,
                    String.format("the control character U+%04X", (int) text.charAt(unprintable)),
                    "printable text",
                    "remove it");
            return Optional.empty();
        }
        try {
            return single() ? compose() : Optional.empty();
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark() == null ? broken.getContextMark() : broken.getProblemMark();
            boolean tab = broken.getProblem() != null && broken.getProblem().contains("TAB");
            fault(
                    mark.getLine() + 1,
                    mark.getColumn() + 1,
                    "text that is no YAML (" + broken.getProblem() + ")",
                    "YAML",
                    tab ? "indent with spaces" : "mind the indentation; a text with : # % or > in it needs quotes");
        } catch (YAMLException beyondALimit) {
            fault(1, 1, beyondALimit.getMessage(), "a declaration's size and depth", "split or shorten the file");
        }
        return Optional.empty();
    }

    /**
     * Aliases are refused rather than bounded: a declaration must say in each place what it says there. Depth and number are told while
     * it is read, before a tree is made of it.
     */
    private boolean single() {
        int documents = 0;
        int depth = 0;
        int nodes = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                fault(event.getStartMark(), "a second document", "one document in a file", "put it into its own file");
                return false;
            }
            if (event instanceof AliasEvent alias) {
                fault(alias.getStartMark(), "the alias *" + alias.getAnchor(), "no alias", "write the value out");
                return false;
            }
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                fault(
                        event.getStartMark(),
                        "a list or mapping at depth " + depth,
                        "at most " + DEEPEST + " of them",
                        "remove brackets or indentation");
                return false;
            }
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            if (event instanceof NodeEvent && ++nodes > MOST_NODES) {
                fault(
                        event.getStartMark(),
                        "the " + MOST_NODES + "th key or value",
                        "fewer of them",
                        "split or shorten the file");
                return false;
            }
        }
        return true;
    }

    private Optional<Cursor> compose() {
        Node node = yaml().compose(new StringReader(text));
        if (node == null) {
            fault(1, 1, "nothing", "a document", "write it, or remove the file");
        }
        return Optional.ofNullable(node).map(root -> new Cursor(this, root));
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LIMIT);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(0);
        return new Yaml(options);
    }

    private int unprintable() {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (!StreamReader.isPrintable(text.codePointAt(at))) {
                return at;
            }
        }
        return -1;
    }

    private void faultAt(int at, String found, String expected, String mend) {
        int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        int start = text.lastIndexOf('\n', at - 1) + 1;
        fault(line, text.codePointCount(start, at) + 1, found, expected, mend);
    }

    /** As written, quotes and escapes included. */
    public String between(Mark start, Mark end) {
        // Counting from the beginning costs a pass for each value; almost no file has a character that needs it.
        int from = paired ? text.offsetByCodePoints(0, start.getIndex()) : start.getIndex();
        int length = end.getIndex() - start.getIndex();
        return text.substring(from, paired ? text.offsetByCodePoints(from, length) : from + length);
    }

    public void fault(Mark mark, String found, String expected, String mend) {
        fault(mark.getLine() + 1, mark.getColumn() + 1, found, expected, mend);
    }

    public void fault(int line, int column, String found, String expected, String mend) {
        told++;
        if (faults.size() < MOST_FAULTS) {
            faults.add(new Fault(file, line, column, found, expected, mend));
        }
    }

    /** How many faults there are, to tell later with {@link #cleanSince} whether a part was read without one. */
    public int told() {
        return told;
    }

    public boolean cleanSince(int told) {
        return this.told == told;
    }

    /** In the file's order. */
    public List<Fault> faults() {
        return faults.stream()
                .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                .toList();
    }
}
