package io.dabiao.cli;

import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.Secret;
import io.dabiao.yaml.Source;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The services that someone speaks to, from a file of theirs: {@code contexts} by name, and {@code current}, the one that is meant
 * where none is named. Tokens are not in it but named ({@code {env: NAME}} or {@code {file: PATH}}).
 */
final class Contexts {

    /**
     * A service, and who speaks to it.
     *
     * @param token empty where it comes from the option or the environment
     */
    record Context(URI url, Optional<String> token) {}

    private final Path file;
    private final Optional<String> current;
    private final Map<String, Cursor> contexts;
    private final Source source;

    private Contexts(Path file, Source source, Optional<String> current, Map<String, Cursor> contexts) {
        this.file = file;
        this.source = source;
        this.current = current;
        this.contexts = contexts;
    }

    /** {@code DABIAO_CONFIG}, else {@code dabiao/config.yaml} in the folder of the account's settings. */
    static Path file(Map<String, String> environment) {
        String said = environment.get("DABIAO_CONFIG");
        if (said != null && !said.isBlank()) {
            return Path.of(said);
        }
        String settings = environment.get("XDG_CONFIG_HOME");
        Path folder = settings == null || settings.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(settings);
        return folder.resolve("dabiao").resolve("config.yaml");
    }

    /**
     * The context with a name, or the current one.
     *
     * @param name null for the current one
     * @return empty where none is named and the file is not there or names no current one
     * @throws CommandFailure where the file is wrong, or has no such context
     */
    static Optional<Context> context(Path file, String name) {
        if (!Files.exists(file)) {
            if (name != null) {
                throw new CommandFailure("there is no file " + file + " with the context '" + name + "'");
            }
            return Optional.empty();
        }
        Contexts read = read(file);
        Optional<String> wanted = Optional.ofNullable(name).or(() -> read.current);
        return wanted.map(read::named);
    }

    private static Contexts read(Path file) {
        FileText text = FileText.read(file.toString(), () -> Files.newInputStream(file));
        text.unreadable().ifPresent(fault -> {
            throw new CommandFailure(fault.toString());
        });
        Source source = new Source(text.file(), text.text());
        Map<String, Cursor> contexts = new LinkedHashMap<>();
        Optional<String> current = Optional.empty();
        Optional<Fields> fields = source.root().flatMap(root -> root.fields("a file of contexts"));
        if (fields.isPresent()) {
            current = fields.get().optional("current").flatMap(Cursor::word);
            fields.get()
                    .required("contexts")
                    .flatMap(at -> at.fields("contexts"))
                    .ifPresent(all -> all.names()
                            .forEach(name ->
                                    contexts.put(name, all.optional(name).orElseThrow())));
            fields.get().done();
        }
        expectNone(source.faults());
        return new Contexts(file, source, current, contexts);
    }

    /** Of one context alone: a token of another that is not at hand here is no fault. */
    private Context named(String name) {
        Cursor at = contexts.get(name);
        if (at == null) {
            throw new CommandFailure(
                    file + " has no context '" + name + "'; it has " + String.join(", ", contexts.keySet()));
        }
        Optional<Fields> fields = at.fields("a context");
        Optional<URI> url = fields.flatMap(one -> one.required("url")).flatMap(Contexts::address);
        Optional<String> token = fields.flatMap(one -> one.optional("token")).flatMap(Secret::read);
        fields.ifPresent(Fields::done);
        expectNone(source.faults());
        return new Context(url.orElseThrow(), token);
    }

    private static Optional<URI> address(Cursor at) {
        return at.word()
                .filter(text -> at.expect(
                        text.matches("https?://[^\\s/]+\\S*"),
                        "an address of http",
                        "write it like http://127.0.0.1:8080"))
                .map(URI::create);
    }

    private static void expectNone(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new CommandFailure(String.join(
                    System.lineSeparator(), faults.stream().map(Fault::toString).toList()));
        }
    }
}
