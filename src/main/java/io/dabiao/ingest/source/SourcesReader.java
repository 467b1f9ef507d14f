package io.dabiao.ingest.source;

import io.dabiao.access.Sender;
import io.dabiao.ingest.mapping.Mapping;
import io.dabiao.ingest.mapping.MappingReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.Lengths;
import io.dabiao.yaml.Source;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** The files of sources. All their faults are told at once. */
final class SourcesReader {

    /** @param sources by name, of those files in which nothing is wrong */
    record SourcesReading(Map<String, DeclaredSource> sources, List<Fault> faults) {}

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Map<String, Boolean> YES_NO = Cursor.words("true", true, "false", false);
    private static final Map<String, Schedule.Days> DAYS =
            Map.of("all", Schedule.Days.ALL, "working", Schedule.Days.WORKING);
    private static final Map<String, DeclaredSource.Updates> UPDATES =
            Map.of("keep", DeclaredSource.Updates.KEEP, "replace", DeclaredSource.Updates.REPLACE);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final Duration USUAL = Duration.ofMinutes(5);

    /** A source is not stale before it was missed three times, nor because one run took a few minutes. */
    private static final Duration LEAST_FRESH = Duration.ofMinutes(15);

    private final Map<String, SourceKind> kinds;
    private final ZoneId zone;

    /**
     * @param kinds by name
     * @param zone the institution's, for times that name none
     */
    SourcesReader(Map<String, SourceKind> kinds, ZoneId zone) {
        this.kinds = new TreeMap<>(kinds);
        this.zone = zone;
    }

    SourcesReading read(List<FileText> files) {
        return read(files, KeptSources.NONE);
    }

    /** @param ofApi what was declared over the API, with the secrets that it asks for */
    SourcesReading read(List<FileText> files, KeptSources.Kept ofApi) {
        Map<String, DeclaredSource> sources = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        files.forEach(file -> read(file, Declaring.By.FILE, Map.of(), sources, faults));
        ofApi.files().forEach(file -> read(file, Declaring.By.CALLER, ofApi.secrets(), sources, faults));
        return new SourcesReading(Map.copyOf(sources), List.copyOf(faults));
    }

    private void read(
            FileText file,
            Declaring.By by,
            Map<String, String> kept,
            Map<String, DeclaredSource> sources,
            List<Fault> faults) {
        if (file.unreadable().isPresent()) {
            faults.add(file.unreadable().get());
            return;
        }
        Source source = new Source(file.file(), file.text(), kept);
        Map<String, DeclaredSource> own = new LinkedHashMap<>();
        source.root().flatMap(root -> root.fields("the sources")).ifPresent(fields -> {
            fields.required("sources")
                    .flatMap(at -> at.fields("sources by name"))
                    .ifPresent(named -> sources(named, file.file(), by, sources, own));
            fields.done();
        });
        faults.addAll(source.faults());
        if (source.faults().isEmpty()) {
            sources.putAll(own);
        }
    }

    /** @param others of the files before */
    private void sources(
            Fields named,
            String file,
            Declaring.By by,
            Map<String, DeclaredSource> others,
            Map<String, DeclaredSource> sources) {
        for (String name : named.names()) {
            boolean named1 = named.key(name)
                    .expectThat(
                            NAME.matcher(name).matches(),
                            "'" + Cursor.abbreviated(name) + "'",
                            "the name of a source",
                            "use lower-case letters, digits and single dashes, such as help-desk");
            DeclaredSource other = others.get(name);
            boolean once = other == null
                    || named.key(name)
                            .expectThat(
                                    false,
                                    "the source '" + name + "' again",
                                    "each source once",
                                    "see " + other.file() + ", and give one of them another name");
            Optional<DeclaredSource> read = named.optional(name)
                    .flatMap(at -> at.fields("a source"))
                    .flatMap(fields -> source(name, file, by, fields));
            if (named1 && once) {
                read.ifPresent(source -> sources.put(name, source));
            }
        }
    }

