package io.dabiao.alert.http;

import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** An address of a receiver, as its settings write it. */
public final class Address {

    private Address() {}

    /** Written out, or named as a secret because it holds a key; a fault never shows it. */
    public static Optional<URI> read(Cursor cursor) {
        Optional<String> text = cursor.scalar() ? cursor.text() : Secret.read(cursor);
        return text.flatMap(written -> {
            Optional<URI> address = parse(written);
            if (address.isEmpty()) {
                cursor.fault("an address that is none", "an absolute http or https address", "write https://host/path");
            }
            return address;
        });
    }

    private static Optional<URI> parse(String written) {
        try {
            URI uri = new URI(written);
            boolean usable = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
            return usable ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException toldByTheCaller) {
            return Optional.empty();
        }
    }
}
