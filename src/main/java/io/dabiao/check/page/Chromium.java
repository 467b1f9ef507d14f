package io.dabiao.check.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.check.probe.Attempt;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One headless Chromium, with a profile of its own that no look before has filled, spoken to by the DevTools protocol over two pipes: no port
 * is opened. For one thread.
 */
final class Chromium implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Chromium.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 32 << 20;

    /** A socket's path has at most 107 characters, and the browser adds some forty. */
    private static final int LONGEST_FOLDER = 60;

    private static final Duration ENDING = Duration.ofSeconds(10);

    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private static final List<String> OPTIONS = List.of(
            "--headless=new",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-client-side-phishing-detection",
            "--metrics-recording-only",
            "--mute-audio",
            // Nothing is reached but by the proxy: no name is asked for here, no datagram of WebRTC is sent.
            "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--disable-quic",
            "--password-store=basic",
            "--renderer-process-limit=2",
            "--js-flags=--max-old-space-size=256",
            "--window-size=1280,900");

    private static final int MOST_TURNS = 40;
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(50);

    private final Process process;
    private final List<ProcessHandle> children = new CopyOnWriteArrayList<>();
    private final Path profile;
    private final InputStream heard;
    private final Consumer<JsonNode> events;
    private int number;
    private String session = "";

    private Chromium(Process process, Path profile, Consumer<JsonNode> events) {
        this.process = process;
        this.profile = profile;
        this.heard = new java.io.BufferedInputStream(process.getInputStream(), 1 << 16);
        this.events = events;
    }

    /** The browser of this machine; empty where there is none. */
    static Optional<Path> program() {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/usr/local/bin").split(":"))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> PROGRAMS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * @param proxy by which it reaches anything
     * @param events what it tells by itself, while an answer or a moment is waited for
     */
    static Chromium started(Attempt attempt, BrowserProxy proxy, Consumer<JsonNode> events) throws IOException {
        Path program = program().orElseThrow(() -> new IOException("there is no Chromium on this machine"));
        Path profile = Files.createTempDirectory("dabiao-page-");
        List<String> command = new ArrayList<>(List.of(
                // It reads commands from its descriptor 3 and answers on 4; what it prints is of no use.
                "/bin/sh", "-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh", program.toString()));
        command.addAll(OPTIONS);
        command.add("--user-data-dir=" + profile);
        command.add("--proxy-server=" + proxy.address());
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox"); // It does not start as root otherwise.
        }
        command.add("about:blank");
        ProcessBuilder browser = new ProcessBuilder(command);
        if (profile.toString().length() <= LONGEST_FOLDER) {
            // It leaves a folder with its socket there when it is ended.
            browser.environment().put("TMPDIR", profile.toString());
        }
        Process process = browser.start();
        Chromium chromium = new Chromium(process, profile, events);
        attempt.closing(chromium::end);
        return chromium;
    }

    /** From now on commands are of this page. */
    void attach(String sessionId) {
        session = sessionId;
    }

    /** A command's parameters, to be filled. */
    static ObjectNode with() {
        return JSON.createObjectNode();
    }

    /** Sends a command and does not wait for its answer. */
    int say(String method, ObjectNode parameters) throws IOException {
        ObjectNode command = JSON.createObjectNode().put("id", ++number).put("method", method);
        command.set("params", parameters);
        if (!session.isEmpty()) {
            command.put("sessionId", session);
        }
        byte[] bytes = (JSON.writeValueAsString(command) + "\0").getBytes(StandardCharsets.UTF_8);
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
        return number;
    }

    /** Sends a command and waits for its answer. @throws IOException where it is refused, too */
    JsonNode ask(String method, ObjectNode parameters) throws IOException {
        int asked = say(method, parameters);
        while (true) {
            JsonNode message = next();
            if (message.path("id").asInt() == asked) {
                if (message.has("error")) {
                    throw new IOException(
                            method + ": " + message.at("/error/message").asText());
                }
                return message.path("result");
            }
        }
    }

    /** The next message; what it tells by itself has been told. */
    JsonNode next() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int one = heard.read(); one != 0; one = heard.read()) {
            if (one < 0) {
                throw new EOFException("the browser ended");
            }
            text.write(one);
            if (text.size() > LONGEST) {
                throw new IOException("a message of more than 32 MiB");
            }
        }
        JsonNode message = JSON.readTree(text.toByteArray());
        if (message.has("method")) {
            events.accept(message);
        }
        return message;
    }

    private void end() {
        List<ProcessHandle> family = process.descendants().toList();
        children.addAll(family);
        family.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        end();
        try {
            process.waitFor();
            // They may be writing to the profile still.
            CompletableFuture.allOf(children.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(ENDING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.debug("a process of the browser is ending still", late);
        }
        delete(profile);
    }

    /** A process that is ending still writes and deletes meanwhile: what came or went under the walk is looked at again. */
    private static void delete(Path folder) throws IOException {
        for (int turn = 1; Files.exists(folder); turn++) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (DirectoryNotEmptyException | NoSuchFileException | UncheckedIOException changed) {
                if (turn == MOST_TURNS) {
                    throw new IOException("the browser's folder " + folder + " stays", changed);
                }
                LockSupport.parkNanos(BETWEEN_TURNS.toNanos()); // The writer ends by then.
            }
        }
    }
}
