package io.dabiao.ingest.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.Tools;
import io.dabiao.budget.WorkBudget;
import io.dabiao.check.probe.Daemon;
import io.dabiao.ingest.source.ArrivingFilesContract;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against npm's s3rver, which does not check signatures of version 4: {@link SignatureTest} does. */
@Tag("long")
class BucketTest extends ArrivingFilesContract {

    @TempDir
    static Path npm;

    @TempDir
    Path folder;

    private int port;
    private Daemon store;
    private OutboundHttp http;

    @BeforeAll
    static void install() throws Exception {
        Tools.need("npm");
        S3rver.install(npm);
    }

    @BeforeEach
    void start() throws Exception {
        port = Daemon.freePort();
        store = S3rver.start(npm, folder, port);
        http = new OutboundHttp(OutboundPolicy.denying(List.of()));
    }

    @AfterEach
    void stop() {
        store.close();
        http.close();
    }

    private Bucket place(String files, String account) {
        return new Bucket(
                new Bucket.Client(http, contents(), WorkBudget.ofThisProcess(), Clock.systemUTC()),
                new Bucket.Address(URI.create("http://127.0.0.1:" + port), "facts", "us-east-1", Bucket.Style.PATH),
                new Bucket.Credentials(account, "S3RVER"),
                "out/",
                files,
                Optional.empty());
    }

    @Override
    protected Place.Fetched place(String files) {
        return place(files, "S3RVER");
    }

    @Override
    protected void put(String name, byte[] content) throws IOException, InterruptedException {
        S3rver.put(port, Bucket.encoded((name.startsWith("other/") ? "" : "out/") + name, "/"), content);
    }

    @Override
    protected boolean cut() {
        store.close();
        return true;
    }

    @Test
    void objectsOfEveryDepthBelowThePrefixAreReadAndNoOthers() throws Exception {
        put("2024/03/a.csv", "id\n1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        put("other/b.csv", "id\n2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        try (var rows = place("*.csv").open(new Start(Optional.empty(), any -> false, Instant.EPOCH))) {
            assertThat(rows.next().orElseThrow().rows().get(0).place()).isEqualTo("2024/03/a.csv");
            assertThat(rows.next()).isEmpty();
        }
    }

    @Test
    void moreThanAThousandObjectsAreListedPageByPage() throws Exception {
        for (int i = 0; i < 1_003; i++) {
            put("n" + i + ".csv", new byte[0]);
        }
        int[] asked = new int[1];
        try (var rows = place("*")
                .open(new Start(Optional.empty(), item -> !item.isEmpty() && ++asked[0] > 0, Instant.EPOCH))) {
            assertThat(rows.next()).isEmpty();
        }
        assertThat(asked[0]).isEqualTo(1_003);
    }

    @Test
    void anAccountThatTheStoreDoesNotKnowIsTold() {
        assertThatThrownBy(() -> place("*", "stranger").open(new Start(Optional.empty(), any -> false, Instant.EPOCH)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("InvalidAccessKeyId");
    }
}
