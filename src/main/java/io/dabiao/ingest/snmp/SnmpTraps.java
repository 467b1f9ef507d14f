package io.dabiao.ingest.snmp;

import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A port to which devices send traps and informs of SNMP. */
@ApplicationScoped
class SnmpTraps implements SourceKind {

    private static final int TRAP_PORT = 162;

    /** RFC 3414, section 11.2. */
    private static final int SHORTEST_PASSWORD = 8;

    private static final Map<String, TrapUser.Digest> DIGESTS =
            Cursor.words(TrapUser.Digest.values(), one -> one.name().toLowerCase(Locale.ROOT));
    private static final Map<String, TrapUser.Cipher> CIPHERS =
            Cursor.words(TrapUser.Cipher.values(), one -> one.name().toLowerCase(Locale.ROOT));

    private final Clock clock;

    SnmpTraps(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "snmp";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        String address = fields.optional("address").flatMap(Cursor::word).orElse("0.0.0.0");
        int port = fields.optional("port")
                .flatMap(at -> at.integer(1, 65_535, "a port"))
                .orElse(TRAP_PORT);
        Optional<String> community = fields.optional("community").flatMap(Secret::read);
        List<TrapUser> users = new ArrayList<>();
        fields.optional("users")
                .ifPresent(list -> list.items("users")
                        .forEach(one ->
                                one.fields("a user").flatMap(SnmpTraps::user).ifPresent(users::add)));
        if (!fields.has("community") && !fields.has("users")) {
            fields.whole()
                    .fault(
                            "neither a community nor users",
                            "who may send",
                            "write community: {env: NAME} for versions 1 and 2c, or users for version 3");
            return Optional.empty();
        }
        return Optional.of(new TrapPort(declaring.name(), address, port, community, List.copyOf(users), clock));
    }

    private static Optional<TrapUser> user(Fields fields) {
        Optional<String> name = fields.required("name").flatMap(Cursor::word);
        Optional<TrapUser.Digest> digest = fields.required("digest").flatMap(at -> at.oneOf(DIGESTS));
        Optional<String> password = fields.required("password").flatMap(SnmpTraps::password);
        Optional<TrapUser.Cipher> cipher = fields.optional("cipher").flatMap(at -> at.oneOf(CIPHERS));
        Optional<String> key = fields.optional("key").flatMap(SnmpTraps::password);
        fields.whole()
                .expectThat(
                        fields.has("cipher") == fields.has("key"),
                        "one of cipher and key",
                        "both, or neither for messages that are signed and not encrypted",
                        "write cipher: aes128 and key: {env: NAME}");
        fields.done();
        if (name.isEmpty() || digest.isEmpty() || password.isEmpty() || cipher.isPresent() != key.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new TrapUser(name.get(), digest.get(), password.get(), cipher, key));
    }

    private static Optional<String> password(Cursor at) {
        return Secret.read(at)
                .filter(word -> at.expectThat(
                        word.length() >= SHORTEST_PASSWORD,
                        "a password of fewer than " + SHORTEST_PASSWORD + " characters",
                        "at least so many (RFC 3414)",
                        "take a longer one, there and here"));
    }
}
