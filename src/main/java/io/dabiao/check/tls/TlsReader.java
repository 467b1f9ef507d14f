package io.dabiao.check.tls;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Map;
import java.util.Optional;

/** {@code address: HOST:PORT}, {@code certificate:} and {@code protocol:}. */
public final class TlsReader implements SubjectReader {

    private static final Map<String, String> PROTOCOLS = Cursor.words("1.2", "TLSv1.2", "1.3", "TLSv1.3");

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, 443));
        TlsUse use = TlsUse.rest(fields, TlsUse.Kind.DIRECT);
        Optional<String> protocol = fields.optional("protocol").flatMap(at -> protocol(at));
        return address.map(to -> new TlsSubject(to, use, protocol));
    }

    private static Optional<String> protocol(Cursor at) {
        return at.word()
                .filter(word -> at.expect(PROTOCOLS.containsKey(word), "1.2 or 1.3", "write one of them"))
                .map(PROTOCOLS::get);
    }
}
