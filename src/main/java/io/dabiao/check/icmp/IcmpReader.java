package io.dabiao.check.icmp;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code host: NAME}; refused where the system's ping cannot be used. */
public final class IcmpReader implements SubjectReader {

    private final Supplier<Optional<String>> unusable;

    public IcmpReader() {
        this(Ping::unusable);
    }

    /** @param unusable why ping cannot be used; empty where it can */
    IcmpReader(Supplier<Optional<String>> unusable) {
        this.unusable = unusable;
    }

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<String> host = fields.required("host").flatMap(IcmpReader::host);
        unusable.get()
                .ifPresent(why -> fields.whole()
                        .fault(
                                "a probe by ping, but " + why,
                                "a machine on which ping may run",
                                "install it, or probe a port with kind: tcp"));
        return host.map(IcmpSubject::new);
    }

    private static Optional<String> host(Cursor at) {
        return Endpoint.read(at, 1)
                .filter(to -> at.expect(to.port() == 1, "a host without a port", "remove the port"))
                .map(Endpoint::host);
    }
}
