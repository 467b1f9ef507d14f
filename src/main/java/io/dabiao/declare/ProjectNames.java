package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the projects of a year can be told apart by their ids and names. */
final class ProjectNames {

    private ProjectNames() {}

    /**
     * The names of a declaration, former ones among them, that are the id of another project.
     *
     * @param ids of the year's projects; its own among them or not
     */
    static List<Fault> thatAreIds(String file, String text, Declaration declaration, Set<String> ids) {
        List<Fault> faults = new ArrayList<>();
        names(declaration).forEach((name, key) -> {
            if (ids.contains(name) && !name.equals(declaration.project())) {
                faults.add(fault(
                        file,
                        text,
                        key,
                        "the name '" + name + "', which is the id of another project of " + declaration.year(),
                        "a name that is no other project's id"));
            }
        });
        return faults;
    }

    /**
     * What a declaration has in common with others of its year, either way round.
     *
     * @param others of its year; an older version of itself is passed over
     */
    static List<Fault> sharedWith(String file, String text, Declaration declaration, Collection<Declaration> others) {
        List<Fault> faults = new ArrayList<>();
        for (Declaration other : others) {
            if (other.project().equals(declaration.project()) || other.year() != declaration.year()) {
                continue;
            }
            faults.addAll(thatAreIds(file, text, declaration, Set.of(other.project())));
            if (names(other).containsKey(declaration.project())) {
                faults.add(fault(
                        file,
                        text,
                        "project",
                        "the id '" + declaration.project() + "', which is a name of the project '" + other.project()
                                + "'",
                        "an id that is no other project's name"));
            }
            if (other.name().equals(declaration.name())) {
                faults.add(fault(
                        file,
                        text,
                        "name",
                        "the name '" + declaration.name() + "', which the project '" + other.project() + "' has",
                        "a name that no other project of the year has"));
            }
        }
        return faults;
    }

    /** By name the key under which it stands. */
    private static Map<String, String> names(Declaration declaration) {
        Map<String, String> names = new LinkedHashMap<>();
        declaration.formerNames().forEach(name -> names.put(name, "formerNames"));
        names.put(declaration.name(), "name");
        return names;
    }

    private static Fault fault(String file, String text, String key, String found, String expected) {
        Cursor at = new Source(file, text)
                .root()
                .flatMap(root -> root.fields("a declaration"))
                .flatMap(fields -> fields.optional(key))
                .orElseThrow();
        return new Fault(
                file,
                at.line(),
                at.column(),
                found,
                expected,
                "change the name, or the project's id if it is the same project");
    }
}
