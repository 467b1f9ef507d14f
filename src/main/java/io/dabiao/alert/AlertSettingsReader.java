package io.dabiao.alert;

import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.text.Language;
import io.dabiao.declare.MaintenanceReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import io.dabiao.yaml.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The file of alert settings. All its faults are told at once, and a file with one changes nothing. */
final class AlertSettingsReader {

    /** @param settings empty where there are faults */
    record SettingsReading(Optional<AlertSettings> settings, List<Fault> faults) {}

    private static final Map<String, Language> LANGUAGES =
            Cursor.words(Language.all().toArray(Language[]::new), Language::word);
    private static final Map<String, Severity> SEVERITIES = Cursor.words(Severity.values(), Severity::word);
    private static final Map<String, Route.By> GROUPS =
            Cursor.words(Route.By.values(), by -> by.name().toLowerCase(Locale.ROOT));
    private static final Map<String, Boolean> YES_NO = Cursor.words("true", true, "false", false);
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}][^/\\p{Cntrl}]{0,99}");
    private static final Pattern CLOCK = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final Pattern LINK = Pattern.compile("https?://[^\\s/]+(/[^\\s]*)?");
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Map<String, Channel> channels;
    private final Map<String, String> kinds;
    private final ZoneId zone;

    /**
     * @param channels by name
     * @param kinds the words of the alerts that there are
     * @param zone the institution's
     */
    AlertSettingsReader(Map<String, Channel> channels, Set<String> kinds, ZoneId zone) {
        this.kinds = kinds.stream().collect(Collectors.toMap(word -> word, word -> word));
        this.channels = Map.copyOf(channels);
        this.zone = zone;
    }

    SettingsReading read(String file, String text) {
        return read(file, text, Map.of());
    }

    /** @param kept secrets beside the text, as pages keep them */
    SettingsReading read(String file, String text, Map<String, String> kept) {
        Source source = new Source(file, text, kept);
        Optional<AlertSettings> settings = source.root()
                .flatMap(root -> root.fields("the settings of alerts"))
                .map(this::read);
        if (source.faults().isEmpty()) {
            return new SettingsReading(settings, List.of());
        }
        settings.ifPresent(AlertSettingsReader::close);
        return new SettingsReading(Optional.empty(), source.faults());
    }

    static void close(AlertSettings settings) {
        settings.receivers()
                .values()
                .forEach(configuredReceiver -> configuredReceiver.receiver().close());
    }

    private AlertSettings read(Fields fields) {
        Language language =
                fields.optional("language").flatMap(at -> at.oneOf(LANGUAGES)).orElse(Language.ZH);
        Optional<String> link = fields.optional("link")
                .flatMap(at -> at.text()
                        .filter(any -> at.expect(
                                LINK.matcher(any).matches(),
                                "the address at which people reach the service",
                                "write https://dabiao.example.org")))
                .map(any -> any.replaceAll("/+$", ""));
        Optional<Path> texts = fields.optional("texts")
                .flatMap(at -> at.text()
                        .map(Path::of)
                        .filter(folder -> at.expect(
                                Files.isDirectory(folder),
                                "a folder of templates",
                                "make the folder, or remove the key")));
        Map<String, AlertSettings.ConfiguredReceiver> receivers = new LinkedHashMap<>();
        fields.required("receivers")
                .flatMap(at -> at.fields("receivers by name"))
                .ifPresent(named -> receivers(named, language, receivers));
        List<Route> routes = new ArrayList<>();
        for (Cursor at :
                fields.required("routes").map(list -> list.items("routes")).orElse(List.of())) {
            at.fields("a route")
                    .flatMap(route -> route(route, receivers.keySet()))
                    .ifPresent(routes::add);
        }
        Set<String> names = new HashSet<>();
        for (Route route : routes) {
            if (!names.add(route.name())) {
                fields.key("routes")
                        .fault("two routes '" + route.name() + "'", "a name of its own for each", "rename one");
            }
        }
        List<AlertSettings.RecurringSilence> maintenance = new ArrayList<>();
        for (Cursor at : fields.optional("maintenance")
                .map(list -> list.items("maintenance"))
                .orElse(List.of())) {
            at.fields("a maintenance").flatMap(this::maintenance).ifPresent(maintenance::add);
        }
        fields.done();
        return new AlertSettings(link, texts, receivers, routes, maintenance);
    }

    private void receivers(Fields named, Language usual, Map<String, AlertSettings.ConfiguredReceiver> receivers) {
        for (String name : named.names()) {
            named.optional(name).flatMap(at -> at.fields("a receiver")).ifPresent(fields -> {
                Language language = fields.optional("language")
                        .flatMap(at -> at.oneOf(LANGUAGES))
                        .orElse(usual);
                Optional<Channel> channel =
                        fields.required("channel").flatMap(at -> at.oneOf(new java.util.TreeMap<>(channels)));
                Optional<Receiver> receiver = channel.flatMap(way -> way.receiver(fields));
                // Without a channel no one knows which keys are right.
                if (channel.isPresent()) {
                    fields.done();
                }
                receiver.ifPresent(one -> receivers.put(
                        name,
                        new AlertSettings.ConfiguredReceiver(name, channel.get().name(), language, one)));
            });
        }
    }

    private Optional<Route> route(Fields fields, Set<String> receivers) {
        Optional<String> name = fields.required("name").flatMap(AlertSettingsReader::name);
        Match match = match(fields);
        List<String> to =
                fields.required("receivers").map(at -> names(at, receivers)).orElse(List.of());
        List<Route.By> by = fields.optional("by")
                .map(at -> at.items("what alerts have in common"))
                .map(items -> items.stream()
                        .map(at -> at.oneOf(GROUPS))
                        .flatMap(Optional::stream)
                        .toList())
                .orElse(List.of(Route.By.PROJECT));
        Duration wait = length(fields, "wait").orElse(Duration.ofSeconds(5));
        Duration every = length(fields, "every").orElse(Duration.ofMinutes(1));
        Optional<Duration> remind = length(fields, "remind");
        Optional<Route.Escalation> escalation = fields.optional("escalate")
                .flatMap(at -> at.fields("an escalation"))
                .flatMap(one -> {
                    Optional<Duration> after =
                            one.required("after").flatMap(at -> Lengths.read(at, Duration.ofSeconds(1), LONGEST));
                    List<String> up = one.required("receivers")
                            .map(at -> names(at, receivers))
                            .orElse(List.of());
                    one.done();
                    return after.map(span -> new Route.Escalation(span, up));
                });
        Optional<Route.Quiet> quiet =
                fields.optional("quiet").flatMap(at -> at.fields("quiet hours")).map(this::quiet);
        boolean last = fields.optional("last").flatMap(at -> yes(at)).orElse(false);
        fields.done();
        return name.map(one -> new Route(one, match, to, by, wait, every, remind, escalation, quiet, last));
    }

    /** An id, or what people call it; a slash parts the groups of messages. */
    private static Optional<String> name(Cursor at) {
        return at.text()
                .filter(text ->
                        at.expect(NAME.matcher(text).matches(), "a name", "write a word, or several, without a slash"));
    }

    private static Optional<Boolean> yes(Cursor at) {
        Optional<String> word = at.word();
        word.filter(any -> !YES_NO.containsKey(any)).ifPresent(any -> at.unknown(any, List.of("true", "false")));
        return word.map(YES_NO::get);
    }

    private static List<String> names(Cursor list, Set<String> known) {
        List<String> names = new ArrayList<>();
        for (Cursor at : list.items("receivers")) {
            at.text().ifPresent(name -> {
                if (known.contains(name)) {
                    names.add(name);
                } else {
                    at.unknown(name, known);
                }
            });
        }
        return names;
    }

    private static Optional<Duration> length(Fields fields, String key) {
        return fields.optional(key).flatMap(at -> Lengths.read(at, Duration.ZERO, LONGEST));
    }

    private Match match(Fields fields) {
        Set<String> meant = fields.optional("kinds").map(at -> at.items("kinds")).orElse(List.of()).stream()
                .map(at -> at.oneOf(kinds))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        Severity least =
                fields.optional("severity").flatMap(at -> at.oneOf(SEVERITIES)).orElse(Severity.INFO);
        return new Match(
                words(fields, "projects"),
                words(fields, "indicators"),
                meant,
                words(fields, "levels"),
                words(fields, "owners"),
                least);
    }

    private static Set<String> words(Fields fields, String key) {
        return fields.optional(key).map(at -> Set.copyOf(at.texts(key))).orElse(Set.of());
    }

    private Route.Quiet quiet(Fields fields) {
        Optional<LocalTime> from = fields.optional("from").flatMap(AlertSettingsReader::clock);
        Optional<LocalTime> until = fields.optional("until").flatMap(AlertSettingsReader::clock);
        if (fields.has("from") != fields.has("until")) {
            fields.whole().fault("one end of the quiet hours", "both from and until, or neither", "write both");
        }
        boolean workingDays = fields.optional("workingDaysOnly")
                .flatMap(AlertSettingsReader::yes)
                .orElse(false);
        Optional<Severity> except = fields.optional("except").flatMap(at -> at.oneOf(SEVERITIES));
        ZoneId in = fields.optional("zone").flatMap(AlertSettingsReader::zone).orElse(zone);
        fields.done();
        return new Route.Quiet(from, until, workingDays, except, in);
    }

    private Optional<AlertSettings.RecurringSilence> maintenance(Fields fields) {
        Optional<String> id = fields.required("id").flatMap(AlertSettingsReader::name);
        Optional<String> author = fields.required("author").flatMap(Cursor::text);
        Optional<String> reason = fields.required("reason").flatMap(Cursor::text);
        Optional<ZoneId> in =
                fields.optional("zone").map(AlertSettingsReader::zone).orElse(Optional.of(zone));
        Optional<Maintenance.When> when = MaintenanceReader.when(fields, in);
        Match match = match(fields);
        fields.done();
        return id.flatMap(name -> author.flatMap(who -> reason.flatMap(
                why -> when.map(time -> new AlertSettings.RecurringSilence(name, match, time, who, why)))));
    }

    private static Optional<ZoneId> zone(Cursor at) {
        return at.text().flatMap(name -> {
            try {
                return Optional.of(ZoneId.of(name));
            } catch (DateTimeException none) {
                at.fault(at.shown(), "a zone of the time zone database", "write Asia/Shanghai");
                return Optional.empty();
            }
        });
    }

    private static Optional<LocalTime> clock(Cursor at) {
        return at.word()
                .filter(text -> at.expect(
                        CLOCK.matcher(text).matches(), "a time of the day", "write it in quotes, such as \"22:00\""))
                .map(LocalTime::parse);
    }
}
