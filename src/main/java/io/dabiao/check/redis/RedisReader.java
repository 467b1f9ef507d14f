package io.dabiao.check.redis;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Map;
import java.util.Optional;

/** {@code address: HOST[:6379]}, {@code user:}, {@code password:}, {@code tls:} and {@code role:}. */
public final class RedisReader implements SubjectReader {

    private static final Map<String, String> ROLES = Cursor.words("master", "master", "replica", "slave");

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, 6379));
        Optional<TlsUse> use = TlsUse.readWithoutCommand(fields, TlsUse.Kind.NONE);
        Optional<String> user = fields.optional("user").flatMap(Cursor::text);
        Optional<Probe.Text> password = Texts.secret(fields, "password");
        Optional<String> role = fields.optional("role").flatMap(at -> at.oneOf(ROLES));
        return address.flatMap(to -> use.map(tls -> new RedisSubject(to, tls, user, password, role)));
    }
}
