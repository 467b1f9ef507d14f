package io.dabiao.ingest.syslog;

import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A port to which devices send syslog. */
@ApplicationScoped
class Syslog implements SourceKind {

    private static final int TLS_PORT = 6514;
    private static final Map<String, SyslogPort.Transport> TRANSPORTS =
            Cursor.words(SyslogPort.Transport.values(), one -> one.name().toLowerCase(Locale.ROOT));

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        String address = fields.optional("address").flatMap(Cursor::word).orElse("0.0.0.0");
        int port = fields.optional("port")
                .flatMap(at -> at.integer(1, 65_535, "a port"))
                .orElse(TLS_PORT);
        SyslogPort.Transport transport =
                fields.optional("transport").flatMap(at -> at.oneOf(TRANSPORTS)).orElse(SyslogPort.Transport.TLS);
        Optional<String> certificate = fields.optional("certificate").flatMap(Secret::read);
        Optional<String> key = fields.optional("key").flatMap(Secret::read);
        Optional<String> clients = fields.optional("clients").flatMap(Secret::read);
        boolean tls = transport == SyslogPort.Transport.TLS;
        if (tls && (certificate.isEmpty() || key.isEmpty())) {
            fields.whole()
                    .fault(
                            "no certificate and key",
                            "both, in PEM, for TLS",
                            "write certificate: {file: PATH} and key: {file: PATH}, or transport: tcp within a network of your own");
            return Optional.empty();
        }
        return Optional.of(new SyslogPort(declaring.name(), address, port, transport, certificate, key, clients));
    }
}
