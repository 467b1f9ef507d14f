package io.dabiao.check.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers of Debian's that several tests look at, with nothing of their own configuration. */
public final class LocalServers {

    private LocalServers() {}

    /**
     * OpenSSH.
     *
     * @param options beside those that every such server has, such as {@code UsePAM=no}
     */
    public static Daemon sshd(Path folder, int port, Path hostKey, String... options) throws IOException {
        // Debian's is made where it starts as a service; only a privileged one asks for it.
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        List<String> command =
                new ArrayList<>(List.of("sshd", "-D", "-e", "-f", "/dev/null", "-h", hostKey.toString()));
        List<String> all = new ArrayList<>(List.of("ListenAddress=127.0.0.1:" + port, "PidFile=none"));
        all.addAll(List.of(options));
        all.forEach(option -> command.addAll(List.of("-o", option)));
        return Daemon.started(folder, port, command.toArray(String[]::new));
    }

    /**
     * A pair of keys, made afresh.
     *
     * @param kind such as {@code ed25519}
     * @return the private one's file; the public one's ends in {@code .pub}
     */
    public static Path key(Path folder, String name, String kind) throws IOException, InterruptedException {
        Path key = folder.resolve(name);
        Files.deleteIfExists(key);
        Files.deleteIfExists(folder.resolve(name + ".pub"));
        Daemon.run(folder, "ssh-keygen", "-q", "-t", kind, "-N", "", "-f", key.toString());
        return key;
    }

    /**
     * dnsmasq, which knows {@code portal.example} and asks no one else.
     *
     * @param options such as {@code --txt-record=…}
     */
    public static Daemon dnsmasq(Path folder, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--no-resolv",
                "--no-hosts",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--port=" + port,
                "--local=/example/",
                "--address=/portal.example/10.1.2.3"));
        command.addAll(List.of(options));
        return Daemon.started(folder, port, command.toArray(String[]::new));
    }

    /** @param options such as {@code --requirepass} and the password */
    public static Daemon redis(Path folder, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of(options));
        return Daemon.started(folder, port, command.toArray(String[]::new));
    }
}
