package io.dabiao.check.probe;

import io.dabiao.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server of Debian's on a port of loopback. */
public final class Daemon implements AutoCloseable {

    private final Process process;

    private Daemon(Process process) {
        this.process = process;
    }

    private static Path path(String program) {
        return List.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")).stream()
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Started, and listening.
     *
     * @param folder it works in; its output is a file there
     */
    public static Daemon started(Path folder, int port, String... command) throws IOException {
        String[] whole = command.clone();
        whole[0] = path(command[0]).toString();
        Path output = folder.resolve(command[0] + ".log");
        Process process = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Patience.PATIENCE)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IOException(Files.readString(output));
                    }
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
        return new Daemon(process);
    }

    /** Runs a program to its end. */
    public static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