    private Optional<DeclaredSource> source(String name, String file, Declaring.By by, Fields fields) {
        Optional<SourceKind> kind = fields.required("kind").flatMap(at -> at.oneOf(kinds));
        ZoneId local = fields.optional("zone").flatMap(SourcesReader::zone).orElse(zone);
        Set<String> speaksFor = names(fields, "from");
        Set<String> types = names(fields, "types");
        boolean reports =
                fields.optional("reports").flatMap(SourcesReader::yesOrNo).orElse(false);
        DeclaredSource.Updates updates =
                fields.optional("updates").flatMap(at -> at.oneOf(UPDATES)).orElse(DeclaredSource.Updates.KEEP);
        Optional<Duration> fresh = fields.optional("fresh").flatMap(at -> Lengths.read(at, SHORTEST, LONGEST));
        List<Mapping> mappings = mappings(name, local, fields);
        Optional<Place> place = kind.flatMap(one -> one.place(new Declaring(name, local, by), fields));
        Optional<Schedule> schedule =
                place.filter(Place.Fetched.class::isInstance).isPresent()
                        ? Optional.of(schedule(fields, local))
                        : Optional.empty();
        // Without a kind it is unknown which keys are right, and without a place whether there is a schedule.
        if (place.isPresent()) {
            fields.done();
        }
        Optional<Duration> usual = schedule.filter(Schedule.Every.class::isInstance)
                .map(every -> ((Schedule.Every) every).interval().multipliedBy(3))
                .filter(any -> schedule.get().days() == Schedule.Days.ALL)
                .map(length -> length.compareTo(LEAST_FRESH) > 0 ? length : LEAST_FRESH);
        return place.filter(any -> !mappings.isEmpty())
                .map(one -> new DeclaredSource(
                        name,
                        kind.orElseThrow().name(),
                        one,
                        schedule,
                        fresh.or(() -> usual),
                        new Sender("source " + name, speaksFor, types, reports),
                        mappings,
                        updates,
                        file));
    }

    private List<Mapping> mappings(String name, ZoneId local, Fields fields) {
        MappingReader reader = new MappingReader(local).usually("//" + name);
        Optional<Cursor> one = fields.optional("mapping");
        Optional<Cursor> several = fields.optional("mappings");
        if (one.isPresent() == several.isPresent()) {
            fields.whole()
                    .fault(
                            one.isPresent() ? "both mapping and mappings" : "neither mapping nor mappings",
                            "one of them",
                            "write how a row becomes an event below mapping:");
            return List.of();
        }
        List<Cursor> all = one.isPresent() ? List.of(one.get()) : several.get().items("mappings");
        return all.stream()
                .map(at -> at.fields("a mapping").flatMap(reader::read))
                .flatMap(Optional::stream)
                .toList();
    }

    private Schedule schedule(Fields fields, ZoneId local) {
        Optional<Cursor> every = fields.optional("every");
        Optional<Cursor> at = fields.optional("at");
        Schedule.Days days =
                fields.optional("days").flatMap(word -> word.oneOf(DAYS)).orElse(Schedule.Days.ALL);
        if (every.isPresent() && at.isPresent()) {
            at.get().fault("both every and at", "one of them", "write every: 5m, or at: \"0 30 6 * * ?\"");
        }
        Optional<String> cron = at.flatMap(Cursor::word)
                .filter(expression -> at.get()
                        .expectThat(
                                CronExpression.isValidExpression(expression),
                                "'" + Cursor.abbreviated(expression) + "'",
                                "a Quartz expression",
                                "write second, minute, hour, day, month and weekday, such as \"0 30 6 * * ?\""));
        if (cron.isPresent()) {
            return new Schedule.At(cron.get(), days, zone);
        }
        Duration interval =
                every.flatMap(length -> Lengths.read(length, SHORTEST, LONGEST)).orElse(USUAL);
        return new Schedule.Every(interval, days, zone);
    }

    private static Set<String> names(Fields fields, String key) {
        return new HashSet<>(fields.optional(key).map(list -> list.texts(key)).orElse(List.of()));
    }

    private static Optional<Boolean> yesOrNo(Cursor at) {
        Optional<String> word = at.word();
        word.filter(any -> !YES_NO.containsKey(any)).ifPresent(any -> at.unknown(any, List.of("true", "false")));
        return word.map(YES_NO::get);
    }

    private static Optional<ZoneId> zone(Cursor at) {
        return at.text().flatMap(word -> {
            try {
                return Optional.of(ZoneId.of(word));
            } catch (DateTimeException none) {
                at.fault(at.shown(), "a zone", "write a name such as Asia/Shanghai, or an offset such as +08:00");
                return Optional.empty();
            }
        });
    }
}
