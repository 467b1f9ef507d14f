package io.dabiao.check.database;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Map;
import java.util.Optional;

/** {@code system:}, {@code address: HOST[:PORT]}, {@code database:}, {@code user:}, {@code password:}, {@code query:} and {@code expect:}. */
public final class DatabaseReader implements SubjectReader {

    private static final Map<String, DatabaseSystem> SYSTEMS =
            Cursor.words(DatabaseSystem.values(), DatabaseSystem::word);
    private static final Map<String, Boolean> TLS = Cursor.words("none", false, "required", true);

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<DatabaseSystem> system = fields.required("system").flatMap(at -> at.oneOf(SYSTEMS));
        Optional<Endpoint> address = fields.required("address")
                .flatMap(
                        at -> Endpoint.read(at, system.map(DatabaseSystem::port).orElse(1)));
        Optional<String> database = fields.required("database").flatMap(DatabaseReader::name);
        Optional<String> user = fields.required("user").flatMap(Cursor::text);
        Optional<Probe.Text> password = Texts.secret(fields, "password");
        boolean tls = fields.optional("tls").flatMap(at -> at.oneOf(TLS)).orElse(false);
        fields.optional("tls")
                .filter(at -> tls && !system.map(DatabaseSystem::secures).orElse(true))
                .ifPresent(at -> at.fault(at.shown(), "none with this system", "watch its port with kind: tls"));
        String query = fields.optional("query")
                .flatMap(Cursor::text)
                .orElseGet(() -> system.map(DatabaseSystem::question).orElse(""));
        Optional<String> expect = Texts.pattern(fields, "expect");
        return system.flatMap(what -> address.flatMap(to -> database.flatMap(
                name -> user.map(who -> new DatabaseSubject(what, to, name, who, password, tls, query, expect)))));
    }

    /** Part of an address: what would be more than a name in it is none. */
    private static Optional<String> name(Cursor at) {
        return at.text()
                .filter(name -> at.expect(
                        name.matches("[\\p{L}\\p{N}_$.-]{1,63}"),
                        "a database's name",
                        "write it without / ? & ; and spaces"));
    }
}
