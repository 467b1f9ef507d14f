package io.dabiao.ingest.mqtt;

import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's Mosquitto in a folder of its own, on loopback. */
public final class RealMosquitto implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/mosquitto");

    private final ProcessBuilder command;
    private final int port;
    private Process process;

    private RealMosquitto(ProcessBuilder command, int port) {
        this.command = command;
        this.port = port;
    }

    public static boolean installed() {
        return Files.isExecutable(BINARY);
    }

    public static RealMosquitto start(Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        // What is queued for a session whose client is away is to be kept, all of it.
        Path file = Files.writeString(
                folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence true
                persistence_location %s/
                max_queued_messages 0
                user %s
                """.formatted(port, folder, System.getProperty("user.name")));
        ProcessBuilder command = new ProcessBuilder(BINARY.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mosquitto.log").toFile()));
        RealMosquitto started = new RealMosquitto(command, port);
        started.launch();
        return started;
    }

    private void launch() throws IOException {
        process = command.start();
        await().atMost(Patience.PATIENCE).ignoreExceptions().until(() -> {
            new Socket("127.0.0.1", port).close();
            return true;
        });
    }

    /** It keeps its sessions, and breaks every connection. */
    public void restart() throws IOException {
        close();
        launch();
    }

    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        await().atMost(Patience.PATIENCE).until(() -> !process.isAlive());
    }
}
