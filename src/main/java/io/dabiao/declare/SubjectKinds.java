package io.dabiao.declare;

import io.dabiao.core.probe.WebSubject;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The kinds of probes that there are: one folder each, with a {@code kind.yaml} that names its reader. They are looked for when the first
 * probe says {@code kind:}, so that who declares none waits for none.
 */
public final class SubjectKinds {

    /** The folder of the class path that kinds have their folders in. */
    public static final String FOLDER = "io/dabiao/check";

    private static final String FILE = "/kind.yaml";

    /** Of the kind that a probe has where it says none, and whose reader is in this folder. */
    private static final String WEB_FOLDER = "io/dabiao/declare/web";

    private SubjectKinds() {}

    private static final class Found {
        static final Map<String, SubjectReader> READERS = found();
    }

    /** Apart from the readers, which every start needs. */
    private static final class Described {
        static final List<KindDescription> KINDS = descriptions();
    }

    private static List<KindDescription> descriptions() {
        return Stream.concat(
                        ResourceFolder.shipped(WEB_FOLDER).stream(),
                        ResourceFolder.shipped(FOLDER).stream()
                                .filter(file -> file.file().endsWith(FILE)))
                .map(file -> KindDescription.of(described(file)))
                .toList();
    }

    /** What every kind says of itself: pages first, the others in the order of their folders. */
    public static List<KindDescription> described() {
        return Described.KINDS;
    }

    private static Map<String, SubjectReader> found() {
        Map<String, SubjectReader> readers = new TreeMap<>();
        readers.put(WebSubject.KIND, new WebReader());
        ResourceFolder.shipped(FOLDER).stream()
                .filter(file -> file.file().endsWith(FILE))
                .forEach(file -> {
                    Map<String, Object> kind = described(file);
                    readers.put(String.valueOf(kind.get("kind")), reader(String.valueOf(kind.get("reader"))));
                });
        return readers;
    }

    private static Map<String, Object> described(FileText file) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(file.text());
    }

    private static SubjectReader reader(String name) {
        try {
            return Class.forName(name, true, SubjectKinds.class.getClassLoader())
                    .asSubclass(SubjectReader.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException broken) {
            throw new IllegalStateException("the kind of probe whose reader is " + name + " cannot be made", broken);
        }
    }

    /** Every kind, by its word. */
    public static Map<String, SubjectReader> all() {
        return Map.copyOf(Found.READERS);
    }

    /** @return empty where there is no such kind, which then has been told */
    static Optional<SubjectReader> named(Cursor at) {
        return at.word().flatMap(word -> {
            if (word.equals(WebSubject.KIND)) {
                return Optional.of(new WebReader());
            }
            SubjectReader reader = Found.READERS.get(word);
            if (reader == null) {
                at.unknown(word, Found.READERS.keySet());
            }
            return Optional.ofNullable(reader);
        });
    }
}
