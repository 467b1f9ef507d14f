package io.dabiao.declare;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.event.EventTypes;
import io.dabiao.database.Transactions;
import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The declarations and calendars in force: what ships with the service, and what stands in the user's own folders.
 *
 * <p>Safe for use by several threads: what is in force is immutable and replaced as a whole. A wrong file changes nothing;
 * its faults are kept until it is mended.
 */
@ApplicationScoped
public class Declarations {

    private static final Logger LOG = Logger.getLogger(Declarations.class);

    /** The origin of a version that a person stored over the API. */
    public static final String STORED = "stored over the API";

    /** A project's declaration of one year. */
    public record Key(int year, String project) {}

    /**
     * @param byKey every declaration that answers, drafts included
     * @param calendarDigest under which {@link #calendar(String)} answers with the same calendar for ever
     * @param types the catalogue of event types, which the measures of the declarations follow
     * @param typesDigest under which {@link #types(String)} answers with what selectors rely on, for ever
     * @param profile by which years are scored whose declaration has none of its own
     * @param refused the faults of each file that was refused, by file
     * @param leftOut projects of the sample that ships with the service, by id, where an administrator has hidden or removed it; some may
     *     be declared by others all the same
     */
    public record InForce(
            Map<Key, EffectiveDeclaration> byKey,
            WorkingCalendar calendar,
            String calendarDigest,
            EventTypes types,
            String typesDigest,
            Profile profile,
            Map<String, List<Fault>> refused,
            Set<String> leftOut) {

        static final InForce NONE = new InForce(
                Map.of(), new WorkingCalendar(List.of()), "", EventTypes.NONE, "", Profile.DEFAULT, Map.of(), Set.of());

        /** The declarations of a year, by project. */
        public List<EffectiveDeclaration> year(int year) {
            return byKey.entrySet().stream()
                    .filter(entry -> entry.getKey().year() == year)
                    .sorted(java.util.Comparator.comparing(
                            entry -> entry.getKey().project()))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /**
         * The declaration of a year that a person or a program calls so: by the project's id, else by its declared name. An id goes
         * before every name, so that no declaration can take another's place by its name.
         */
        public Optional<EffectiveDeclaration> project(int year, String word) {
            return Optional.ofNullable(byKey.get(new Key(year, word)))
                    .or(() -> year(year).stream()
                            .filter(one -> one.declaration().name().equals(word))
                            .findFirst());
        }

        public List<Integer> years() {
            return byKey.keySet().stream().map(Key::year).distinct().sorted().toList();
        }

        /** The declarations whose period an instant lies in, drafts included, by project. */
        public List<Declaration> at(Instant at) {
            return byKey.values().stream()
                    .map(EffectiveDeclaration::declaration)
                    .filter(one ->
                            !at.isBefore(one.period().start()) && !one.period().over(at))
                    .sorted(java.util.Comparator.comparing(Declaration::project))
                    .toList();
        }
    }

    private final Clock clock;
    private final DeclaredSecrets secrets;
    private final Transactions transactions;
    private final Optional<Path> folder;
    private final Optional<Path> calendarFolder;
    private final Optional<Path> typesFolder;
    private final Optional<Path> profileFile;
    private final ZoneId zone;
    private final Object recording = new Object();
    private volatile InForce inForce = InForce.NONE;
    private volatile EventTypes types = EventTypes.NONE;
    private volatile String seen = "";
    private volatile Map<Key, String> files = Map.of();
    private volatile List<EventTypes.Type> filedTypes = List.of();
    private volatile Map<String, String> typeFiles = Map.of();

    Declarations(Clock clock, Settings settings, DeclaredSecrets secrets, Transactions transactions) {
        this.transactions = transactions;
        this.secrets = secrets;
        this.clock = clock;
        this.folder = settings.declarations();
        this.calendarFolder = settings.calendars();
        this.typesFolder = settings.types();
        this.profileFile = settings.scoring();
        this.zone = settings.zone();
    }

    public InForce inForce() {
        return inForce;
    }

    /** Held by the one who records versions. */
    Object recording() {
        return recording;
    }

    public ZoneId zone() {
        return zone;
    }

    /** Whether a folder, the year or a version recorded by another replica has changed since the last load. */
    public boolean changed() {
        return !seen.equals(fingerprint());
    }

    LocalDate today() {
        return clock.instant().atZone(zone).toLocalDate();
    }

    /** The user's own file that declares a project's year, whose word goes before what is stored over the API. */
    public Optional<String> file(Key key) {
        return Optional.ofNullable(files.get(key));
    }

    private String fingerprint() {
        LocalDate today = today();
        String versions = QuarkusTransaction.requiringNew()
                .call(() -> transactions.joined(ShippedSample::read).absent() + " " + DeclarationVersion.count()
                        + " " + DeclarationVersion.count("standing", VersionState.IN_FORCE)
                        + " " + DeclarationVersion.count("standing", VersionState.SUPERSEDED)
                        + " "
                        + DeclarationVersion.count("standing = ?1 and effective <= ?2", VersionState.SCHEDULED, today)
                        + " types " + OwnEventType.count());
        return today.getYear() + " " + versions + " "
                + folder.filter(Files::isDirectory).map(ResourceFolder::fingerprint) + " "
                + calendarFolder.filter(Files::isDirectory).map(ResourceFolder::fingerprint) + " "
                + typesFolder.filter(Files::isDirectory).map(ResourceFolder::fingerprint) + " "
                + profileFile.filter(Files::isRegularFile).map(ResourceFolder::fingerprint);
    }

    /** Reads everything again and puts in force what is sound; the old version of what is not stays. */
    public synchronized InForce load() {
        String fingerprint = fingerprint();
        Map<String, List<Fault>> refused = new TreeMap<>();
        Calendars.Loaded ownCalendars = Calendars.load(own(calendarFolder));
        Calendars.Loaded shippedCalendars = Calendars.load(ResourceFolder.shipped("calendars"));
        refused.putAll(shippedCalendars.refused());
        refused.putAll(ownCalendars.refused());
        types = types(refused);
        Catalogue.Loaded shipped = Catalogue.load(ResourceFolder.shipped("catalogue"));
        boolean without = QuarkusTransaction.requiringNew()
                .call(() -> transactions.joined(ShippedSample::read))
                .absent();
        List<FileText> ownFiles = own(folder);
        ShippedSample.Sample sample = without
                ? ShippedSample.Sample.of(
                        shipped.entries(), ownFiles.stream().map(FileText::file).collect(Collectors.toSet()))
                : ShippedSample.Sample.NONE;
        Catalogue.Loaded own = Catalogue.load(ownFiles).withoutNamesThatAreIds(ids(shipped, sample));
        refused.putAll(shipped.refused());
        refused.putAll(own.refused());
        List<Catalogue.Entry> permitted = permitted(own.entries(), refused);
        Map<Key, Catalogue.Entry> entries = new HashMap<>();
        for (Catalogue.Entry entry : without ? List.<Catalogue.Entry>of() : shipped.entries()) {
            entries.put(key(entry.declaration()), entry);
        }
        // One's own file replaces the shipped one of the same project and year.
        Map<Key, Catalogue.Entry> written = new HashMap<>();
        LocalDate today = today();
        for (Catalogue.Entry entry : permitted) {
            Key key = key(entry.declaration());
            written.put(key, entry);
            if (due(entry, today)) {
                entries.put(key, entry);
            }
        }
        WorkingCalendar calendar = calendar(shippedCalendars.calendar(), ownCalendars.calendar());
        Map<Key, EffectiveDeclaration> standing;
        synchronized (recording) {
            standing = QuarkusTransaction.requiringNew().call(() -> {
                record(calendar);
                record(types);
                bringIn(written, today);
                Map<Key, EffectiveDeclaration> answering = record(entries, written, refused.keySet(), sample);
                secrets.note(answering.values());
                return answering;
            });
        }
        Map<Key, String> declaredBy = new HashMap<>();
        standing.forEach((key, one) -> {
            if (refused.containsKey(one.origin())) {
                declaredBy.put(key, one.origin());
            }
        });
        written.forEach((key, entry) -> declaredBy.put(key, entry.file()));
        files = Map.copyOf(declaredBy);
        Profile scoring = scoring(refused);
        report(refused);
        inForce = new InForce(
                Map.copyOf(standing),
                calendar,
                Versions.digest(calendar.written()),
                types,
                Versions.digest(types.written()),
                scoring,
                Map.copyOf(refused),
                sample.projects());
        seen = fingerprint;
        return inForce;
    }

    /** Own files without those that name secrets which they may not, unless they were in force before that rule. */
    private List<Catalogue.Entry> permitted(List<Catalogue.Entry> entries, Map<String, List<Fault>> refused) {
        List<Catalogue.Entry> permitted = new ArrayList<>();
        for (Catalogue.Entry entry : entries) {
            List<Fault> faults = secrets.faults(entry.file(), entry.text(), entry.declaration());
            if (faults.isEmpty() || older(entry)) {
                permitted.add(entry);
            } else {
                refused.put(entry.file(), faults);
            }
        }
        return permitted;
    }

    private static boolean older(Catalogue.Entry entry) {
        return QuarkusTransaction.requiringNew()
                .call(() -> DeclarationVersion.count(
                                "year = ?1 and project = ?2 and digest = ?3 and confined = false",
                                entry.declaration().year(),
                                entry.declaration().project(),
                                Versions.digest(entry.text()))
                        > 0);
    }

    /** Of the projects that something else than one's own files declares, by year. */
    private static Map<Integer, Set<String>> ids(Catalogue.Loaded shipped, ShippedSample.Sample leftOut) {
        Map<Integer, Set<String>> ids = new HashMap<>();
        shipped.entries().stream()
                .filter(entry -> !leftOut.files().contains(entry.file()))
                .forEach(entry -> ids.computeIfAbsent(entry.declaration().year(), absent -> new HashSet<>())
                        .add(entry.declaration().project()));
        QuarkusTransaction.requiringNew()
                .call(() -> DeclarationVersion.<DeclarationVersion>list("standing", VersionState.IN_FORCE))
                .stream()
                .filter(version -> !leftOut.has(version))
                .forEach(version -> ids.computeIfAbsent(version.year, absent -> new HashSet<>())
                        .add(version.project));
        return ids;
    }

    private static List<FileText> own(Optional<Path> folder) {
        return folder.filter(Files::isDirectory).map(ResourceFolder::folder).orElse(List.of());
    }

    /** One's own calendar of a year replaces the shipped one, as a declaration does. */
    private static WorkingCalendar calendar(WorkingCalendar shipped, WorkingCalendar own) {
        Map<Integer, WorkingCalendar.Year> years = new TreeMap<>();
        shipped.years().forEach(year -> years.put(year.year(), year));
        own.years().forEach(year -> years.put(year.year(), year));
        return new WorkingCalendar(years.values());
    }

    /**
     * What is stored replaces the shipped type of the same name, and one's own file both; a refused file leaves what all files together
     * said in force until a restart.
     */
    private EventTypes types(Map<String, List<Fault>> refused) {
        EventTypesReader.Loaded shipped = EventTypesReader.load(ResourceFolder.shipped("types"));
        refused.putAll(shipped.refused());
        Map<String, EventTypes.Type> filed = new LinkedHashMap<>();
        Map<String, String> files = new HashMap<>();
        boolean whole = true;
        for (FileText file : own(typesFolder)) {
            EventTypesReader.Loaded loaded = EventTypesReader.load(List.of(file));
            refused.putAll(loaded.refused());
            whole &= loaded.refused().isEmpty();
            loaded.types().forEach(type -> {
                filed.put(type.name(), type);
                files.put(type.name(), file.file());
            });
        }
        if (whole || filedTypes.isEmpty()) {
            filedTypes = List.copyOf(filed.values());
            typeFiles = Map.copyOf(files);
        }
        List<EventTypes.Type> stored = new ArrayList<>();
        for (OwnEventType row : QuarkusTransaction.requiringNew().call(OwnEventType::standing)) {
            EventTypesReader.One one = EventTypesReader.one(OwnEventType.ORIGIN, row.definition);
            if (one.faults().isEmpty()) {
                one.type().ifPresent(stored::add);
            } else {
                // A definition that an earlier release took and this one does not: told like a file.
                refused.put(OwnEventType.ORIGIN + ": " + row.type, one.faults());
            }
        }
        return new EventTypes(Stream.of(shipped.types(), stored, filedTypes)
                .flatMap(List::stream)
                .toList());
    }

    /** The user's own file that defines an event type, whose word goes before what is stored over the API. */
    Optional<String> typeFile(String type) {
        return Optional.ofNullable(typeFiles.get(type));
    }

    private void record(EventTypes known) {
        transactions.joined(handle -> handle.createUpdate("""
                        insert into event_types_version (digest, content, recorded_at)
                        values (:digest, :content, :at) on conflict do nothing""")
                .bind("digest", Versions.digest(known.written()))
                .bind("content", known.written())
                .bind("at", clock.instant())
                .execute());
    }

    /** The catalogue of event types as it was known under a digest; empty where it was never recorded. */
    public static Optional<EventTypes> types(String digest) {
        return EventTypesVersion.<EventTypesVersion>findByIdOptional(digest).map(EventTypesVersion::types);
    }

    private Optional<EffectiveDeclaration> standing(DeclarationVersion version) {
        return Versions.standing(version).map(one -> one.under(types));
    }

    /** Two replicas may come with the same one at the same time. */
    private void record(WorkingCalendar calendar) {
        transactions.joined(handle -> handle.createUpdate("""
                        insert into calendar_version (digest, names, content, recorded_at)
                        values (:digest, :names, :content, :at) on conflict do nothing""")
                .bind("digest", Versions.digest(calendar.written()))
                .bind("names", calendar.version())
                .bind("content", calendar.written())
                .bind("at", clock.instant())
                .execute());
    }

    /** The calendars as they were known under a digest; empty where it was never recorded. */
    public static Optional<WorkingCalendar> calendar(String digest) {
        return CalendarVersion.<CalendarVersion>findByIdOptional(digest).map(CalendarVersion::calendar);
    }

    /** The installation's own profile; a wrong one leaves the last accepted one in force. */
    private Profile scoring(Map<String, List<Fault>> refused) {
        if (profileFile.isEmpty() || !Files.isRegularFile(profileFile.get())) {
            return Profile.DEFAULT;
        }
        String name = profileFile.get().getFileName().toString();
        FileText file = FileText.read(name, () -> Files.newInputStream(profileFile.get()));
        if (file.unreadable().isPresent()) {
            refused.put(name, List.of(file.unreadable().get()));
            return inForce.profile();
        }
        ProfileReader.ProfileReading profileReading = ProfileReader.read(name, file.text());
        if (profileReading instanceof ProfileReader.ProfileReading.Refused told) {
            refused.put(name, told.faults());
            return inForce.profile();
        }
        return ((ProfileReader.ProfileReading.Accepted) profileReading).profile();
    }

    private void report(Map<String, List<Fault>> refused) {
        refused.forEach((file, faults) -> {
            if (!faults.equals(inForce.refused().get(file))) {
                LOG.errorf(
                        "declaration refused, the version in force stays: %s",
                        faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
            }
        });
    }

    /** Records new texts as versions and answers with what stands, drafts for the current year included. */
    private Map<Key, EffectiveDeclaration> record(
            Map<Key, Catalogue.Entry> entries,
            Map<Key, Catalogue.Entry> written,
            Set<String> refused,
            ShippedSample.Sample leftOut) {
        Map<Key, EffectiveDeclaration> standing = refused.isEmpty() ? new HashMap<>() : keptInForce(refused, leftOut);
        entries.forEach((key, entry) -> {
            if (standing.containsKey(key) || givesWay(key, written)) {
                return;
            }
            DeclarationVersion newest = version(
                    key,
                    entry.declaration().name(),
                    entry.text(),
                    entry.file(),
                    VersionState.IN_FORCE,
                    entry.effective());
            standing(newest).ifPresent(one -> standing.put(key, withBefore(key, one)));
        });
        keptInForce(Set.of(), leftOut).forEach(standing::putIfAbsent);
        keptDrafts().forEach(standing::putIfAbsent);
        carryForward(standing);
        return standing;
    }

    private static boolean due(Catalogue.Entry entry, LocalDate today) {
        return entry.effective().filter(day -> day.isAfter(today)).isEmpty();
    }

    /** Whether a shipped file has to give way: to a version stored by a person, or to one's own until its next one's day. */
    private boolean givesWay(Key key, Map<Key, Catalogue.Entry> written) {
        Catalogue.Entry own = written.get(key);
        if (own != null && due(own, today())) {
            return false;
        }
        return DeclarationVersion.of(key.year(), key.project()).stream()
                .anyMatch(version ->
                        version.standing == VersionState.IN_FORCE && (own != null || version.origin.equals(STORED)));
    }

    /** Records files for a day to come, and puts in force what has waited for its day. */
    private void bringIn(Map<Key, Catalogue.Entry> written, LocalDate today) {
        Set<String> waiting = new HashSet<>();
        List<DeclarationVersion> scheduled =
                DeclarationVersion.list("standing = ?1 order by version", VersionState.SCHEDULED);
        for (DeclarationVersion version : scheduled) {
            Key key = new Key(version.year, version.project);
            Catalogue.Entry file = written.get(key);
            if (file != null && !version.digest.equals(Versions.digest(file.text()))) {
                version.standing = VersionState.SUPERSEDED; // One's own file says otherwise since.
            } else if (version.effective.isAfter(today)) {
                waiting.add(version.digest);
            } else {
                Versions.putInForce(version, DeclarationVersion.of(key.year(), key.project()));
            }
        }
        written.forEach((key, entry) -> {
            if (!due(entry, today) && !waiting.contains(Versions.digest(entry.text()))) {
                Versions.added(
                        key,
                        entry.declaration().name(),
                        entry.text(),
                        entry.file(),
                        VersionState.SCHEDULED,
                        entry.effective(),
                        clock.instant());
            }
        });
    }

    /** Together with the version that answered until it; a reload of the same version changes nothing about that. */
    private EffectiveDeclaration withBefore(Key key, EffectiveDeclaration now) {
        EffectiveDeclaration last = inForce.byKey().get(key);
        boolean same = last != null
                && last.version() == now.version()
                && last.declaration().equals(now.declaration());
        Optional<EffectiveDeclaration> before = last == null || same
                ? Optional.ofNullable(last).flatMap(EffectiveDeclaration::before)
                : Optional.of(last.withoutBefore());
        return now.after(before);
    }

    /**
     * The recorded versions in force: a file that is refused or gone leaves its last accepted version in force, also
     * across a restart.
     *
     * @param origins only those that came from these files; empty for all
     * @param leftOut whose versions are kept and do not answer
     */
    private Map<Key, EffectiveDeclaration> keptInForce(Set<String> origins, ShippedSample.Sample leftOut) {
        Map<Key, EffectiveDeclaration> kept = new HashMap<>();
        List<DeclarationVersion> recorded = DeclarationVersion.list("standing", VersionState.IN_FORCE);
        for (DeclarationVersion version : recorded) {
            Key key = new Key(version.year, version.project);
            if (!leftOut.has(version) && (origins.isEmpty() || origins.contains(version.origin))) {
                standing(version).ifPresent(one -> kept.put(key, withBefore(key, one)));
            }
        }
        return kept;
    }

    /** What people carried forward to a year of their choice. */
    private Map<Key, EffectiveDeclaration> keptDrafts() {
        Map<Key, EffectiveDeclaration> kept = new HashMap<>();
        List<DeclarationVersion> drafts =
                DeclarationVersion.list("standing = ?1 and author <> ?2", VersionState.DRAFT, Versions.SERVICE);
        for (DeclarationVersion draft : drafts) {
            Key key = new Key(draft.year, draft.project);
            standing(draft).ifPresent(one -> kept.put(key, withBefore(key, one)));
        }
        return kept;
    }

    /** The current year always has targets: of a project without, the newest declared year's, as a draft. */
    private void carryForward(Map<Key, EffectiveDeclaration> standing) {
        int thisYear = clock.instant().atZone(zone).getYear();
        Optional<Integer> newest = standing.keySet().stream()
                .map(Key::year)
                .filter(year -> year < thisYear)
                .max(Integer::compareTo);
        if (newest.isEmpty()) {
            return;
        }
        List<EffectiveDeclaration> sources = standing.entrySet().stream()
                .filter(entry -> entry.getKey().year() == newest.get())
                .map(Map.Entry::getValue)
                .toList();
        for (EffectiveDeclaration source : sources) {
            Key key = new Key(thisYear, source.declaration().project());
            if (standing.containsKey(key)) {
                continue; // Declared or approved: the others' drafts stay drafts.
            }
            DeclarationVersion text = DeclarationVersion.of(newest.get(), key.project(), source.version())
                    .orElseThrow();
            DeclarationVersion version = version(
                    key,
                    source.declaration().name(),
                    text.text,
                    Versions.carriedFrom(newest.get()),
                    VersionState.DRAFT,
                    Optional.empty());
            standing(version).ifPresent(one -> standing.put(key, withBefore(key, one)));
        }
    }

    /** The recorded version of this text, made where the newest one differs. */
    private DeclarationVersion version(
            Key key, String name, String text, String origin, VersionState standing, Optional<LocalDate> effective) {
        String digest = Versions.digest(text);
        List<DeclarationVersion> versions = DeclarationVersion.of(key.year(), key.project());
        // Beside the one that answers others may wait for approval or for their day.
        Optional<DeclarationVersion> same = versions.stream()
                .filter(old -> old.standing == standing && old.digest.equals(digest))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        DeclarationVersion version = Versions.added(key, name, text, origin, standing, effective, clock.instant());
        Versions.putInForce(version, versions);
        version.standing = standing;
        return version;
    }

    private static Key key(Declaration declaration) {
        return new Key(declaration.year(), declaration.project());
    }
}
