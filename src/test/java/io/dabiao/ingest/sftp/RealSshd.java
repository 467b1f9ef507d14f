package io.dabiao.ingest.sftp;

import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * OpenSSH's own server on loopback, as the user who runs it. In its folder lie its key ({@code host}), the key that it lets in ({@code own}), and
 * the files ({@code out}).
 */
public final class RealSshd implements AutoCloseable {

    public static final String USER = System.getProperty("user.name");

    private final Path folder;
    private final int port;
    private final Daemon server;

    private RealSshd(Path folder, int port, Daemon server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /** @param kind of both keys, which are made */
    public static RealSshd start(Path folder, String kind) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("out"));
        Path hostKey = LocalServers.key(folder, "host", kind);
        LocalServers.key(folder, "own", kind);
        Files.writeString(folder.resolve("authorized_keys"), Files.readString(folder.resolve("own.pub")));
        int port = Daemon.freePort();
        return new RealSshd(
                folder,
                port,
                LocalServers.sshd(
                        folder,
                        port,
                        hostKey,
                        "UsePAM=no",
                        "StrictModes=no",
                        "PasswordAuthentication=no",
                        "AuthorizedKeysFile=" + folder.resolve("authorized_keys"),
                        "Subsystem=sftp internal-sftp"));
    }

    public int port() {
        return port;
    }

    /** Where its files are. */
    public Path out() {
        return folder.resolve("out");
    }

    /** The keys of a source that reads them, for a file of sources. */
    public String[] source() throws IOException {
        return new String[] {
            "kind: sftp",
            "host: 127.0.0.1",
            "port: " + port,
            "user: " + USER,
            "key: {file: " + folder.resolve("own") + "}",
            "hostKey: " + Files.readString(folder.resolve("host.pub")).strip(),
            "path: " + out()
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
