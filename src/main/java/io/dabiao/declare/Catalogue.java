package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.Source;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Declarations from many files: each stands alone, and no two may declare the same. */
public final class Catalogue {

    /** An accepted file. */
    public record Entry(String file, String text, Declaration declaration, Optional<LocalDate> effective) {}

    /**
     * What came of reading them all.
     *
     * @param entries the accepted files, in the order given
     * @param refused the faults of every other file, by file, in the order given
     */
    public record Loaded(List<Entry> entries, Map<String, List<Fault>> refused) {
        public Loaded {
            entries = List.copyOf(entries);
            refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
        }

        /**
         * Refuses also what calls its project by the id of another one of the same year, now or formerly: who asks for that id would be
         * answered with the wrong project, or an event be counted in two.
         *
         * @param others ids of projects that are declared elsewhere, by year
         */
        Loaded withoutNamesThatAreIds(Map<Integer, Set<String>> others) {
            Map<Integer, Set<String>> ids = new HashMap<>();
            others.forEach((year, some) -> ids.put(year, new HashSet<>(some)));
            entries.forEach(entry -> ids.computeIfAbsent(entry.declaration().year(), absent -> new HashSet<>())
                    .add(entry.declaration().project()));
            List<Entry> sound = new ArrayList<>();
            Map<String, List<Fault>> all = new LinkedHashMap<>(refused);
            for (Entry entry : entries) {
                Set<String> known = ids.getOrDefault(entry.declaration().year(), Set.of());
                List<Fault> faults = ProjectNames.thatAreIds(entry.file(), entry.text(), entry.declaration(), known);
                if (faults.isEmpty()) {
                    sound.add(entry);
                } else {
                    all.put(entry.file(), faults);
                }
            }
            return new Loaded(sound, all);
        }
    }

    private Catalogue() {}

    public static Loaded load(List<FileText> files) {
        List<Entry> entries = new ArrayList<>();
        Map<String, List<Fault>> refused = new LinkedHashMap<>();
        Map<String, String> takenBy = new LinkedHashMap<>();
        for (FileText file : files) {
            if (file.unreadable().isPresent()) {
                refused.put(file.file(), List.of(file.unreadable().get()));
                continue;
            }
            DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read(file.file(), file.text());
            if (declarationReading instanceof DeclarationReader.DeclarationReading.Refused told) {
                refused.put(file.file(), told.faults());
            } else if (declarationReading instanceof DeclarationReader.DeclarationReading.Accepted accepted) {
                List<Fault> taken = taken(file, accepted.declaration(), takenBy);
                if (taken.isEmpty()) {
                    entries.add(new Entry(file.file(), file.text(), accepted.declaration(), accepted.effective()));
                } else {
                    refused.put(file.file(), taken);
                }
            }
        }
        return new Loaded(entries, refused);
    }

    /** Ids name a project in the API, names in events: within a year both must tell it from the others. */
    private static List<Fault> taken(FileText file, Declaration declaration, Map<String, String> takenBy) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("project", declaration.project());
        words.put("name", declaration.name());
        List<Fault> faults = new ArrayList<>();
        words.forEach((key, word) -> Optional.ofNullable(takenBy.get(declaration.year() + " " + key + " " + word))
                .ifPresent(first -> faults.add(fault(file, key, word, declaration.year(), first))));
        if (faults.isEmpty()) {
            words.forEach((key, word) -> takenBy.put(declaration.year() + " " + key + " " + word, file.file()));
        }
        return faults;
    }

    private static Fault fault(FileText file, String key, String word, int year, String first) {
        Cursor at = new Source(file.file(), file.text())
                .root()
                .flatMap(root -> root.fields("a declaration"))
                .flatMap(fields -> fields.optional(key))
                .orElseThrow();
        return new Fault(
                file.file(),
                at.line(),
                at.column(),
                "the " + key + " '" + word + "' of " + year + ", which " + first + " declares",
                "each project once in a year",
                "remove one of the two files, or change its " + key + " or year");
    }
}
