package io.dabiao.ingest.rabbitmq;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's RabbitMQ in a folder of its own, on loopback, with a name server and a cookie of its own. */
public final class RealRabbitMq implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ProcessBuilder command;
    private final int port;
    private final int names;
    private Process process;

    private RealRabbitMq(ProcessBuilder command, int port, int names) throws IOException {
        this.command = command;
        this.process = command.start();
        this.port = port;
        this.names = names;
    }

    public static boolean installed() {
        return Files.isExecutable(BINARY);
    }

    /** Returns at once; {@link #awaitReady} waits for it. */
    public static RealRabbitMq launch(Path folder) throws IOException {
        int port = freePort();
        int names = freePort();
        Path plugins = Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
        ProcessBuilder builder = new ProcessBuilder(BINARY.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("rabbitmq.log").toFile()));
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("HOME", folder.toString()),
                        Map.entry("ERL_EPMD_PORT", Integer.toString(names)),
                        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                        Map.entry("RABBITMQ_NODENAME", "dabiao-" + port + "@localhost"),
                        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                        Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(freePort())),
                        Map.entry(
                                "RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
                        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                        Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
                        Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("none").toString()),
                        Map.entry(
                                "RABBITMQ_CONF_ENV_FILE",
                                folder.resolve("none-env").toString())));
        return new RealRabbitMq(builder, port, names);
    }

    public RealRabbitMq awaitReady() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            connect(url()).close();
            return true;
        });
        return this;
    }

    /** It keeps its durable queues, and breaks every connection. */
    public void restart() throws IOException {
        close();
        process = command.start();
        awaitReady();
    }

    public String url() {
        return "amqp://127.0.0.1:" + port;
    }

    public static Connection connect(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        return factory.newConnection();
    }

    public void queue(String name) throws Exception {
        try (Connection connection = connect(url());
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(name, true, false, false, Map.of());
        }
    }

    /** In their order, confirmed. */
    public static void send(String url, String queue, Iterable<byte[]> bodies) throws Exception {
        try (Connection connection = connect(url);
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (byte[] body : bodies) {
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body);
            }
            channel.waitForConfirmsOrDie(PATIENCE.toMillis());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            ProcessBuilder end = new ProcessBuilder("epmd", "-port", Integer.toString(names), "-kill");
            end.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            // It refuses while the node's name is still taken.
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> end.start().waitFor() == 0);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
