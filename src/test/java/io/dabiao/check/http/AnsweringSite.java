package io.dabiao.check.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** A raw server on loopback that answers with the bytes of one case of answers.yaml. */
final class AnsweringSite implements AutoCloseable {

    private static final Pattern REPEATED = Pattern.compile("«([0-9]+)×([^«»]*)»");
    private static final Pattern ENCODED = Pattern.compile("‹([^:›]+):([^›]*)›");

    private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getByName("127.0.0.1"));
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "answering");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Map<String, Object>> answers;

    /** @param answers as the file has them */
    AnsweringSite(List<Map<String, Object>> answers) throws IOException {
        this.answers = answers;
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    threads.execute(() -> serve(socket));
                } catch (IOException ended) {
                    return;
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** A text with this server's address in it. */
    String filled(String text) {
        return text.replace("{at}", "http://127.0.0.1:" + port())
                .replace("{host}", "127.0.0.1:" + port())
                .replace("{port}", String.valueOf(port()));
    }

    private void serve(Socket socket) {
        try (socket) {
            String head = head(socket.getInputStream());
            while (!head.isEmpty()) {
                Map<String, Object> answer = answer(head);
                String path = head.contains(" ") ? head.split(" ")[1] : "";
                byte[] bytes = bytes(filled(answer.get("say").toString()).replace("⟪path⟫", path));
                say(socket.getOutputStream(), bytes, answer.containsKey("slow"));
                if (!answer.containsKey("stay")) {
                    socket.shutdownOutput();
                    socket.setSoTimeout(2_000);
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    return;
                }
                head = head(socket.getInputStream());
            }
        } catch (IOException broken) {
            // The other side went away.
        }
    }

    private static void say(OutputStream out, byte[] bytes, boolean slow) throws IOException {
        if (!slow) {
            out.write(bytes);
            out.flush();
            return;
        }
        for (byte one : bytes) {
            out.write(one);
            out.flush();
        }
    }

    private Map<String, Object> answer(String head) throws IOException {
        for (Map<String, Object> answer : answers) {
            String to = latin(filled(String.valueOf(answer.getOrDefault("to", ""))));
            String with = latin(filled(String.valueOf(answer.getOrDefault("with", ""))));
            if (head.startsWith(to) && head.contains(with)) {
                return answer;
            }
        }
        return Map.of("say", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }

    private static String latin(String text) {
        return new String(bytes(text), StandardCharsets.ISO_8859_1);
    }

    /** To the end of the head, and the body where it says how long it is. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) {
                return "";
            }
            read.write(one);
            head = one == '\n' ? read.toString(StandardCharsets.ISO_8859_1) : "";
        }
        Matcher length = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)").matcher(head);
        if (length.find()) {
            in.readNBytes(Integer.parseInt(length.group(1)));
        }
        return head;
    }

    /** The bytes that a text of the file stands for. */
    static byte[] bytes(String text) {
        String whole = text;
        for (Matcher repeated = REPEATED.matcher(whole); repeated.find(); repeated = REPEATED.matcher(whole)) {
            whole = repeated.replaceAll(
                    one -> Matcher.quoteReplacement(one.group(2).repeat(Integer.parseInt(one.group(1)))));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher encoded = ENCODED.matcher(whole);
        int from = 0;
        while (encoded.find()) {
            bytes.writeBytes(whole.substring(from, encoded.start()).getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(encoded(encoded.group(1), encoded.group(2)));
            from = encoded.end();
        }
        bytes.writeBytes(whole.substring(from).getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }

    private static byte[] encoded(String how, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = switch (how) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "deflate" -> new DeflaterOutputStream(bytes);
            case "raw" -> new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED, true));
            default -> bytes;
        }) {
            out.write(out == bytes ? text.getBytes(Charset.forName(how)) : plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
