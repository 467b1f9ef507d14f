package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.probe.Probe;
import io.dabiao.database.Transactions;
import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.result.RowView;

/**
 * Which secrets a declaration may name, and the only reader of them: variables that begin with {@value #PREFIX}, and files of
 * the folder {@code dabiao.secrets-dir}. A version that was stored before this rule goes on with what else it names for
 * {@link #GRACE}, counted from when the service first saw it. Safe for use by several threads.
 */
@ApplicationScoped
public class DeclaredSecrets {

    public static final String PREFIX = "DABIAO_SECRET_";

    /** For so long what was named before the rule is read still. */
    public static final Duration GRACE = Duration.ofDays(30);

    private static final Logger LOG = Logger.getLogger(DeclaredSecrets.class);

    /**
     * A secret that declarations in force name and may not.
     *
     * @param projects that name it
     * @param until it is read still; past where it no longer is, empty where it never was
     * @param because what the rule says
     */
    public record Foreign(Reach.Secret secret, List<String> projects, Optional<Instant> until, String because) {}

    private final Optional<Path> folder;
    private final Clock clock;
    private final Transactions transactions;
    private volatile Map<Reach.Secret, Instant> seen = Map.of();
    private volatile List<Foreign> foreign = List.of();

    @Inject
    DeclaredSecrets(Settings settings, Clock clock, Transactions transactions) {
        this(settings.secretsDir(), clock, transactions);
    }

    /** @param folder of the files that may be named; empty for none */
    DeclaredSecrets(Optional<Path> folder, Clock clock, Transactions transactions) {
        this.transactions = transactions;
        this.folder = folder.map(path -> path.toAbsolutePath().normalize());
        this.clock = clock;
    }

    /** Why a declaration may not name a secret, in words; empty where it may. */
    public Optional<String> refusal(Reach.Secret secret) {
        if (secret.kept() == Reach.Kept.ENV) {
            boolean own = secret.name().startsWith(PREFIX) && secret.name().length() > PREFIX.length();
            return own
                    ? Optional.empty()
                    : Optional.of("a declaration may name only variables that begin with " + PREFIX + ", not "
                            + secret.name());
        }
        if (folder.isEmpty()) {
            return Optional.of(
                    "a declaration may name only files of the folder dabiao.secrets-dir, which is not set, not "
                            + secret.name());
        }
        Optional<Path> path = path(secret.name());
        return path.filter(inside -> inside.startsWith(folder.get()) && !inside.equals(folder.get()))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(
                        "a declaration may name only files of the folder dabiao.secrets-dir, not " + secret.name());
    }

