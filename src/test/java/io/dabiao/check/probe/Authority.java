package io.dabiao.check.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An authority of a test's own and what it signs, as files of a folder: {@code ca.pem} and {@code ca.key}, and for every certificate one
 * key, {@code site.key}.
 */
public final class Authority {

    private final Path folder;

    private Authority(Path folder) {
        this.folder = folder;
    }

    /** Made afresh, with {@code good.pem}, which is of {@code 127.0.0.1} and some names for thirty days. */
    public static Authority in(Path folder) throws IOException, InterruptedException {
        Authority authority = new Authority(folder);
        authority.openssl(
                "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 -subj /CN=test-authority");
        authority.openssl("req -newkey rsa:2048 -nodes -keyout site.key -out site.csr -subj /CN=site");
        return authority.certificate(
                "good",
                "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:portal.example.org,DNS:*.my_host.example.org",
                30);
    }

    /**
     * Signs {@code NAME.pem}.
     *
     * @param names as a file of extensions has them
     * @param days for which it is valid; negative where it is over
     */
    public Authority certificate(String name, String names, int days) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(name + ".ext"), names + "\n");
        openssl("x509 -req -in site.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days " + days + " -extfile " + name
                + ".ext -out " + name + ".pem");
        return this;
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Daemon.run(folder, ("openssl " + arguments).split(" "));
    }
}
