package io.dabiao.check.ssh;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Texts;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** {@code address: HOST[:22]} and {@code expect:} of the banner. */
public final class SshReader implements SubjectReader {

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, 22));
        Optional<String> expect = Texts.pattern(fields, "expect");
        return address.map(to -> new SshSubject(to, expect));
    }
}
