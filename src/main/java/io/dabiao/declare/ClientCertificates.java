package io.dabiao.declare;

import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import java.util.Optional;

/** Reads what a client shows of itself: {@code {certificate: FILE, key: FILE}}. */
public final class ClientCertificates {

    private ClientCertificates() {}

    public static Optional<Probe.ClientCertificate> read(Cursor at) {
        return at.fields("a client certificate").flatMap(fields -> {
            Optional<String> certificate = fields.required("certificate").flatMap(Cursor::text);
            Optional<String> key = fields.required("key").flatMap(Cursor::text);
            fields.done();
            return certificate.flatMap(file -> key.map(secret -> new Probe.ClientCertificate(file, secret)));
        });
    }
}
