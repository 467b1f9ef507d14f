package io.dabiao.check.http;

import io.dabiao.Patience;
import io.dabiao.check.probe.Authority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real nginx on loopback with pages for every kind of answer, and certificates of an authority of its own. */
public final class Nginx implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private Nginx(Path folder) throws Exception {
        this.folder = folder;
        int http = freePort();
        int https = freePort();
        int https1 = freePort();
        int expired = freePort();
        int misnamed = freePort();
        int asking = freePort();
        addresses.put("http", "http://127.0.0.1:" + http);
        addresses.put("http6", "http://[::1]:" + http);
        addresses.put("localhost", "http://localhost:" + http);
        addresses.put("https", "https://127.0.0.1:" + https);
        addresses.put("https1", "https://127.0.0.1:" + https1);
        addresses.put("httpAsHttps", "https://127.0.0.1:" + http);
        addresses.put("httpsAsHttp", "http://127.0.0.1:" + https);
        addresses.put("expired", "https://127.0.0.1:" + expired);
        addresses.put("misnamed", "https://127.0.0.1:" + misnamed);
        addresses.put("asking", "https://127.0.0.1:" + asking);
        addresses.put("byName", "https://portal.example.org:" + https);
        addresses.put("httpsPort", String.valueOf(https));
        certificates();
        Files.writeString(folder.resolve("key"), "open-sesame\n");
        Files.createDirectories(folder.resolve("www"));
        // Its workers are another user's.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("www/index.html"), "<title>上海研发公共服务平台</title>");
        Files.write(folder.resolve("www/large"), new byte[3_000_000]);
        Path old = Files.writeString(folder.resolve("www/old"), "of two days ago");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Files.writeString(
                folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 2048; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/tmp1; proxy_temp_path %1$s/tmp2; fastcgi_temp_path %1$s/tmp3;
                  uwsgi_temp_path %1$s/tmp4; scgi_temp_path %1$s/tmp5;
                  ssl_certificate_key %1$s/site.key;
                  server {
                    listen 127.0.0.1:%2$d; listen [::1]:%2$d;
                    root %1$s/www;
                    location = /health { default_type application/json; return 200 '{"status":"UP","db":{"open":true}}'; }
                    location = /failing { return 503; }
                    location = /posted { if ($request_method != POST) { return 405; } return 204; }
                    location = /guarded { if ($http_x_key != "open-sesame") { return 403; } return 200 ok; }
                    location = /moved { return 302 /; }
                    location = /secure { return 301 https://127.0.0.1:%3$d/; }
                    location = /away { return 302 http://localhost:%2$d/; }
                    location = /elsewhere { return 302 http://localhost:%2$d/guarded; }
                    location = /metadata { return 302 http://169.254.169.254/latest/; }
                    location = /loop { return 302 /loop-again; }
                    location = /loop-again { return 302 /loop; }
                    location = /log-in { add_header Set-Cookie "SESSION=a1; Path=/; HttpOnly; SameSite=Lax"; return 302 /inside; }
                    location = /inside { if ($cookie_SESSION != "a1") { return 403; } return 200 welcome; }
                  }
                  server {
                    listen 127.0.0.1:%3$d ssl http2; ssl_certificate %1$s/good.pem; root %1$s/www;
                    location = /asked { return 200 "host=$host name=$ssl_server_name authority=$http_host"; }
                  }
                  server { listen 127.0.0.1:%4$d ssl; ssl_certificate %1$s/good.pem; root %1$s/www; }
                  server { listen 127.0.0.1:%5$d ssl; ssl_certificate %1$s/expired.pem; root %1$s/www; }
                  server { listen 127.0.0.1:%6$d ssl; ssl_certificate %1$s/misnamed.pem; root %1$s/www; }
                  server {
                    listen 127.0.0.1:%7$d ssl; ssl_certificate %1$s/good.pem; root %1$s/www;
                    ssl_client_certificate %1$s/ca.pem; ssl_verify_client on;
                  }
                }
                """.formatted(folder, http, https, https1, expired, misnamed, asking));
        process = run();
        awaitOpen(asking);
    }

    private Nginx(Path folder, String server, int service) throws Exception {
        this.folder = folder;
        int https = freePort();
        addresses.put("https", "https://127.0.0.1:" + https);
        certificates();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String here = server.replace("443", "127.0.0.1:" + https)
                .replace("/etc/ssl/dabiao.pem", folder + "/good.pem")
                .replace("/etc/ssl/dabiao.key", folder + "/site.key")
                .replace("127.0.0.1:8080", "127.0.0.1:" + service);
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/tmp1; proxy_temp_path %1$s/tmp2; fastcgi_temp_path %1$s/tmp3;
                  uwsgi_temp_path %1$s/tmp4; scgi_temp_path %1$s/tmp5;
                  %2$s
                }
                """.formatted(folder, here));
        process = run();
        awaitOpen(https);
    }

    /** One with a server of a document, before a service on loopback; its address is called {@code https}. */
    public static Nginx with(Path folder, String server, int service) throws Exception {
        return new Nginx(folder, server, service);
    }

    private Process run() throws IOException {
        return new ProcessBuilder(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
    }

    private void awaitOpen(int port) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Patience.PATIENCE)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IOException(Files.readString(folder.resolve("output.log")));
                    }
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    public static Nginx started(Path folder) throws Exception {
        return new Nginx(folder);
    }

    public Map<String, String> addresses() {
        return addresses;
    }

    private void certificates() throws IOException, InterruptedException {
        Authority.in(folder)
                .certificate("expired", "subjectAltName=IP:127.0.0.1", -1)
                .certificate("misnamed", "subjectAltName=DNS:other.example.org", 30);
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (!ended()) {
            process.destroyForcibly();
        }
    }

    private boolean ended() {
        try {
            return process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
