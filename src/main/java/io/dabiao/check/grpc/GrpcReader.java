package io.dabiao.check.grpc;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** {@code address: HOST:PORT}, {@code service:} and the keys of TLS. */
public final class GrpcReader implements SubjectReader {

    private static final int LONGEST = 1_000;

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<Endpoint> address = fields.required("address").flatMap(at -> Endpoint.read(at, 0));
        Optional<TlsUse> use = TlsUse.readWithoutCommand(fields, TlsUse.Kind.NONE);
        Optional<String> service = fields.optional("service")
                .map(at -> at.text()
                        .filter(name -> at.expect(
                                name.length() <= LONGEST, "at most " + LONGEST + " characters", "shorten it")))
                .orElse(Optional.of(""));
        return address.flatMap(to -> use.flatMap(tls -> service.map(name -> new GrpcSubject(to, tls, name))));
    }
}
