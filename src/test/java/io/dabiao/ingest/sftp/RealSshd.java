package io.dabiao.ingest.sftp;

import io.dabiao.check.probe.Daemon;
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
        key(folder, "host", kind);
        key(folder, "own", kind);
        if (USER.equals("root")) {
            // Debian's makes it where it starts as a service; only a privileged one asks for it.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.writeString(folder.resolve("authorized_keys"), Files.readString(folder.resolve("own.pub")));
        int port = Daemon.freePort();
        return new RealSshd(
                folder,
                port,
                Daemon.started(
                        folder,
                        port,
                        "sshd",
                        "-D",
                        "-e",
                        "-f",
                        "/dev/null",
                        "-h",
                        folder.resolve("host").toString(),
                        "-o",
                        "ListenAddress=127.0.0.1:" + port,
                        "-o",
                        "PidFile=none",
                        "-o",
                        "UsePAM=no",
                        "-o",
                        "StrictModes=no",
                        "-o",
                        "PasswordAuthentication=no",
                        "-o",
                        "AuthorizedKeysFile=" + folder.resolve("authorized_keys"),
                        "-o",
                        "Subsystem=sftp internal-sftp"));
    }

    static void key(Path folder, String name, String kind) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve(name));
        Files.deleteIfExists(folder.resolve(name + ".pub"));
        Daemon.run(
                folder,
                "ssh-keygen",
                "-q",
                "-t",
                kind,
                "-N",
                "",
                "-f",
                folder.resolve(name).toString());
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
