package io.dabiao.check.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Servers on loopback that hang, reset, trickle and worse, one a port; and a proxy that behaves. */
final class Misbehaving implements AutoCloseable {

    private interface Manner {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "misbehaving");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Set<java.io.Closeable> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    Misbehaving() throws IOException {
        addresses.put("refused", "http://127.0.0.1:" + Nginx.freePort());
        listen("hanging", "http", socket -> closed.await());
        listen("hangingTls", "https", socket -> closed.await());
        listen("resetting", "http", socket -> {
            request(socket);
            socket.setSoLinger(true, 0);
        });
        listen("closing", "http", Misbehaving::request);
        listen("short", "http", socket -> {
            request(socket);
            say(socket, HEAD + "only this");
        });
        listen("trickling", "http", socket -> {
            request(socket);
            say(socket, HEAD);
            while (!closed.await(50, TimeUnit.MILLISECONDS)) {
                say(socket, ".");
            }
        });
        listen("garbage", "http", socket -> {
            request(socket);
            say(socket, "220 mail.example.org ESMTP ready\r\n\r\n");
            closed.await();
        });
        listen("continuing", "http", socket -> {
            request(socket);
            say(socket, "HTTP/1.1 100 Continue\r\n\r\n");
            closed.await();
        });
        listen("endless", "http", socket -> {
            String path = request(socket).split(" ")[1];
            long next = Long.parseLong(path.substring(1)) + 1;
            say(socket, "HTTP/1.1 302 Found\r\nLocation: /" + next + "\r\nContent-Length: 0\r\n\r\n");
        });
        listen("proxy", "http", this::proxy);
    }

    Map<String, String> addresses() {
        return addresses;
    }

    private void listen(String name, String scheme, Manner manner) throws IOException {
        ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        open.add(server);
        addresses.put(name, scheme + "://127.0.0.1:" + server.getLocalPort());
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    threads.execute(() -> serve(socket, manner));
                } catch (IOException ended) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket, Manner manner) {
        try (socket) {
            manner.serve(socket);
        } catch (IOException broken) {
            // The probe went away, as it should.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** Reads a request's head and answers with its first line. */
    private static String request(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 1);
        String first = reader.readLine();
        for (String line = first; line != null && !line.isEmpty(); ) {
            line = reader.readLine();
        }
        return first;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private void proxy(Socket socket) throws IOException {
        String first = request(socket);
        String[] words = first.split(" ");
        boolean tunnel = words[0].equals("CONNECT");
        String target = tunnel ? words[1] : words[1].split("/")[2];
        int colon = target.lastIndexOf(':');
        try (Socket site = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
            if (tunnel) {
                say(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
            } else {
                String path = words[1].substring(words[1].indexOf('/', 8));
                say(site, words[0] + " " + path + " HTTP/1.1\r\nHost: " + target + "\r\nConnection: close\r\n\r\n");
            }
            threads.execute(() -> copy(site, socket));
            copyAll(socket.getInputStream(), site.getOutputStream());
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            copyAll(from.getInputStream(), to.getOutputStream());
        } catch (IOException ended) {
            // One side is done.
        }
    }

    private static void copyAll(InputStream in, OutputStream out) throws IOException {
        byte[] piece = new byte[8192];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            out.write(piece, 0, read);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        for (java.io.Closeable one : open) {
            one.close();
        }
        threads.shutdownNow();
    }
}
