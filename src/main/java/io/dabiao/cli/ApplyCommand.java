package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.declare.EventTypeText;
import io.dabiao.declare.OwnEventTypes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a running service what a folder says, and shows the difference first. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Makes a running service what a folder under version control says, and shows the difference first.",
            "In the folder: declarations/, types/ and sources/, as the service watches such folders, alerts.yaml with receivers, routes and"
                    + " recurring silences, people.yaml with what people may do, and tokens.yaml with tokens by the"
                    + " SHA-256 of their secrets. What the folder does not have is not touched."
        },
        footer = {
            "",
            "The token needs the role admin.",
            "Exit codes: 0 all is as the folder says; 1 with --dry-run, something is not; 1 otherwise, something was refused.",
            "Example: dabiao apply installation --prune --dry-run"
        })
final class ApplyCommand implements Callable<Integer> {

    private static final String ADMIN = "admin";

    /**
     * Something that is not as the folder says.
     *
     * @param sign {@code +} to be added, {@code ~} to be changed, {@code -} to be removed
     */
    private record Step(String sign, String what, List<String> otherwise, Runnable act) {}

    private static final Map<String, String> SIGNS = Map.of("added", "+", "changed", "~", "removed", "-");

    /** What several steps do together: the first does it, and where it is refused, all are. */
    private static final class Once implements Runnable {
        private final Runnable act;
        private boolean done;
        private CommandFailure refused;

        Once(Runnable act) {
            this.act = act;
        }

        @Override
        public void run() {
            if (!done) {
                done = true;
                try {
                    act.run();
                } catch (CommandFailure failure) {
                    refused = failure;
                }
            }
            if (refused != null) {
                throw refused;
            }
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "DIR", description = "The folder.")
    private Path folder;

    @Option(
            names = "--prune",
            description =
                    "Also remove types and sources that were declared over the API or on a page, and revoke tokens, that the folder does"
                            + " not have. Never a token with the role admin, and never a declaration.")
    private boolean prune;

    @Option(names = "--dry-run", description = "Only show the difference.")
    private boolean dryRun;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "dabiao apply",
            description = "Why, for the record (${DEFAULT-VALUE}).")
    private String reason;

    @Mixin
    private ServiceOptions options;

