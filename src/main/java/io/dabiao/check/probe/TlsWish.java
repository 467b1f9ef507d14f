package io.dabiao.check.probe;

import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/**
 * How TLS is to be agreed.
 *
 * @param authorities a file of PEM certificates that are trusted in place of the usual ones
 * @param client what this side shows of itself where it is asked
 */
public record TlsWish(Optional<String> authorities, Optional<Probe.ClientCertificate> client) {

    public static final TlsWish USUAL = new TlsWish(Optional.empty(), Optional.empty());

    /** Reads {@code ca:} and {@code client:} of a probe. */
    public static TlsWish read(Fields fields) {
        return new TlsWish(
                fields.optional("ca").flatMap(Cursor::text),
                fields.optional("client").flatMap(io.dabiao.declare.ClientCertificates::read));
    }
}
