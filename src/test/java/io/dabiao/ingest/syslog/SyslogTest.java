package io.dabiao.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.Patience;
import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 5424, and what util-linux's {@code logger} and OpenSSL send. */
class SyslogTest {

    @TempDir
    Path folder;

    private static JsonNode read(String message) throws IOException {
        return SyslogMessage.read(message.getBytes(StandardCharsets.UTF_8)).without("digest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - BOM'su root' failed for lonvick on /dev/pts/8|`{\"facility\":4,\"severity\":2,\"timestamp\":\"2003-10-11T22:14:15.003Z\",\"hostname\":\"mymachine.example.com\",\"appname\":\"su\",\"msgid\":\"ID47\",\"message\":\"'su root' failed for lonvick on /dev/pts/8\"}`",
                "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.|`{\"facility\":20,\"severity\":5,\"timestamp\":\"2003-08-24T05:14:15.000003-07:00\",\"hostname\":\"192.0.2.1\",\"appname\":\"myproc\",\"procid\":\"8710\",\"message\":\"%% It's time to make the do-nuts.\"}`",
                "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"] BOMAn application event log entry...|`{\"facility\":20,\"severity\":5,\"timestamp\":\"2003-10-11T22:14:15.003Z\",\"hostname\":\"mymachine.example.com\",\"appname\":\"evntslog\",\"msgid\":\"ID47\",\"structured\":{\"exampleSDID@32473\":{\"iut\":\"3\",\"eventSource\":\"Application\",\"eventID\":\"1011\"}},\"message\":\"An application event log entry...\"}`",
                "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\"][examplePriority@32473 class=\"high\"]|`{\"facility\":20,\"severity\":5,\"timestamp\":\"2003-10-11T22:14:15.003Z\",\"hostname\":\"mymachine.example.com\",\"appname\":\"evntslog\",\"msgid\":\"ID47\",\"structured\":{\"exampleSDID@32473\":{\"iut\":\"3\"},\"examplePriority@32473\":{\"class\":\"high\"}},\"message\":\"\"}`",
                "<34>Oct 11 22:14:15 mymachine su: 'su root' failed|`{\"facility\":4,\"severity\":2,\"message\":\"Oct 11 22:14:15 mymachine su: 'su root' failed\"}`",
                "<0>1 - - - - - [a b=\"q\\\"b\\\\s\\]x\\n\"] 达标|`{\"facility\":0,\"severity\":0,\"structured\":{\"a\":{\"b\":\"q\\\"b\\\\s]x\\\\n\"}},\"message\":\"达标\"}`",
                "<1>1 - - - - - [a b=\"open] x|`{\"facility\":0,\"severity\":1,\"message\":\"1 - - - - - [a b=\\\"open] x\"}`",
                "<192>1 - - - - - - x|`{\"message\":\"<192>1 - - - - - - x\"}`",
                "no priority|`{\"message\":\"no priority\"}`"
            })
    void aMessageIsReadAsTheRfcHasIt(String message, String row) throws IOException {
        assertThat(read(message.replace("BOM", "\uFEFF"))).isEqualTo(EventJson.MAPPER.readTree(row));
    }

    private static List<String> frames(String sent) throws IOException {
        Frames frames = new Frames(new ByteArrayInputStream(sent.getBytes(StandardCharsets.UTF_8)));
        List<String> messages = new ArrayList<>();
        for (byte[] one = frames.next(); one != null; one = frames.next()) {
            messages.add(new String(one, StandardCharsets.UTF_8));
        }
        return messages;
    }

    @Test
    void messagesAreToldApartByTheirLengthOrByLineFeeds() throws IOException {
        assertThat(frames("5 <1>a\n3 <2>")).containsExactly("<1>a\n", "<2>");
        assertThat(frames("<1>a\n<2>b\r\n\n<3>c")).containsExactly("<1>a", "<2>b\r", "<3>c");
        assertThat(frames("9 <1>a")).isEmpty();
        assertThat(frames("<1>" + "x".repeat(100_000) + "\n<2>b"))
                .extracting(String::length)
                .containsExactly(Frames.LONGEST, 4);
        assertThatThrownBy(() -> frames("12345678 x")).isInstanceOf(IOException.class);
    }

    private final Queue<Rows.Row> heard = new ConcurrentLinkedQueue<>();

    private SyslogPort port(SyslogPort.Transport transport, Optional<String> certificate, Optional<String> key)
            throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new SyslogPort(
                    "devices", "127.0.0.1", free.getLocalPort(), transport, certificate, key, Optional.empty());
        }
    }

    private void awaitMessages(String... messages) {
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(heard.stream()
                                .map(row -> row.content().path("message").asText()))
                        .containsExactlyInAnyOrder(messages));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tcp --octet-count", "--tcp", "--udp"})
    void whatLoggerSendsIsHeard(String how) throws Exception {
        Tools.need("logger");
        SyslogPort port = port(
                how.contains("udp") ? SyslogPort.Transport.UDP : SyslogPort.Transport.TCP,
                Optional.empty(),
                Optional.empty());
        try (AutoCloseable open = port.listen(page -> heard.addAll(page.rows()))) {
            assertThat(open).isNotNull();
            for (String said : new String[] {"门禁 刷卡", "second"}) {
                List<String> command = new ArrayList<>(List.of("logger"));
                command.addAll(List.of(how.split(" ")));
                command.addAll(List.of(
                        "--rfc5424",
                        "--server",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port.port()),
                        "--priority",
                        "local0.warning",
                        "--tag",
                        "door",
                        "--msgid",
                        "OPEN",
                        "--sd-id",
                        "card@32473",
                        "--sd-param",
                        "no=\"7\"",
                        said));
                Daemon.run(folder, command.toArray(String[]::new));
            }
            awaitMessages("门禁 刷卡", "second");
        }
        JsonNode row = heard.peek().content();
        assertThat(row.path("facility").asInt()).isEqualTo(16);
        assertThat(row.path("severity").asInt()).isEqualTo(4);
        assertThat(row.path("appname").asText()).isEqualTo("door");
        assertThat(row.path("msgid").asText()).isEqualTo("OPEN");
        assertThat(row.at("/structured/card@32473/no").asText()).isEqualTo("7");
        assertThat(java.time.OffsetDateTime.parse(row.path("timestamp").asText()))
                .isNotNull();
    }

    @Test
    void messagesOverTlsAreHeardAndAPortThatIsTakenIsTold() throws Exception {
        Tools.need("openssl");
        Daemon.run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem",
                "-days",
                "2",
                "-subj",
                "/CN=localhost");
        SyslogPort port = port(
                SyslogPort.Transport.TLS,
                Optional.of(Files.readString(folder.resolve("cert.pem"))),
                Optional.of(Files.readString(folder.resolve("key.pem"))));
        try (AutoCloseable open = port.listen(page -> heard.addAll(page.rows()))) {
            assertThat(open).isNotNull();
            assertThatThrownBy(() -> port.listen(page -> heard.addAll(page.rows())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(port.port()));
            Process client = new ProcessBuilder(
                            "openssl",
                            "s_client",
                            "-quiet",
                            "-no_ign_eof",
                            "-connect",
                            "127.0.0.1:" + port.port(),
                            "-CAfile",
                            "cert.pem")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("client.log").toFile())
                    .start();
            try (var to = client.getOutputStream()) {
                to.write("21 <34>1 - - - - - - one21 <34>1 - - - - - - 二".getBytes(StandardCharsets.UTF_8));
                to.flush();
                awaitMessages("one", "二");
            } finally {
                client.destroy();
            }
        }
        assertThat(port).hasToString("syslog over TLS at 127.0.0.1:" + port.port());
        assertThatThrownBy(() -> port(SyslogPort.Transport.TLS, Optional.of("x"), Optional.of("y"))
                        .listen(page -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate or key");
    }
}
