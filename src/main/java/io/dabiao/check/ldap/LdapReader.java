package io.dabiao.check.ldap;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** {@code address: HOST[:389]}, {@code tls:}, {@code bind: DN} and {@code password:}. */
public final class LdapReader implements SubjectReader {

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<TlsUse> use = TlsUse.read(fields, TlsUse.Kind.NONE);
        int usual = use.map(TlsUse::kind).orElse(TlsUse.Kind.NONE) == TlsUse.Kind.DIRECT ? 636 : 389;
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, usual));
        Optional<String> bind = fields.optional("bind").flatMap(Cursor::text);
        Optional<Probe.Text> password = Texts.secret(fields, "password");
        if (fields.has("bind") != fields.has("password")) {
            fields.whole().fault("one of bind and password", "both or neither", "add the other, or remove it");
        }
        return address.flatMap(to -> use.map(tls -> new LdapSubject(to, tls, bind, password)));
    }
}
