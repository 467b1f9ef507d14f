package io.dabiao.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.person.SecretCipher;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.database.Transactions;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The sources that were declared over the API. They are kept as a file would say them, so that one reader holds for both; their secrets are
 * encrypted under {@code dabiao.encryption-key}, go to the reader beside the text, and are never given out again. Safe for use by several
 * threads and replicas.
 */
@ApplicationScoped
class KeptSources {

    /** Where a source is declared, in place of a file's name. */
    private static final String PLACE = "API";

    private static final Logger LOG = Logger.getLogger(KeptSources.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEPT = "kept";

    /** Another replica's change holds here so much later at most: asking each second would keep a database awake for what hardly ever changes. */
    private static final Duration ASKED_EVERY = Duration.ofSeconds(5);

    /** What a file of the service may say of its machine, and no caller. */
    private static final Set<String> OF_FILES = Set.of("env", "file");

    /** Below these a key is an attribute's name. */
    private static final Set<String> MAPPINGS = Set.of("mapping", "mappings");

    /**
     * A source that is wanted.
     *
     * @param settings by the keys of a file; a secret is {@code {"kept": NAME}}
     * @param secrets by name
     */
    record Wanted(String name, ObjectNode settings, Map<String, String> secrets) {}

    /** What becomes of a source. */
    enum Change {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * A source that is not as wanted.
     *
     * @param before without secrets; empty where it is added
     * @param after without secrets; empty where it is removed
     * @param secrets names of those that differ
     */
    record Difference(
            Change change, String name, Optional<ObjectNode> before, Optional<ObjectNode> after, Set<String> secrets) {}

    /**
     * All that are kept, as files would say them.
     *
     * @param secrets by the names that the files ask for
     */
    record Kept(List<FileText> files, Map<String, String> secrets) {}

    static final Kept NONE = new Kept(List.of(), Map.of());

    /** What is wanted is not sound. Nothing was changed. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient List<Fault> faults;

        Refused(List<Fault> faults) {
            super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")), null, false, false);
            this.faults = List.copyOf(faults);
        }

        List<Fault> faults() {
            return faults;
        }
    }

    /** Rolls a trial back, with what it found. */
    private static final class OnlyTried extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient List<Difference> differences;

        private OnlyTried(List<Difference> differences) {
            super("nothing was changed: it was a trial", null, false, false);
            this.differences = differences;
        }
    }

    private final Optional<SecretCipher> cipher;
    private final Clock clock;
    private final Transactions transactions;
    private volatile Instant asked = Instant.MIN;
    private volatile long revision;

    KeptSources(Settings settings, Clock clock, Transactions transactions) {
        this.transactions = transactions;
        this.cipher = settings.encryptionKey().filter(key -> !key.isBlank()).map(SecretCipher::new);
        this.clock = clock;
    }

    /** Changes with every change of what is kept; another replica's is seen some seconds later. */
    long revision(Instant now) {
        if (asked.equals(Instant.MIN) || !now.isBefore(asked.plus(ASKED_EVERY))) {
            revision = QuarkusTransaction.requiringNew().call(() -> known("select revision from kept_source_state"));
            asked = now;
        }
        return revision;
    }

    private long known(String query) {
        return transactions.joined(
                handle -> handle.createQuery(query).mapTo(long.class).one());
    }

    Kept read() {
        return QuarkusTransaction.requiringNew().call(this::all);
    }

    private Kept all() {
        List<FileText> files = new ArrayList<>();
        Map<String, String> secrets = new HashMap<>();
        for (KeptSourceRow row : KeptSourceRow.<KeptSourceRow>list("order by name")) {
            secrets(row).forEach((name, secret) -> secrets.put(row.name + "/" + name, secret));
            files.add(file(row.name, settings(row)));
        }
        return new Kept(List.copyOf(files), Map.copyOf(secrets));
    }

    /** A source as a file would say it. */
    static FileText file(String name, ObjectNode settings) {
        ObjectNode whole = JSON.createObjectNode();
        whole.putObject("sources").set(name, ofOne(name, settings));
        return FileText.of(PLACE + " " + name, whole.toPrettyString());
    }

    /** A source asks for secrets of its own alone. */
    private static ObjectNode ofOne(String source, ObjectNode settings) {
        for (String key : names(settings)) {
            if (!MAPPINGS.contains(key)) {
                ofOne(source, settings.get(key));
            }
        }
        return settings;
    }

    private static void ofOne(String source, JsonNode node) {
        if (node instanceof ObjectNode object
                && object.size() == 1
                && object.path(KEPT).isTextual()) {
            object.put(KEPT, source + "/" + object.get(KEPT).asText());
        } else {
            node.forEach(one -> ofOne(source, one));
        }
    }

    private static ObjectNode settings(KeptSourceRow row) {
        try {
            return (ObjectNode) JSON.readTree(row.settings);
        } catch (JsonProcessingException own) {
            throw new UncheckedIOException(own);
        }
    }

    private Map<String, String> secrets(KeptSourceRow row) {
        if (row.secrets == null || cipher.isEmpty()) {
            return Map.of();
        }
        try {
            return JSON.readValue(
                    cipher.get().decrypt(row.secrets, row.id), new TypeReference<Map<String, String>>() {});
        } catch (GeneralSecurityException otherKey) {
            LOG.errorf(
                    "the secrets of the source '%s' were kept under another dabiao.encryption-key: bring that key back, or"
                            + " give them again",
                    row.name);
            return Map.of();
        } catch (IOException own) {
            throw new UncheckedIOException(own);
        }
    }

    /**
     * Makes the sources those that are wanted.
     *
     * @param prune whether others go
     * @param trial whether nothing is changed
     * @param faults what is wrong with all that would be kept then, together with the files of the folder
     * @return what differs, or differed
     * @throws Refused where they are not sound together
     * @throws IllegalArgumentException where one says what only a file can, in words
     * @throws Problem 400 where a secret cannot be kept
     */
    List<Difference> replace(
            List<Wanted> wanted, boolean prune, boolean trial, String by, Function<Kept, List<Fault>> faults) {
        for (Wanted one : wanted) {
            if (!one.secrets().isEmpty() && cipher.isEmpty()) {
                throw new Problem(ErrorCode.NO_KEY, "dabiao.encryption-key is not set: secrets cannot be kept");
            }
            Set<String> named = new TreeSet<>();
            ofNoFile(one, named);
            one.secrets().keySet().stream()
                    .filter(name -> !named.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException("the source '" + one.name() + "' has no secret " + name
                                + ": it says {\"kept\": …} nowhere");
                    });
        }
        try {
            List<Difference> differences =
                    QuarkusTransaction.requiringNew().call(() -> replaced(wanted, prune, trial, by, faults));
            asked = Instant.MIN;
            return differences;
        } catch (OnlyTried tried) {
            return tried.differences;
        }
    }

