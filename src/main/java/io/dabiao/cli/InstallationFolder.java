package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.event.EventTypes;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.EventTypeText;
import io.dabiao.declare.EventTypesReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import io.dabiao.yaml.Secret;
import io.dabiao.yaml.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an installation sets, as one folder under version control has it: {@code declarations}, {@code types} and {@code sources}, folders as
 * the service watches them, {@code alerts.yaml} as the service's own file of alert settings, {@code people.yaml} and {@code tokens.yaml}. What the folder does not
 * have is not touched.
 *
 * @param declarations by year and project, such as {@code 2026/it-operations}; empty where there is no such folder
 * @param types by name, each as the YAML of one type; empty where there is no such folder
 * @param sources by name with their secrets, as the service is sent them; empty where there is no such folder
 * @param alerts as the service is sent them; empty where there is no such file
 * @param people by name; empty where there is no such file
 * @param tokens by name; empty where there is no such file
 * @param faults of all files together
 * @param others what stands in the folder and is not applied
 */
record InstallationFolder(
        Optional<Map<String, Declared>> declarations,
        Optional<Map<String, String>> types,
        Optional<ObjectNode> sources,
        Optional<ObjectNode> alerts,
        Optional<Map<String, Permissions>> people,
        Optional<Map<String, Token>> tokens,
        List<Fault> faults,
        List<String> others) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final String DECLARATIONS = "declarations";
    private static final String TYPES = "types";
    private static final String SOURCES = "sources";

    /** Below these a key is an attribute's name, and no secret. */
    private static final Set<String> MAPPINGS = Set.of("mapping", "mappings");

    private static final String ALERTS = "alerts.yaml";
    private static final String PEOPLE = "people.yaml";
    private static final String TOKENS = "tokens.yaml";
    private static final JsonMapper JSON = new JsonMapper();

    record Declared(int year, String project, String text) {}

    /** What a person may do. */
    record Permissions(Set<String> roles, Set<String> projects, Set<String> ownerNames) {

        /** In one line, for the difference. */
        String shown() {
            return "roles " + roles + ", projects " + projects + ", ownerNames " + ownerNames;
        }
    }

    /**
     * @param sha256 of the whole secret, in hex: the secret itself stands in no file
     * @param expiresAt empty for a year from when it is made
     */
    record Token(
            String name,
            String sha256,
            Set<String> roles,
            Set<String> sources,
            Set<String> types,
            Set<String> projects,
            Optional<OffsetDateTime> expiresAt) {

        /** In one line, for the difference; of the hash as much as the service tells. */
        String shown() {
            return "sha256 " + sha256.substring(0, 12) + "…, roles " + roles + ", sources " + sources + ", types "
                    + types + ", projects " + projects;
        }
    }

    static InstallationFolder read(Path folder) throws IOException {
        List<Fault> faults = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.map(one -> one.getFileName().toString())
                    .filter(name -> !name.startsWith(".")
                            && !Set.of(DECLARATIONS, TYPES, SOURCES, ALERTS, PEOPLE, TOKENS)
                                    .contains(name))
                    .sorted()
                    .forEach(others::add);
        }
        return new InstallationFolder(
                within(folder.resolve(DECLARATIONS)).map(files -> declarations(files, faults)),
                within(folder.resolve(TYPES)).map(files -> types(files, faults)),
                within(folder.resolve(SOURCES)).map(files -> sources(files, faults)),
                file(folder, ALERTS, faults).map(source -> alerts(source, faults)),
                file(folder, PEOPLE, faults).map(source -> people(source, faults)),
                file(folder, TOKENS, faults).map(source -> tokens(source, faults)),
                List.copyOf(faults),
                List.copyOf(others));
    }

    private static Optional<List<FileText>> within(Path folder) {
        return Files.isDirectory(folder) ? Optional.of(ResourceFolder.folder(folder)) : Optional.empty();
    }

    private static Map<String, Declared> declarations(List<FileText> files, List<Fault> faults) {
        Map<String, Declared> declared = new TreeMap<>();
        for (FileText file : files) {
            file.unreadable().ifPresent(faults::add);
            if (file.unreadable().isPresent()) {
                continue;
            }
            if (DeclarationReader.read(file.file(), file.text())
                    instanceof DeclarationReader.DeclarationReading.Refused refused) {
                faults.addAll(refused.faults());
            }
            DeclarationReader.heading(file.file(), file.text()).ifPresent(heading -> {
                String key = heading.year() + "/" + heading.project();
                if (declared.put(key, new Declared(heading.year(), heading.project(), file.text())) != null) {
                    faults.add(new Fault(
                            file.file(), 1, 1, key + " again", "each declaration once", "remove one of the two"));
                }
            });
        }
        return declared;
    }

    private static Map<String, String> types(List<FileText> files, List<Fault> faults) {
        EventTypesReader.Loaded loaded = EventTypesReader.load(files);
        loaded.refused().values().forEach(faults::addAll);
        return loaded.types().stream()
                .collect(Collectors.toMap(
                        EventTypes.Type::name, EventTypeText::of, (one, other) -> other, TreeMap::new));
    }

    /** What a source's own keys mean is known to the service alone, which has its kinds. */
    private static ObjectNode sources(List<FileText> files, List<Fault> faults) {
        ObjectNode wanted = JSON.createObjectNode();
        ObjectNode sources = wanted.putObject(SOURCES);
        ObjectNode secrets = wanted.putObject("secrets");
        for (FileText file : files) {
            file.unreadable().ifPresent(faults::add);
            if (file.unreadable().isPresent()) {
                continue;
            }
            Source source = new Source(file.file(), file.text());
            source.root().flatMap(root -> root.fields("the sources")).ifPresent(fields -> {
                fields.required(SOURCES)
                        .flatMap(at -> at.fields("sources by name"))
                        .ifPresent(named -> sources(named, sources, secrets));
                fields.done();
            });
            faults.addAll(source.faults());
        }
        return wanted;
    }

    private static void sources(Fields named, ObjectNode sources, ObjectNode secrets) {
        for (String name : named.names()) {
            named.optional(name).ifPresent(at -> {
                at.expectThat(
                        !sources.has(name),
                        "the source '" + name + "' again",
                        "each source once",
                        "remove one of the two");
                at.fields("a source").ifPresent(fields -> {
                    ObjectNode source = sources.putObject(name);
                    ObjectNode hidden = JSON.createObjectNode();
                    for (String key : fields.names()) {
                        fields.optional(key)
                                .ifPresent(value -> source.set(
                                        key,
                                        MAPPINGS.contains(key)
                                                ? JSON.valueToTree(value.plain())
                                                : withoutSecrets(key, value, hidden)));
                    }
                    if (!hidden.isEmpty()) {
                        secrets.set(name, hidden);
                    }
                });
            });
        }
    }

    /** A secret has in its place the name that it is sent under beside it: where it stands, as in {@code oauth/secret}. */
    private static JsonNode withoutSecrets(String place, Cursor at, ObjectNode secrets) {
        if (!(at.plain() instanceof Map<?, ?> map)) {
            return JSON.valueToTree(at.plain());
        }
        ObjectNode without = JSON.createObjectNode();
        if (map.size() == 1 && (map.containsKey("env") || map.containsKey("file"))) {
            Secret.read(at).ifPresent(secret -> secrets.put(place, secret));
            return without.put("kept", place);
        }
        at.fields("keys").ifPresent(fields -> {
            for (String key : fields.names()) {
                fields.optional(key)
                        .ifPresent(value -> without.set(key, withoutSecrets(place + "/" + key, value, secrets)));
            }
        });
        return without;
    }

    private static Optional<Source> file(Path folder, String name, List<Fault> faults) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        FileText text = FileText.read(name, () -> Files.newInputStream(file));
        text.unreadable().ifPresent(faults::add);
        return text.unreadable().isPresent() ? Optional.empty() : Optional.of(new Source(name, text.text()));
    }

    /** Secrets are read here, where the command runs: the service is sent them beside the settings. */
    private static ObjectNode alerts(Source source, List<Fault> faults) {
        ObjectNode wanted = JSON.createObjectNode();
        ObjectNode general = wanted.putObject("general");
        ObjectNode receivers = wanted.putObject("receivers");
        ObjectNode secrets = wanted.putObject("secrets");
        source.root().flatMap(root -> root.fields("the settings of alerts")).ifPresent(fields -> {
            for (String name : fields.names()) {
                fields.optional(name).ifPresent(at -> {
                    switch (name) {
                        case "receivers" ->
                            at.fields("receivers by name").ifPresent(named -> receivers(named, receivers, secrets));
                        case "routes", "maintenance" -> wanted.set(name, JSON.valueToTree(at.plain()));
                        default -> general.set(name, JSON.valueToTree(at.plain()));
                    }
                });
            }
        });
        faults.addAll(source.faults());
        return wanted;
    }

    private static void receivers(Fields named, ObjectNode receivers, ObjectNode secrets) {
        for (String name : named.names()) {
            named.optional(name).flatMap(at -> at.fields("a receiver")).ifPresent(fields -> {
                ObjectNode receiver = receivers.putObject(name);
                for (String key : fields.names()) {
                    fields.optional(key).ifPresent(at -> {
                        if (at.plain() instanceof Map<?, ?> map
                                && (map.containsKey("env") || map.containsKey("file"))) {
                            Secret.read(at)
                                    .ifPresent(secret ->
                                            secrets.withObjectProperty(name).put(key, secret));
                        } else {
                            receiver.set(key, JSON.valueToTree(at.plain()));
                        }
                    });
                }
            });
        }
    }

    private static Map<String, Permissions> people(Source source, List<Fault> faults) {
        Map<String, Permissions> people = new TreeMap<>();
        source.root().flatMap(root -> root.fields("people")).ifPresent(fields -> {
            fields.required("people")
                    .map(at -> at.items("people"))
                    .orElse(List.of())
                    .forEach(at -> at.fields("a person").ifPresent(one -> person(one, at, people)));
            fields.done();
        });
        faults.addAll(source.faults());
        return people;
    }

    private static void person(Fields fields, Cursor at, Map<String, Permissions> people) {
        Optional<String> name = fields.required("name").flatMap(Cursor::text);
        Permissions permissions =
                new Permissions(words(fields, "roles"), words(fields, "projects"), words(fields, "ownerNames"));
        fields.done();
        at.expect(!permissions.roles().isEmpty(), "at least one role", "write roles: [view]");
        name.ifPresent(called -> at.expectThat(
                people.put(called, permissions) == null,
                "the person " + called + " again",
                "each person once",
                "remove one of the two"));
    }

    private static Map<String, Token> tokens(Source source, List<Fault> faults) {
        Map<String, Token> tokens = new TreeMap<>();
        source.root().flatMap(root -> root.fields("tokens")).ifPresent(fields -> {
            fields.required("tokens")
                    .map(at -> at.items("tokens"))
                    .orElse(List.of())
                    .forEach(at -> at.fields("a token")
                            .flatMap(InstallationFolder::token)
                            .ifPresent(token -> at.expectThat(
                                    tokens.put(token.name(), token) == null,
                                    "the token " + token.name() + " again",
                                    "each token once",
                                    "remove one of the two")));
            fields.done();
        });
        faults.addAll(source.faults());
        return tokens;
    }

    private static Optional<Token> token(Fields fields) {
        Optional<String> name = fields.required("name").flatMap(Cursor::text);
        Optional<String> sha256 = fields.required("sha256")
                .flatMap(at -> at.text()
                        .filter(text -> at.expect(
                                SHA_256.matcher(text).matches(),
                                "the SHA-256 of a secret in hex",
                                "write what printf %s \"$TOKEN\" | sha256sum says")));
        Set<String> roles = words(fields, "roles");
        Set<String> sources = words(fields, "sources");
        Set<String> types = words(fields, "types");
        Set<String> projects = words(fields, "projects");
        Optional<OffsetDateTime> expiresAt = fields.optional("expiresAt").flatMap(InstallationFolder::time);
        fields.done();
        return name.flatMap(
                called -> sha256.map(hash -> new Token(called, hash, roles, sources, types, projects, expiresAt)));
    }

    private static Optional<OffsetDateTime> time(Cursor at) {
        return at.text().flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text));
            } catch (DateTimeException none) {
                at.fault(
                        at.shown(),
                        "a date and time with its offset",
                        "write it in quotes, such as \"2027-01-01T00:00:00+08:00\"");
                return Optional.empty();
            }
        });
    }

    private static Set<String> words(Fields fields, String key) {
        return fields.optional(key).map(at -> at.items(key)).orElse(List.of()).stream()
                .map(Cursor::text)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