    private ServiceClient service;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no folder " + folder);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        InstallationFolder wanted = InstallationFolder.read(folder);
        wanted.others().forEach(name -> err.println("dabiao: " + name + " is not applied"));
        if (!wanted.faults().isEmpty()) {
            wanted.faults().forEach(err::println);
            err.println("dabiao: nothing was applied: " + wanted.faults().size() + " faults");
            return Commands.FOUND;
        }
        service = options.service();
        List<Step> steps = new ArrayList<>();
        wanted.types().ifPresent(types -> types(types, steps));
        wanted.declarations().ifPresent(declarations -> declarations(declarations, steps));
        wanted.sources()
                .ifPresent(sources -> together(
                        sources,
                        "/api/v1/sources",
                        one -> "source " + one.path("name").asText(),
                        steps));
        wanted.alerts().ifPresent(alerts -> together(alerts, "/api/v1/alerts/settings", ApplyCommand::what, steps));
        wanted.people().ifPresent(people -> people(people, steps));
        wanted.tokens().ifPresent(tokens -> tokens(tokens, steps));
        for (Step step : steps) {
            out.println(step.sign() + " " + step.what());
            step.otherwise().forEach(line -> out.println("    " + line));
        }
        out.println(count(steps, "+") + " to add, " + count(steps, "~") + " to change, " + count(steps, "-")
                + " to remove");
        out.flush();
        if (dryRun) {
            return steps.isEmpty() ? CommandLine.ExitCode.OK : Commands.FOUND;
        }
        return applied(steps, err);
    }

    private static long count(List<Step> steps, String sign) {
        return steps.stream().filter(step -> step.sign().equals(sign)).count();
    }

    /** What is refused keeps nothing else from being done; a repeated command goes on where this one ended. */
    private static int applied(List<Step> steps, PrintWriter err) {
        int refused = 0;
        for (Step step : steps) {
            try {
                step.act().run();
            } catch (CommandFailure failure) {
                refused++;
                err.println("dabiao: " + step.what() + ": " + failure.getMessage());
            }
        }
        err.println("dabiao: " + (steps.size() - refused) + " done, " + refused + " refused");
        return refused == 0 ? CommandLine.ExitCode.OK : Commands.FOUND;
    }

    private void types(Map<String, String> wanted, List<Step> steps) {
        Map<String, String> stored = new HashMap<>();
        for (JsonNode type : service.read("/api/v1/types")) {
            if (type.path("origin").asText().equals("stored")) {
                String name = type.path("type").asText();
                stored.put(name, stored(name, type.path("version").asInt()));
            }
        }
        wanted.forEach((name, text) -> {
            String now = stored.getOrDefault(name, "");
            if (!now.equals(text)) {
                steps.add(new Step(
                        now.isEmpty() ? "+" : "~",
                        "type " + name,
                        Lines.otherwise(now, text),
                        () -> service.put(type(name), "application/yaml", text.getBytes(StandardCharsets.UTF_8))));
            }
        });
        if (prune) {
            stored.keySet().stream()
                    .filter(name -> !wanted.containsKey(name))
                    .sorted()
                    .forEach(name ->
                            steps.add(new Step("-", "type " + name, List.of(), () -> service.delete(type(name)))));
        }
    }

    private String type(String name) {
        return "/api/v1/types/" + ServiceClient.segment(name) + ServiceClient.query("reason", reason);
    }

    /** In the one form in which the folder's are compared: how a definition is written says nothing. */
    private String stored(String name, int version) {
        String text = new String(
                service.bytes("/api/v1/types/" + ServiceClient.segment(name) + "/versions/" + version),
                StandardCharsets.UTF_8);
        try {
            return EventTypeText.of(OwnEventTypes.read(text));
        } catch (OwnEventTypes.Refused written) {
            return text; // By another release: it is shown as it is, and replaced.
        }
    }

    private void declarations(Map<String, InstallationFolder.Declared> wanted, List<Step> steps) {
        Map<String, JsonNode> inForce = new HashMap<>();
        for (JsonNode one : service.read("/api/v1/declarations").path("inForce")) {
            if (!one.path("draft").asBoolean()) {
                inForce.put(
                        one.path("year").asText() + "/" + one.path("project").asText(), one);
            }
        }
        wanted.forEach((key, declared) -> {
            String now = Optional.ofNullable(inForce.get(key))
                    .map(one -> new String(
                            service.bytes(versions(declared) + "/"
                                    + one.path("version").asText()),
                            StandardCharsets.UTF_8))
                    .orElse("");
            if (!now.strip().equals(declared.text().strip())) {
                steps.add(new Step(
                        now.isEmpty() ? "+" : "~",
                        "declaration " + key,
                        Lines.otherwise(now, declared.text()),
                        () -> declare(declared)));
            }
        });
    }

    private static String versions(InstallationFolder.Declared declared) {
        return "/api/v1/declarations/" + declared.year() + "/" + ServiceClient.segment(declared.project())
                + "/versions";
    }

    /** Stored, and approved in the name of the command's token. */
    private void declare(InstallationFolder.Declared declared) {
        JsonNode stored = service.post(
                "/api/v1/declarations" + ServiceClient.query("reason", reason),
                "application/yaml",
                declared.text().getBytes(StandardCharsets.UTF_8));
        service.post(
                versions(declared) + "/" + stored.at("/version/version").asText() + "/approval",
                JsonNodeFactory.instance.objectNode().put("reason", reason));
    }

    /** The service compares them, since it alone knows the secrets that it keeps; they are changed all at once. */
    private void together(ObjectNode wanted, String path, Function<JsonNode, String> what, List<Step> steps) {
        byte[] body = wanted.toString().getBytes(StandardCharsets.UTF_8);
        JsonNode differences =
                service.put(path + ServiceClient.query("prune", prune, "dryRun", true), "application/json", body);
        Once all = new Once(() -> service.put(path + ServiceClient.query("prune", prune), "application/json", body));
        for (JsonNode one : differences) {
            List<String> lines = new ArrayList<>(Lines.otherwise(lines(one.path("before")), lines(one.path("after"))));
            one.path("secrets").forEach(key -> lines.add("~ " + key.asText() + ", a secret"));
            if (one.path("moved").asBoolean()) {
                lines.add("~ asked at another place");
            }
            steps.add(new Step(SIGNS.get(one.path("change").asText()), what.apply(one), lines, all));
        }
    }

    private static String what(JsonNode difference) {
        String kind = difference.path("kind").asText();
        return kind.equals("general")
                ? "what holds for all alerts"
                : kind + " " + difference.path("name").asText();
    }

    /** One key a line. */
    private static String lines(JsonNode settings) {
        return settings.properties().stream()
                .map(one -> one.getKey() + ": "
                        + (one.getValue().isTextual()
                                ? one.getValue().asText()
                                : one.getValue().toString()))
                .collect(Collectors.joining("\n"));
    }

    /** Accounts are made on pages, where passwords are: of someone who has none only that is told. */
    private void people(Map<String, InstallationFolder.Permissions> wanted, List<Step> steps) {
        Map<String, JsonNode> accounts = new HashMap<>();
        for (JsonNode one : service.read("/api/v1/people")) {
            if (one.path("endedAt").isNull()) {
                accounts.putIfAbsent(one.path("name").asText(), one);
            }
        }
        wanted.forEach((name, permissions) -> {
            JsonNode account = accounts.get(name);
            String now = account == null
                    ? ""
                    : new InstallationFolder.Permissions(
                                    words(account.path("roles")),
                                    words(account.path("projects")),
                                    words(account.path("ownerNames")))
                            .shown();
            if (!now.equals(permissions.shown())) {
                steps.add(new Step(
                        account == null ? "+" : "~",
                        "person " + name,
                        Lines.otherwise(now, permissions.shown()),
                        () -> permit(account, permissions)));
            }
        });
    }

    private void permit(JsonNode account, InstallationFolder.Permissions permissions) {
        if (account == null) {
            throw new CommandFailure(
                    "there is no such account: an administrator makes it on the page /people, or the person signs in first");
        }
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        list(wanted.putArray("roles"), permissions.roles());
        list(wanted.putArray("projects"), permissions.projects());
        list(wanted.putArray("ownerNames"), permissions.ownerNames());
        service.put(
                "/api/v1/people/" + account.path("id").asText() + "/permissions",
                "application/json",
                wanted.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void tokens(Map<String, InstallationFolder.Token> wanted, List<Step> steps) {
        Map<String, List<JsonNode>> inForce = new HashMap<>();
        for (JsonNode one : service.read("/api/v1/tokens")) {
            if (one.path("revokedAt").isNull()) {
                inForce.computeIfAbsent(one.path("name").asText(), any -> new ArrayList<>())
                        .add(one);
            }
        }
        wanted.forEach((name, token) -> {
            List<JsonNode> now = inForce.getOrDefault(name, List.of());
            if (now.size() != 1 || !same(token, now.get(0))) {
                List<String> before = now.stream().map(ApplyCommand::shown).toList();
                steps.add(new Step(
                        now.isEmpty() ? "+" : "~",
                        "token " + name,
                        Lines.otherwise(String.join("\n", before), token.shown()),
                        () -> replace(now, token)));
            }
        });
        if (prune) {
            inForce.forEach((name, all) -> all.stream()
                    .filter(one -> !wanted.containsKey(name)
                            && !words(one.path("roles")).contains(ADMIN))
                    .forEach(one -> steps.add(new Step(
                            "-",
                            "token " + name,
                            List.of(),
                            () -> service.delete(
                                    "/api/v1/tokens/" + one.path("id").asText())))));
        }
    }

    private static boolean same(InstallationFolder.Token token, JsonNode now) {
        return token.sha256().startsWith(now.path("fingerprint").asText("none"))
                && token.roles().equals(words(now.path("roles")))
                && token.sources().equals(words(now.path("sources")))
                && token.types().equals(words(now.path("types")))
                && token.projects().equals(words(now.path("projects")))
                && (token.expiresAt().isEmpty()
                        || !now.path("expiresAt").isNull()
                                && token.expiresAt()
                                        .get()
                                        .isEqual(OffsetDateTime.parse(
                                                now.path("expiresAt").asText())));
    }

    private static String shown(JsonNode now) {
        return "sha256 " + now.path("fingerprint").asText() + "…, roles " + words(now.path("roles")) + ", sources "
                + words(now.path("sources")) + ", types " + words(now.path("types")) + ", projects "
                + words(now.path("projects"));
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new TreeSet<>();
        list.forEach(one -> words.add(one.asText()));
        return words;
    }

    /** The former ones end first: of one secret there is one token. */
    private void replace(List<JsonNode> former, InstallationFolder.Token token) {
        former.forEach(one -> service.delete("/api/v1/tokens/" + one.path("id").asText()));
        ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("name", token.name());
        wanted.put("sha256", token.sha256());
        list(wanted.putArray("roles"), token.roles());
        list(wanted.putArray("sources"), token.sources());
        list(wanted.putArray("types"), token.types());
        list(wanted.putArray("projects"), token.projects());
        token.expiresAt().ifPresent(end -> wanted.put("expiresAt", end.toString()));
        service.post("/api/v1/tokens", wanted);
    }

    private static void list(ArrayNode into, Set<String> words) {
        words.forEach(into::add);
    }
}
