package io.dabiao.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.alert.KeptSettings.Kind;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All alert settings at once, as a folder under version control has them, in place of those that pages keep. What differs is told; a trial
 * changes nothing. Safe for use by several threads and replicas.
 */
@ApplicationScoped
public class WholeSettings {

    /** Keys that only a file may say, since they name files of the service's machine. */
    private static final Set<String> OF_FILES = Set.of("env", "file", "kept", "template", "texts", "headers");

    /** Keys of a receiver besides those of its channel. */
    private static final Set<String> OF_RECEIVERS = Set.of("channel", "language");

    /**
     * A setting that is wanted.
     *
     * @param settings by the keys of the file, without secrets
     * @param secrets by key
     */
    public record Setting(Kind kind, String name, ObjectNode settings, Map<String, String> secrets) {}

    /** What becomes of a setting. */
    public enum Change {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * Something that is not as wanted.
     *
     * @param before without secrets; empty where it is added
     * @param after without secrets; empty where it is removed
     * @param secrets keys of those that differ
     * @param moved whether it is asked at another place among those of its kind
     */
    public record Difference(
            Change change,
            Kind kind,
            String name,
            Optional<ObjectNode> before,
            Optional<ObjectNode> after,
            Set<String> secrets,
            boolean moved) {}

    private final KeptSettings kept;
    private final Clock clock;

    WholeSettings(KeptSettings kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * A channel's secrets, taken out of what a receiver says.
     *
     * @throws IllegalArgumentException where a key is none that can be kept, in words
     */
    public Setting receiver(String name, ObjectNode settings, Map<String, String> secrets) {
        ObjectNode open = settings.deepCopy();
        Channel channel = kept.channels().get(open.path("channel").asText());
        if (channel == null) {
            throw new IllegalArgumentException("the receiver '" + name + "' names no channel; there are "
                    + String.join(", ", kept.channels().keySet()));
        }
        Map<String, ChannelField> fields =
                channel.fields().stream().collect(Collectors.toMap(ChannelField::key, one -> one));
        Map<String, String> hidden = new HashMap<>(secrets);
        for (String key : names(open)) {
            if (!OF_RECEIVERS.contains(key) && !fields.containsKey(key)) {
                throw new IllegalArgumentException("the receiver '" + name + "' says " + key
                        + ", which only a file of the service can; kept are channel, language, "
                        + channel.fields().stream().map(ChannelField::key).collect(Collectors.joining(", ")));
            }
            if (fields.containsKey(key)
                    && fields.get(key).hidden()
                    && open.get(key).isTextual()) {
                hidden.put(key, open.remove(key).asText());
            }
        }
        hidden.keySet().stream()
                .filter(key -> !fields.containsKey(key) || !fields.get(key).hidden())
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("the receiver '" + name + "' has no secret " + key);
                });
        return other(Kind.RECEIVER, name, open, hidden);
    }

    /** @throws IllegalArgumentException where a key is none that can be kept, in words */
    public Setting other(Kind kind, String name, ObjectNode settings) {
        return other(kind, name, settings, Map.of());
    }

    private static Setting other(Kind kind, String name, ObjectNode settings, Map<String, String> secrets) {
        ofNoFile(kind.word() + " '" + name + "'", settings);
        return new Setting(kind, name, settings.deepCopy(), Map.copyOf(secrets));
    }

