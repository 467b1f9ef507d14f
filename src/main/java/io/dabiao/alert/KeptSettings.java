package io.dabiao.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Alert settings that administrators make on pages, kept in the database. They are written as the file would be and read by its reader,
 * so that one rule holds for both. Secrets are encrypted under {@code dabiao.encryption-key}, go to the reader beside the text, and are
 * never given out again. Safe for use by several threads and replicas.
 */
@ApplicationScoped
public class KeptSettings {

    private static final Logger LOG = Logger.getLogger(KeptSettings.class);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "settings";
    private static final int LONGEST_NAME = 100;

    /** What is kept. */
    public enum Kind {
        /** What holds for all: one of the name {@link #WHOLE}. */
        GENERAL,
        RECEIVER,
        ROUTE,
        MAINTENANCE;

        /** As the database has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The name of the only one of {@link Kind#GENERAL}. */
    public static final String WHOLE = "all";

    /** What an administrator wants kept is wrong; nothing was changed. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Fault> faults;

        Refused(List<Fault> faults) {
            super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")), null, false, false);
            this.faults = List.copyOf(faults);
        }

        /** As the reader of the file tells them. */
        public List<Fault> faults() {
            return faults;
        }
    }

    /**
     * Something to be kept.
     *
     * @param id of what it replaces; empty for something new
     * @param revision of what it replaces, as it was seen
     * @param settings by the keys of the file, without secrets
     * @param secrets those given now; one that is not given stays as it was
     */
    public record Wanted(
            Kind kind,
            Optional<Long> id,
            int revision,
            String name,
            ObjectNode settings,
            Map<String, String> secrets) {}

    private final Settings service;
    private final Instance<Channel> channels;
    private final AlertKinds kinds;
    private final Optional<SecretCipher> cipher;
    private final ZoneId zone;
    private final Clock clock;
    private final Transactions transactions;

    KeptSettings(
            Settings settings, Instance<Channel> channels, AlertKinds kinds, Clock clock, Transactions transactions) {
        this.transactions = transactions;
        this.kinds = kinds;
        this.service = settings;
        this.channels = channels;
        this.cipher = settings.encryptionKey().filter(key -> !key.isBlank()).map(SecretCipher::new);
        this.zone = settings.zone();
        this.clock = clock;
    }

    /** Whether settings are made on pages: where no file says them. */
    public boolean used() {
        return service.alerts().isEmpty();
    }

    /** Whether this installation has a key under which secrets are kept. */
    public boolean keepsSecrets() {
        return cipher.isPresent();
    }

    /** The channels that a receiver may be made of, by name. */
    public Map<String, Channel> channels() {
        return channels.stream()
                .collect(Collectors.toMap(Channel::name, one -> one, (one, other) -> one, java.util.TreeMap::new));
    }

    /** All of a kind, in order. */
    public List<KeptSetting> all(Kind kind) {
        return QuarkusTransaction.requiringNew()
                .call(() -> of(kind).stream().map(this::kept).toList());
    }

    private KeptSetting kept(KeptSettingRow row) {
        return new KeptSetting(
                row.id,
                row.name,
                row.author,
                row.revision,
                settings(row),
                secrets(row).keySet());
    }

    static List<KeptSettingRow> of(Kind kind) {
        return KeptSettingRow.list("kind = ?1 order by place, id", kind.word());
    }

