package io.dabiao.check.probe;

import io.dabiao.core.probe.WebAddress;
import io.dabiao.yaml.Cursor;
import java.util.Optional;

/**
 * A host and a port.
 *
 * @param host in ASCII, without the brackets of an IPv6 address
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {

    /** As {@code host:port}, with brackets around an IPv6 address. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Reads {@code db.example.org:5432}, or a host alone where the kind has a port of its own.
     *
     * @param usual the port where none is written; 0 where one must be
     */
    public static Optional<Endpoint> read(Cursor at, int usual) {
        return at.text().flatMap(text -> {
            Optional<Endpoint> read = of(text, usual);
            at.expect(
                    read.isPresent(),
                    usual == 0
                            ? "an address such as db.example.org:5432"
                            : "an address such as mail.example.org or mail.example.org:" + usual,
                    "write host:port; an IPv6 address stands in brackets");
            return read;
        });
    }

    static Optional<Endpoint> of(String text, int usual) {
        if (text.matches(".*[\\s/@?#\\\\].*") || text.endsWith(":")) {
            return Optional.empty();
        }
        try {
            // The scheme's own port is one that no line of text names, so that a written one is seen.
            WebAddress address = WebAddress.of("http://" + text);
            int port =
                    text.matches(".*:0*80$") && address.port() < 0 ? 80 : address.port() < 0 ? usual : address.port();
            String host = address.host().startsWith("[")
                    ? address.host().substring(1, address.host().length() - 1)
                    : address.host();
            return port == 0 ? Optional.empty() : Optional.of(new Endpoint(host, port));
        } catch (WebAddress.NoAddress none) {
            return Optional.empty();
        }
    }
}