    private static void ofNoFile(String where, JsonNode node) {
        if (node.isObject()) {
            for (String key : names((ObjectNode) node)) {
                if (OF_FILES.contains(key)) {
                    throw new IllegalArgumentException(
                            "the " + where + " says " + key + ", which only a file of the service can");
                }
            }
        }
        node.forEach(one -> ofNoFile(where, one));
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * Makes the settings those that are wanted, in their order.
     *
     * @param prune whether others go
     * @param trial whether nothing is changed
     * @return what differs, or differed
     * @throws KeptSettings.Refused where they are not sound together
     * @throws io.dabiao.problem.Problem 409 where a file says them, 400 where a secret cannot be kept
     */
    public List<Difference> apply(List<Setting> wanted, boolean prune, boolean trial, String by) {
        wanted.forEach(one -> kept.expectName(one.name(), one.secrets()));
        try {
            return QuarkusTransaction.requiringNew().call(() -> applied(wanted, prune, trial, by));
        } catch (OnlyTried tried) {
            return tried.differences;
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

    private List<Difference> applied(List<Setting> wanted, boolean prune, boolean trial, String by) {
        kept.lock();
        List<Difference> differences = new ArrayList<>();
        Map<Kind, List<KeptSettingRow>> left = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            List<Setting> ofKind =
                    wanted.stream().filter(one -> one.kind() == kind).toList();
            left.put(kind, changed(kind, ofKind, prune, by, differences));
        }
        left.values().forEach(WholeSettings::placed);
        KeptSettingRow.flush();
        kept.sound();
        if (trial) {
            throw new OnlyTried(differences);
        }
        if (!differences.isEmpty()) {
            kept.next();
            Instant now = clock.instant();
            differences.forEach(one -> AuditLog.record(
                    now,
                    by,
                    one.change() == Change.REMOVED ? AuditAct.ALERT_SETTING_REMOVED : AuditAct.ALERT_SETTING_SAVED,
                    one.name(),
                    AuditDetail.NONE));
        }
        return differences;
    }

    /** The rows of a kind as they are to be, in order. */
    private List<KeptSettingRow> changed(
            Kind kind, List<Setting> wanted, boolean prune, String by, List<Difference> differences) {
        Map<String, KeptSettingRow> there = new LinkedHashMap<>();
        KeptSettings.of(kind).forEach(row -> there.put(row.name, row));
        List<String> common = there.keySet().stream()
                .filter(name -> wanted.stream().anyMatch(one -> one.name().equals(name)))
                .toList();
        List<KeptSettingRow> rows = new ArrayList<>();
        int at = 0;
        for (Setting one : wanted) {
            KeptSettingRow row = there.remove(one.name());
            boolean moved =
                    kind == Kind.ROUTE && row != null && !common.get(at++).equals(one.name());
            rows.add(row == null ? added(one, by, differences) : changed(row, one, moved, by, differences));
        }
        for (KeptSettingRow row : there.values()) {
            if (prune) {
                differences.add(new Difference(
                        Change.REMOVED,
                        kind,
                        row.name,
                        Optional.of(KeptSettings.settings(row)),
                        Optional.empty(),
                        Set.of(),
                        false));
                row.delete();
            } else {
                rows.add(row);
            }
        }
        return rows;
    }

    private KeptSettingRow added(Setting wanted, String by, List<Difference> differences) {
        KeptSettingRow row = new KeptSettingRow();
        row.kind = wanted.kind().word();
        row.name = wanted.name();
        write(row, wanted, by);
        row.persist();
        KeptSettingRow.flush();
        row.secrets = wanted.secrets().isEmpty() ? null : kept.encrypted(wanted.secrets(), row.id);
        differences.add(new Difference(
                Change.ADDED,
                wanted.kind(),
                wanted.name(),
                Optional.empty(),
                Optional.of(wanted.settings()),
                wanted.secrets().keySet(),
                false));
        return row;
    }

    private KeptSettingRow changed(
            KeptSettingRow row, Setting wanted, boolean moved, String by, List<Difference> differences) {
        ObjectNode before = KeptSettings.settings(row);
        Map<String, String> secrets = kept.secrets(row);
        Set<String> others = new TreeSet<>(secrets.keySet());
        others.addAll(wanted.secrets().keySet());
        others.removeIf(
                key -> secrets.getOrDefault(key, "").equals(wanted.secrets().getOrDefault(key, "")));
        if (moved || !others.isEmpty() || !before.equals(wanted.settings())) {
            write(row, wanted, by);
            row.secrets = wanted.secrets().isEmpty() ? null : kept.encrypted(wanted.secrets(), row.id);
            differences.add(new Difference(
                    Change.CHANGED,
                    wanted.kind(),
                    wanted.name(),
                    Optional.of(before),
                    Optional.of(wanted.settings()),
                    others,
                    moved));
        }
        return row;
    }

    private void write(KeptSettingRow row, Setting wanted, String by) {
        row.settings = wanted.settings().toString();
        row.author = by;
        row.changedAt = clock.instant();
        row.revision++;
    }

    private static void placed(List<KeptSettingRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).place = i;
        }
    }
}