    /** @throws Problem 404 where there is none */
    public KeptSetting one(Kind kind, long id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> KeptSettingRow.<KeptSettingRow>findByIdOptional(id)
                        .filter(one -> one.kind.equals(kind.word()))
                        .map(this::kept)
                        .orElseThrow(() ->
                                new Problem(ErrorCode.NO_SUCH_SETTING, "no " + kind.word() + " has the id " + id)));
    }

    public Optional<KeptSetting> named(Kind kind, String name) {
        return all(kind).stream().filter(one -> one.name().equals(name)).findFirst();
    }

    static ObjectNode settings(KeptSettingRow one) {
        try {
            return (ObjectNode) JSON.readTree(one.settings);
        } catch (JsonProcessingException own) {
            throw new UncheckedIOException("alert setting " + one.id + " cannot be read back", own);
        }
    }

    /** An empty mapping to fill with settings. */
    public static ObjectNode empty() {
        return JSON.createObjectNode();
    }

    /** Another number is another state of the settings. */
    long revision() {
        return transactions.joined(handle -> handle.createQuery("select revision from alert_setting_state")
                .mapTo(long.class)
                .one());
    }

    /** What is kept, as the file would say it, and its secrets by name; within a transaction. */
    AlertSettingsReader.SettingsReading read(AlertSettingsReader reader) {
        List<KeptSettingRow> all = KeptSettingRow.list("order by place, id");
        Map<String, String> kept = new HashMap<>();
        return reader.read(SOURCE, text(all, kept), kept);
    }

    private String text(List<KeptSettingRow> all, Map<String, String> kept) {
        ObjectNode whole = JSON.createObjectNode();
        ObjectNode receivers = JSON.createObjectNode();
        ArrayNode routes = JSON.createArrayNode();
        ArrayNode maintenance = JSON.createArrayNode();
        for (KeptSettingRow one : all) {
            ObjectNode settings = settings(one);
            for (Map.Entry<String, String> secret : secrets(one).entrySet()) {
                String name = one.kind + "/" + one.name + "/" + secret.getKey();
                kept.put(name, secret.getValue());
                settings.putObject(secret.getKey()).put("kept", name);
            }
            switch (Kind.valueOf(one.kind.toUpperCase(Locale.ROOT))) {
                case GENERAL -> whole.setAll(settings);
                case RECEIVER -> receivers.set(one.name, settings);
                case ROUTE -> routes.add(settings.put("name", one.name));
                case MAINTENANCE -> maintenance.add(settings.put("id", one.name));
            }
        }
        whole.set("receivers", receivers);
        whole.set("routes", routes);
        whole.set("maintenance", maintenance);
        return whole.toString();
    }

    Map<String, String> secrets(KeptSettingRow one) {
        if (one.secrets == null || cipher.isEmpty()) {
            return Map.of();
        }
        try {
            return JSON.readValue(
                    cipher.get().decrypt(one.secrets, one.id), new TypeReference<Map<String, String>>() {});
        } catch (GeneralSecurityException otherKey) {
            LOG.errorf(
                    "the secrets of the alert setting '%s' were kept under another dabiao.encryption-key: bring that key"
                            + " back, or give them again",
                    one.name);
            return Map.of();
        } catch (IOException own) {
            throw new UncheckedIOException(own);
        }
    }

    /**
     * Keeps it, where all settings with it are sound.
     *
     * @param by who wants it
     * @throws Refused where they are not
     * @throws Problem 409 where someone has changed it meanwhile or it is taken by name, 400 where the name is none or a secret cannot be kept
     */
    public KeptSetting save(Wanted wanted, String by) {
        String name = wanted.name() == null ? "" : wanted.name().strip();
        expectName(name, wanted.secrets());
        return QuarkusTransaction.requiringNew().call(() -> {
            lock();
            KeptSettingRow row = wanted.id()
                    .map(id -> KeptSettingRow.<KeptSettingRow>findByIdOptional(id)
                            .filter(one -> one.kind.equals(wanted.kind().word()))
                            .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_SETTING, "it was removed meanwhile")))
                    .orElseGet(KeptSettingRow::new);
            if (row.id != null && row.revision != wanted.revision()) {
                throw new Problem(ErrorCode.CHANGED_MEANWHILE, row.author).with("by", row.author);
            }
            boolean taken = KeptSettingRow.count(
                            "kind = ?1 and name = ?2 and id <> ?3",
                            wanted.kind().word(),
                            name,
                            row.id == null ? 0L : row.id)
                    > 0;
            if (taken) {
                throw new Problem(
                        ErrorCode.NAME_TAKEN, "another " + wanted.kind().word() + " has that name");
            }
            String before = row.name;
            Map<String, String> secrets = new HashMap<>(row.id == null ? Map.of() : secrets(row));
            secrets.putAll(wanted.secrets());
            row.kind = wanted.kind().word();
            row.name = name;
            row.settings = wanted.settings().toString();
            row.author = by;
            row.changedAt = clock.instant();
            row.revision++;
            if (row.id == null) {
                row.place = (int) KeptSettingRow.count("kind", row.kind);
                row.persist();
                KeptSettingRow.flush();
            }
            row.secrets = secrets.isEmpty() ? null : encrypted(secrets, row.id);
            if (before != null && !before.equals(name) && wanted.kind() == Kind.RECEIVER) {
                renamed(before, name);
            }
            KeptSettingRow.flush();
            sound();
            next();
            AuditLog.record(row.changedAt, by, AuditAct.ALERT_SETTING_SAVED, name, AuditDetail.NONE);
            return kept(row);
        });
    }

    /** @throws Problem 400 where the name is none or a secret cannot be kept */
    void expectName(String name, Map<String, String> secrets) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(ErrorCode.NO_SETTING_NAME, "a name has 1 to " + LONGEST_NAME + " characters");
        }
        if (!secrets.isEmpty() && cipher.isEmpty()) {
            throw new Problem(ErrorCode.NO_KEY, "dabiao.encryption-key is not set: secrets cannot be kept");
        }
    }

    /** Routes name receivers. */
    private static void renamed(String before, String after) {
        for (KeptSettingRow route : of(Kind.ROUTE)) {
            ObjectNode settings = settings(route);
            rename(settings.path("receivers"), before, after);
            rename(settings.path("escalate").path("receivers"), before, after);
            route.settings = settings.toString();
        }
    }

    private static void rename(JsonNode list, String before, String after) {
        if (list instanceof ArrayNode names) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).asText().equals(before)) {
                    names.set(i, after);
                }
            }
        }
    }

    byte[] encrypted(Map<String, String> secrets, long id) {
        try {
            return cipher.orElseThrow().encrypt(JSON.writeValueAsString(secrets).getBytes(StandardCharsets.UTF_8), id);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Reads everything as it would be, and changes nothing where that is wrong. */
    void sound() {
        AlertSettingsReader reader = new AlertSettingsReader(channels(), kinds.words(), zone);
        AlertSettingsReader.SettingsReading reading = read(reader);
        reading.settings().ifPresent(AlertSettingsReader::close);
        if (!reading.faults().isEmpty()) {
            throw new Refused(reading.faults());
        }
    }

    /**
     * One at a time changes the settings, on whichever replica.
     *
     * @throws Problem 409 where a file says them
     */
    void lock() {
        if (!used()) {
            throw new Problem(
                    ErrorCode.SETTINGS_IN_A_FILE, "the alert settings stand in the file that dabiao.alerts names");
        }
        transactions.joined(handle -> handle.execute("select revision from alert_setting_state for update"));
    }

    void next() {
        transactions.joined(handle -> handle.execute("update alert_setting_state set revision = revision + 1"));
    }

    /**
     * Removes one; a receiver goes from the routes that name it, and a route that would tell no one goes with it.
     *
     * @throws Problem 404 where there is none
     */
    public void remove(Kind kind, long id, String by) {
        QuarkusTransaction.requiringNew().run(() -> {
            lock();
            KeptSettingRow row = KeptSettingRow.<KeptSettingRow>findByIdOptional(id)
                    .filter(one -> one.kind.equals(kind.word()))
                    .orElseThrow(
                            () -> new Problem(ErrorCode.NO_SUCH_SETTING, "no " + kind.word() + " has the id " + id));
            row.delete();
            if (kind == Kind.RECEIVER) {
                without(row.name);
            }
            KeptSettingRow.flush();
            sound();
            next();
            Instant now = clock.instant();
            AuditLog.record(now, by, AuditAct.ALERT_SETTING_REMOVED, row.name, AuditDetail.NONE);
        });
    }

    private static void without(String receiver) {
        for (KeptSettingRow route : of(Kind.ROUTE)) {
            ObjectNode settings = settings(route);
            List<String> left = names(settings.path("receivers"));
            left.remove(receiver);
            if (left.isEmpty()) {
                route.delete();
                continue;
            }
            settings.set("receivers", list(left));
            if (settings.path("escalate") instanceof ObjectNode escalation) {
                List<String> up = names(escalation.path("receivers"));
                up.remove(receiver);
                if (up.isEmpty()) {
                    settings.remove("escalate");
                } else {
                    escalation.set("receivers", list(up));
                }
            }
            route.settings = settings.toString();
        }
    }

    /** The texts of a list, to change. */
    public static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(one -> names.add(one.asText()));
        return names;
    }

    /** A list of texts. */
    public static ArrayNode list(List<String> names) {
        ArrayNode list = JSON.createArrayNode();
        names.forEach(list::add);
        return list;
    }

    /** Asks a route before the one that is asked before it now. */
    public void earlier(long route, String by) {
        QuarkusTransaction.requiringNew().run(() -> {
            lock();
            List<KeptSettingRow> routes = new ArrayList<>(of(Kind.ROUTE));
            for (int i = 1; i < routes.size(); i++) {
                if (routes.get(i).id == route) {
                    routes.add(i - 1, routes.remove(i));
                    break;
                }
            }
            for (int i = 0; i < routes.size(); i++) {
                routes.get(i).place = i;
            }
            next();
            routes.stream()
                    .filter(one -> one.id == route)
                    .forEach(one -> AuditLog.record(
                            clock.instant(), by, AuditAct.ALERT_SETTING_SAVED, one.name, AuditDetail.NONE));
        });
    }
}