    private static void ofNoFile(Wanted wanted, Set<String> named) {
        for (String key : names(wanted.settings())) {
            if (!MAPPINGS.contains(key)) {
                ofNoFile(wanted.name(), wanted.settings().get(key), named);
            }
        }
    }

    private static void ofNoFile(String source, JsonNode node, Set<String> named) {
        if (node.isObject()) {
            for (String key : names((ObjectNode) node)) {
                if (OF_FILES.contains(key)) {
                    throw new IllegalArgumentException(
                            "the source '" + source + "' says " + key
                                    + ", which only a file of the service can: send the secret beside it, and {\"kept\": NAME} in its place");
                }
                if (key.equals(KEPT)) {
                    named.add(node.get(key).asText());
                }
            }
        }
        node.forEach(one -> ofNoFile(source, one, named));
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private List<Difference> replaced(
            List<Wanted> wanted, boolean prune, boolean trial, String by, Function<Kept, List<Fault>> faults) {
        known("select revision from kept_source_state for update");
        Map<String, KeptSourceRow> there = new LinkedHashMap<>();
        KeptSourceRow.<KeptSourceRow>list("order by name").forEach(row -> there.put(row.name, row));
        List<Difference> differences = new ArrayList<>();
        for (Wanted one : wanted) {
            KeptSourceRow row = there.remove(one.name());
            if (row == null) {
                added(one, by, differences);
            } else {
                changed(row, one, by, differences);
            }
        }
        if (prune) {
            for (KeptSourceRow row : there.values()) {
                differences.add(new Difference(
                        Change.REMOVED, row.name, Optional.of(settings(row)), Optional.empty(), Set.of()));
                row.delete();
            }
        }
        KeptSourceRow.flush();
        List<Fault> wrong = faults.apply(all());
        if (!wrong.isEmpty()) {
            throw new Refused(wrong);
        }
        if (trial) {
            throw new OnlyTried(differences);
        }
        if (!differences.isEmpty()) {
            transactions.joined(handle -> handle.execute("update kept_source_state set revision = revision + 1"));
            Instant now = clock.instant();
            differences.forEach(one -> AuditLog.record(
                    now,
                    by,
                    one.change() == Change.REMOVED ? AuditAct.SOURCE_REMOVED : AuditAct.SOURCE_DECLARED,
                    one.name(),
                    AuditDetail.NONE));
        }
        return differences;
    }

    private void added(Wanted wanted, String by, List<Difference> differences) {
        KeptSourceRow row = new KeptSourceRow();
        row.name = wanted.name();
        write(row, wanted, by);
        row.persist();
        KeptSourceRow.flush();
        row.secrets = encrypted(wanted.secrets(), row.id);
        differences.add(new Difference(
                Change.ADDED,
                wanted.name(),
                Optional.empty(),
                Optional.of(wanted.settings()),
                wanted.secrets().keySet()));
    }

    private void changed(KeptSourceRow row, Wanted wanted, String by, List<Difference> differences) {
        ObjectNode before = settings(row);
        Map<String, String> secrets = secrets(row);
        Set<String> others = new TreeSet<>(secrets.keySet());
        others.addAll(wanted.secrets().keySet());
        others.removeIf(
                name -> secrets.getOrDefault(name, "").equals(wanted.secrets().getOrDefault(name, "")));
        if (!others.isEmpty() || !before.equals(wanted.settings())) {
            write(row, wanted, by);
            row.secrets = encrypted(wanted.secrets(), row.id);
            differences.add(new Difference(
                    Change.CHANGED, row.name, Optional.of(before), Optional.of(wanted.settings()), others));
        }
    }

    private void write(KeptSourceRow row, Wanted wanted, String by) {
        row.settings = wanted.settings().toString();
        row.author = by;
        row.changedAt = clock.instant();
    }

    private byte[] encrypted(Map<String, String> secrets, long id) {
        if (secrets.isEmpty()) {
            return null;
        }
        try {
            return cipher.orElseThrow().encrypt(JSON.writeValueAsString(secrets).getBytes(StandardCharsets.UTF_8), id);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
