package io.dabiao.ingest.sql;

import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Debian's MariaDB in a folder of its own, on loopback, whose clock is in UTC. */
public final class RealMariaDb implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/mariadbd");

    private final Path folder;
    private final int port;
    private final Process process;

    private RealMariaDb(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    public static RealMariaDb start() throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory("dabiao-mariadb");
        String user = "--user=" + System.getProperty("user.name");
        String data = "--datadir=" + folder.resolve("data");
        Process made = new ProcessBuilder(
                        "mariadb-install-db",
                        "--no-defaults",
                        user,
                        data,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db",
                        "--skip-name-resolve")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("install.log").toFile())
                .start();
        if (made.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("install.log")));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        BINARY.toString(),
                        "--no-defaults",
                        user,
                        data,
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--default-time-zone=+00:00",
                        "--skip-name-resolve",
                        "--innodb-buffer-pool-size=32M")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        RealMariaDb started = new RealMariaDb(folder, port, process);
        await().atMost(Patience.PATIENCE).ignoreExceptions().until(() -> {
            started.run("create database if not exists helpdesk character set utf8mb4");
            return true;
        });
        started.run("create user reader@'127.0.0.1' identified by 'only-reads'");
        started.run("grant select on helpdesk.* to reader@'127.0.0.1'");
        return started;
    }

    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/helpdesk";
    }

    public Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/?allowMultiQueries=true", "root", "");
    }

    public void run(String... statements) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        await().atMost(Patience.PATIENCE).until(() -> !process.isAlive());
        ServiceDatabase.delete(folder);
    }
}
