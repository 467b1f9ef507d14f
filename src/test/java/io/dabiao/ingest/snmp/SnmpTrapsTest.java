package io.dabiao.ingest.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.Patience;
import io.dabiao.Tools;
import io.dabiao.ingest.source.Rows;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Net-SNMP's {@code snmptrap} sends. */
class SnmpTrapsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final String LINK_DOWN = "1.3.6.1.6.3.1.1.5.3";
    private static final String IF_INDEX = "1.3.6.1.2.1.2.2.1.1.2";
    private static final String DESCRIPTION = "1.3.6.1.2.1.2.2.1.2.2";

    private final Queue<Rows.Row> heard = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void need() {
        Tools.need("snmptrap");
    }

    private static TrapPort port(List<TrapUser> users) throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new TrapPort(
                    "devices",
                    "127.0.0.1",
                    free.getLocalPort(),
                    Optional.of("public-but-ours"),
                    users,
                    Clock.fixed(NOW, ZoneOffset.UTC));
        }
    }

    private static int send(TrapPort port, String options, String... rest) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("snmptrap", "-m", "", "-M", ""));
        command.addAll(List.of(options.split(" ")));
        command.add("127.0.0.1:" + port.port());
        command.addAll(List.of(rest));
        Process sender = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = sender.waitFor();
        assertThat(said).as(String.join(" ", command)).doesNotContain("Usage", "Unknown", "Invalid");
        return status;
    }

    private List<JsonNode> awaitRows(int many) {
        await().atMost(Patience.PATIENCE).untilAsserted(() -> assertThat(heard).hasSize(many));
        return heard.stream().map(Rows.Row::content).toList();
    }

    @Test
    void trapsOfVersionsOneAndTwoAreRowsOfOneForm() throws Exception {
        TrapPort port = port(List.of());
        try (AutoCloseable open = port.listen(page -> heard.addAll(page.rows()))) {
            assertThat(open).isNotNull();
            send(port, "-v 2c -c public-but-ours", "4200", LINK_DOWN, IF_INDEX, "i", "2", DESCRIPTION, "s", "机房 eth1");
            JsonNode second = awaitRows(1).get(0);
            assertThat(second.path("version").asText()).isEqualTo("2c");
            assertThat(second.path("trap").asText()).isEqualTo(LINK_DOWN);
            assertThat(second.path("uptime").decimalValue()).isEqualByComparingTo("42.00");
            assertThat(second.path("agent").asText()).isEqualTo("127.0.0.1");
            assertThat(second.path("received").asText()).isEqualTo(NOW.toString());
            assertThat(second.at("/variables/" + IF_INDEX).asInt()).isEqualTo(2);
            assertThat(second.at("/variables/" + DESCRIPTION).asText()).isEqualTo("机房 eth1");
            assertThat(second.path("digest").asText()).hasSize(64);

            send(port, "-v 1 -c public-but-ours", "1.3.6.1.4.1.9999", "192.0.2.7", "2", "0", "100", IF_INDEX, "i", "2");
            send(
                    port,
                    "-v 1 -c public-but-ours",
                    "1.3.6.1.4.1.9999",
                    "192.0.2.7",
                    "6",
                    "17",
                    "100",
                    DESCRIPTION,
                    "x",
                    "00ff");
            List<JsonNode> rows = awaitRows(3);
            assertThat(rows.get(1).path("trap").asText()).as("RFC 3584, 3.1").isEqualTo(LINK_DOWN);
            assertThat(rows.get(1).path("agent").asText()).isEqualTo("192.0.2.7");
            assertThat(rows.get(2).path("trap").asText()).isEqualTo("1.3.6.1.4.1.9999.0.17");
            assertThat(rows.get(2).at("/variables/" + DESCRIPTION).asText()).isEqualTo("0x00ff");
        }
    }

    @Test
    void strangersAndRubbishAreNotTakenAndThePortHearsOn() throws Exception {
        TrapPort port = port(List.of(new TrapUser(
                "dabiao",
                TrapUser.Digest.SHA256,
                "signing-word",
                Optional.of(TrapUser.Cipher.AES128),
                Optional.of("keeping-word"))));
        try (AutoCloseable open = port.listen(page -> heard.addAll(page.rows()));
                DatagramSocket stranger = new DatagramSocket()) {
            assertThat(open).isNotNull();
            send(port, "-v 2c -c another", "1", LINK_DOWN);
            for (String rubbish : new String[] {"", "0", "\u0030\u0082\uffff", "x".repeat(9_000)}) {
                byte[] bytes = rubbish.getBytes(StandardCharsets.UTF_8);
                stranger.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), port.port()));
            }
            String three = "-v 3 -e 0x8000000001020304 -u dabiao -a SHA-256 -A %s -x AES -X keeping-word -l %s";
            send(port, three.formatted("another-word", "authPriv"), "1", LINK_DOWN);
            send(port, three.formatted("signing-word", "authNoPriv"), "1", LINK_DOWN);
            send(port, three.formatted("signing-word", "noAuthNoPriv"), "1", LINK_DOWN);
            send(port, three.formatted("signing-word", "authPriv"), "700", LINK_DOWN, IF_INDEX, "i", "3");
            JsonNode row = awaitRows(1).get(0);
            assertThat(row.path("version").asText()).isEqualTo("3");
            assertThat(row.at("/variables/" + IF_INDEX).asInt()).isEqualTo(3);
            assertThat(row.path("uptime").decimalValue()).isEqualByComparingTo("7");
        }
    }

    /** A receiver that fails at the first try stands for a database that is away. */
    @Test
    void anInformIsAnsweredOnceItIsDurableAndCountsOnceThoughItIsRepeated() throws Exception {
        TrapPort port = port(List.of(new TrapUser(
                "dabiao",
                TrapUser.Digest.SHA512,
                "signing-word",
                Optional.of(TrapUser.Cipher.AES256),
                Optional.of("keeping-word"))));
        AtomicInteger tries = new AtomicInteger();
        try (AutoCloseable open = port.listen(page -> {
            heard.addAll(page.rows());
            if (tries.incrementAndGet() % 2 == 1) {
                throw new IllegalStateException("not durable");
            }
        })) {
            assertThat(open).isNotNull();
            assertThat(send(port, "-Ci -r 3 -t 2 -v 2c -c public-but-ours", "1", LINK_DOWN))
                    .isZero();
            assertThat(heard.stream().map(row -> row.content().path("digest").asText()))
                    .as("the same twice")
                    .hasSize(2)
                    .containsOnly(heard.peek().content().path("digest").asText());
            assertThat(send(
                            port,
                            "-Ci -r 3 -t 2 -v 3 -u dabiao -l authPriv -a SHA-512 -A signing-word -x AES-256 -X keeping-word",
                            "2",
                            LINK_DOWN))
                    .isZero();
            assertThat(heard).hasSize(4);
            assertThat(send(port, "-Ci -r 0 -t 1 -v 2c -c another", "1", LINK_DOWN))
                    .isNotZero();
        }
    }
}
