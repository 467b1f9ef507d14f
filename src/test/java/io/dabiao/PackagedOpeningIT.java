package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.PackagedService.Answer;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start of the service beside a database of somebody else's, which comes late and goes away meanwhile. */
@Guard
class PackagedOpeningIT {

    @TempDir
    static Path folder;

    private static PackagedService beside(EmbeddedPostgres database) throws Exception {
        return PackagedService.prepared()
                .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    private static EmbeddedPostgres database() {
        return EmbeddedPostgres.start(folder.resolve("database"), PackagedService.PATIENCE);
    }

    private static long migrations(EmbeddedPostgres database) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from flyway_schema_history")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException notYet) {
            return 0;
        }
    }

    @Test
    void aServiceWhoseDatabaseIsAwayOrGoesAwayIsLiveAndSaysSoAndIsReadyWhenItComes() throws Exception {
        EmbeddedPostgres first = database();
        try (PackagedService service = beside(first)) {
            first.close();
            service.launch();
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(PackagedService.PATIENCE)
                    .until(() -> service.health("live") == 200);
            Answer ready = service.get("/q/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body().toString()).contains("the database does not answer");
            Answer asked = service.get("/api/v1/status");
            assertThat(asked.status()).isEqualTo(503);
            assertThat(asked.retryAfter()).isPresent();
            assertThat(asked.body().get("detail").asText()).contains("waits for its database");

            // It comes, and is gone again in the middle of the migrations.
            EmbeddedPostgres second = database();
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(PackagedService.PATIENCE)
                    .until(() -> migrations(second) > 0);
            second.close();
            await().atMost(PackagedService.PATIENCE).until(() -> service.health("ready") == 503);
            assertThat(service.health("live")).isEqualTo(200);

            try (EmbeddedPostgres third = database()) {
                service.awaitReady();
                Answer taken = service.post(PackagedServiceIT.lines("late", 0, 10));
                assertThat(taken.status()).isEqualTo(200);
                assertThat(taken.body().get("accepted").asInt()).isEqualTo(10);
                assertThat(migrations(third)).isGreaterThan(20);
                service.stop();
            }
        }
    }
}
