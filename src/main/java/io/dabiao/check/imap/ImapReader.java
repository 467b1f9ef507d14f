package io.dabiao.check.imap;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** {@code address: HOST[:PORT]}, {@code tls:} and {@code expect:} of the greeting. */
public final class ImapReader implements SubjectReader {

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<TlsUse> use = TlsUse.read(fields, TlsUse.Kind.NONE);
        int usual = use.map(TlsUse::kind).orElse(TlsUse.Kind.NONE) == TlsUse.Kind.DIRECT ? 993 : 143;
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, usual));
        Optional<String> expect = Texts.pattern(fields, "expect");
        return address.flatMap(to -> use.map(tls -> new ImapSubject(to, tls, expect)));
    }
}
