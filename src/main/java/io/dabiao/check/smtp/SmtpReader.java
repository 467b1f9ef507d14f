package io.dabiao.check.smtp;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** {@code address: HOST[:PORT]}, {@code tls:} and {@code expect:} of the greeting. */
public final class SmtpReader implements SubjectReader {

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<TlsUse> use = TlsUse.read(fields, TlsUse.Kind.NONE);
        int usual = use.map(TlsUse::kind).orElse(TlsUse.Kind.NONE) == TlsUse.Kind.DIRECT ? 465 : 25;
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, usual));
        Optional<String> expect = Texts.pattern(fields, "expect");
        return address.flatMap(to -> use.map(tls -> new SmtpSubject(to, tls, expect)));
    }
}
