package io.dabiao.check.page;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class PicturesTest {

    @Test
    void whatAPageLookedLikeWhenItFailedLastIsServedWithItsTime() {
        byte[] first = {(byte) 0x89, 'P', 'N', 'G', 1};
        byte[] last = {(byte) 0x89, 'P', 'N', 'G', 2};
        Pictures.keep("pictured", Instant.parse("2026-03-01T00:00:00Z"), first);
        Pictures.keep("pictured", Instant.parse("2026-03-01T00:05:00Z"), last);
        Pictures.keep("pictured", Instant.parse("2026-03-01T00:10:00Z"), new byte[(1 << 20) + 1]);

        var answer = admin().get("/api/v1/probes/pictured/picture");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("image/png");
        assertThat(answer.header("Dabiao-Slot")).isEqualTo("2026-03-01T00:05:00Z");
        assertThat(answer.asByteArray()).isEqualTo(last);
        assertThat(admin().get("/api/v1/probes/never-failed/picture").statusCode())
                .isEqualTo(404);
    }
}
