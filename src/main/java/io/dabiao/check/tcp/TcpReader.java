package io.dabiao.check.tcp;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** {@code address: HOST:PORT}, with {@code send:} and {@code expect:} where something is said. */
public final class TcpReader implements SubjectReader {

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, 0));
        Optional<String> send = fields.optional("send").flatMap(Cursor::verbatim);
        Optional<String> expect = Texts.pattern(fields, "expect");
        return address.map(to -> new TcpSubject(to, send, expect));
    }
}