    /** Relative ones are the folder's. */
    private Optional<Path> path(String written) {
        try {
            Path path = Path.of(written);
            return Optional.of(folder.map(own -> own.resolve(path))
                    .orElse(path.toAbsolutePath())
                    .normalize());
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    /** The faults of a declaration's secrets, where its text names them first. */
    List<Fault> faults(String file, String text, Declaration declaration) {
        List<Fault> faults = new ArrayList<>();
        for (Reach.Secret secret : Reach.of(declaration).secrets()) {
            refusal(secret).ifPresent(because -> {
                int at = Math.max(0, text.indexOf(secret.name()));
                String before = text.substring(0, at);
                int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
                faults.add(new Fault(
                        file,
                        line,
                        at - before.lastIndexOf('\n'),
                        "the secret " + secret,
                        "{env: " + PREFIX + "…} or {file: …} of the folder dabiao.secrets-dir",
                        because));
            });
        }
        return faults;
    }

    /**
     * Notes what the versions stored before the rule name, and what is in force. Within the caller's transaction.
     *
     * @param inForce the declarations that answer now
     */
    void note(Collection<EffectiveDeclaration> inForce) {
        List<DeclarationVersion> older = DeclarationVersion.list(
                "confined = false and standing in ?1",
                List.of(VersionState.IN_FORCE, VersionState.DRAFT, VersionState.SCHEDULED));
        for (DeclarationVersion version : older) {
            Versions.own(version)
                    .ifPresent(own -> Reach.of(own).secrets().stream()
                            .filter(secret -> refusal(secret).isPresent())
                            .forEach(this::firstSeen));
        }
        seen = transactions.joined(handle -> handle.createQuery("select kept, name, seen_at from declared_secret")
                .map(row -> Map.entry(secret(row), row.getColumn("seen_at", Instant.class)))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
        SortedMap<Reach.Secret, List<String>> named = new TreeMap<>();
        inForce.forEach(effectiveDeclaration -> Reach.of(effectiveDeclaration.declaration()).secrets().stream()
                .filter(secret -> refusal(secret).isPresent())
                .forEach(secret -> named.computeIfAbsent(secret, any -> new ArrayList<>())
                        .add(effectiveDeclaration.declaration().year() + "/"
                                + effectiveDeclaration.declaration().project())));
        foreign = named.entrySet().stream()
                .map(entry -> new Foreign(
                        entry.getKey(),
                        entry.getValue().stream().sorted().toList(),
                        until(entry.getKey()),
                        refusal(entry.getKey()).orElseThrow()))
                .toList();
    }

    private static Reach.Secret secret(RowView row) {
        return new Reach.Secret(
                Reach.Kept.valueOf(row.getColumn("kept", String.class).toUpperCase(Locale.ROOT)),
                row.getColumn("name", String.class));
    }

    private void firstSeen(Reach.Secret secret) {
        int added = transactions.joined(handle -> handle.createUpdate(
                        "insert into declared_secret (kept, name, seen_at) values (:kept, :name, :at) on conflict do nothing")
                .bind("kept", secret.kept().word())
                .bind("name", secret.name())
                .bind("at", clock.instant())
                .execute());
        if (added > 0) {
            LOG.warnf(
                    "%s; what names it since before this rule goes on until %s",
                    refusal(secret).orElse(""), clock.instant().plus(GRACE));
        }
    }

    private Optional<Instant> until(Reach.Secret secret) {
        return Optional.ofNullable(seen.get(secret)).map(at -> at.plus(GRACE));
    }

    /** What declarations in force name and may not, read still or no longer. */
    public List<Foreign> foreign() {
        return foreign;
    }

    /** @throws IOException where it may not be named, or is not where it should be; the message shows no secret */
    public String text(Probe.Text text) throws IOException {
        if (text instanceof Probe.Text.FromEnvironment from) {
            permitted(new Reach.Secret(Reach.Kept.ENV, from.name()));
            String value = System.getenv(from.name());
            if (value == null) {
                throw new IOException("the environment has no " + from.name());
            }
            return value;
        }
        if (text instanceof Probe.Text.FromFile from) {
            return Files.readString(file(from.path())).strip();
        }
        return ((Probe.Text.Plain) text).text();
    }

    /**
     * The file that a declaration names.
     *
     * @throws IOException where it may not be named, is not there, or leads out of the folder by a link
     */
    public Path file(String written) throws IOException {
        boolean inside = permitted(new Reach.Secret(Reach.Kept.FILE, written));
        Path path = path(written).orElseThrow(() -> new IOException("no path: " + written));
        if (!Files.isReadable(path)) {
            throw new IOException("no file that can be read: " + written);
        }
        if (inside && !path.toRealPath().startsWith(folder.orElseThrow().toRealPath())) {
            throw new IOException(written + " leads out of the folder dabiao.secrets-dir");
        }
        return path;
    }

    /** Whether the rule permits it; false where it is read for the time being only. */
    private boolean permitted(Reach.Secret secret) throws IOException {
        Optional<String> refusal = refusal(secret);
        if (refusal.isEmpty()) {
            return true;
        }
        Optional<Instant> until = until(secret);
        if (until.isEmpty()) {
            throw new IOException(refusal.get());
        }
        if (!clock.instant().isBefore(until.get())) {
            throw new IOException(refusal.get() + "; it was read until " + until.get());
        }
        return false;
    }
}
