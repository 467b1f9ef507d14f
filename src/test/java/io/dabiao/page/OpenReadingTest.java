package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.dabiao.access.RouteTable;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a service whose reading is open answers to the one who comes without a token. */
@QuarkusTest
@WithTestResource(OpenReadingTest.Database.class)
@Guard
class OpenReadingTest {

    /** No one else's: who types rubbish into a service may choose to be without the sample, of which the table asks. */
    public static final class Database extends ServiceDatabase {

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(super.start());
            settings.put("dabiao.open-reading", "true");
            return settings;
        }
    }

    @Test
    void whoeverComesWithoutATokenIsAnsweredAsTheTableSays() throws IOException {
        RouteTable.check(Map.of("open", request -> request));
    }

    @Test
    void openReadingOpensNothingThatIsPosted() {
        Api.nobody().get("/api/v1/years").then().statusCode(200);
        Api.nobody().head("/api/v1/years").then().statusCode(200);
        assertThat(Api.nobody()
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post("/api/v1/alerts/preview")
                        .statusCode())
                .isEqualTo(401);
    }
}
