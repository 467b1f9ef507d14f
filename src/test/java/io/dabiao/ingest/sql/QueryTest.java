package io.dabiao.ingest.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries are read from a real PostgreSQL and a real MariaDB. */
class QueryTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    /** A database under test. */
    private interface Server {
        String url();

        String user();

        Optional<String> password();

        Connection connection() throws SQLException;

        /** A type for points in time. */
        String point();
    }

    private static Path folder;
    private static EmbeddedPostgres postgres;
    private static RealMariaDb maria;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("mariadb");
        folder = Files.createTempDirectory("dabiao-query");
        postgres = EmbeddedPostgres.start(folder, Patience.PATIENCE);
        maria = RealMariaDb.start();
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
            ServiceDatabase.delete(folder);
        }
        if (maria != null) {
            maria.close();
        }
    }

    static Stream<Server> servers() {
        return Stream.of(
                new Server() {
                    @Override
                    public String url() {
                        return postgres.jdbcUrl();
                    }

                    @Override
                    public String user() {
                        return postgres.user();
                    }

                    @Override
                    public Optional<String> password() {
                        return Optional.of(postgres.password());
                    }

                    @Override
                    public Connection connection() throws SQLException {
                        return DriverManager.getConnection(url(), user(), postgres.password());
                    }

                    @Override
                    public String point() {
                        return "timestamptz";
                    }

                    @Override
                    public String toString() {
                        return "PostgreSQL";
                    }
                },
                new Server() {
                    @Override
                    public String url() {
                        return maria.url();
                    }

                    @Override
                    public String user() {
                        return "reader";
                    }

                    @Override
                    public Optional<String> password() {
                        return Optional.of("only-reads");
                    }

                    @Override
                    public Connection connection() throws SQLException {
                        Connection connection = maria.connection();
                        connection.setCatalog("helpdesk");
                        return connection;
                    }

                    @Override
                    public String point() {
                        return "timestamp(6) null";
                    }

                    @Override
                    public String toString() {
                        return "MariaDB";
                    }
                });
    }

    private static void run(Server server, String... statements) throws SQLException {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Query query(Server server, String sql, String watermark, String key, Duration overlap, int keys) {
        return new Query(
                new Drivers(Optional.empty()),
                OutboundPolicy.denying(List.of()),
                server.url(),
                Optional.of(server.user()),
                server.password(),
                Map.of(),
                sql,
                Optional.ofNullable(watermark),
                Optional.ofNullable(key),
                overlap,
                keys,
                SHANGHAI);
    }

    private record Read(List<JsonNode> rows, Optional<JsonNode> bookmark, int pages) {}

    private static Read read(Query query, Optional<JsonNode> bookmark, Instant now) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        Optional<JsonNode> last = bookmark;
        int pages = 0;
        try (Rows rows = query.open(new Start(bookmark, any -> false, now))) {
            for (Optional<Rows.Page> page = rows.next(); page.isPresent(); page = rows.next()) {
                page.get().rows().forEach(row -> found.add(row.content()));
                last = page.get().bookmark().or(last(last));
                pages++;
            }
        }
        return new Read(found, last, pages);
    }

    private static java.util.function.Supplier<Optional<JsonNode>> last(Optional<JsonNode> last) {
        return () -> last;
    }

    private static List<Integer> ids(Read read) {
        return read.rows().stream().map(row -> row.path("id").asInt()).toList();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void everyKindOfColumnArrivesExactly(Server server) throws Exception {
        run(
                server,
                "drop table if exists kinds",
                "create table kinds (id bigint, done boolean, amount decimal(20,4), share double precision, day date,"
                        + " local_time timestamp" + (server.point().equals("timestamptz") ? "(6)" : "(6) null")
                        + ", point " + server.point() + ", words varchar(100), nothing int)",
                "insert into kinds values (9007199254740993, true, 123456789012.3400, 0.5, '2024-02-29',"
                        + " '2024-03-01 08:00:00.123456', '2024-03-01 00:00:00.654321"
                        + (server.point().equals("timestamptz") ? "+00" : "")
                        + "', '外专 \\u0022 动态', null)");

        JsonNode row = read(query(server, "select * from kinds", null, null, Duration.ZERO, 0), Optional.empty(), NOW)
                .rows()
                .get(0);

        assertThat(row.path("id").decimalValue()).isEqualByComparingTo("9007199254740993");
        assertThat(row.path("done").isBoolean()).isTrue();
        assertThat(row.path("done").asBoolean()).isTrue();
        assertThat(row.path("amount").decimalValue().toPlainString()).isEqualTo("123456789012.3400");
        assertThat(row.path("share").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(row.path("day").asText()).isEqualTo("2024-02-29");
        assertThat(java.time.OffsetDateTime.parse(row.path("point").asText()).toInstant())
                .isEqualTo(Instant.parse("2024-03-01T00:00:00.654321Z"));
        assertThat(row.has("nothing")).isFalse();
        if (server.toString().equals("PostgreSQL")) {
            assertThat(row.path("local_time").asText()).isEqualTo("2024-03-01T08:00:00.123456");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aRunGoesOnWhereTheLastOneEndedAndMeetsLateRows(Server server) throws Exception {
        run(
                server,
                "drop table if exists ticket",
                "create table ticket (id int primary key, changed_at "
                        + (server.point().equals("timestamptz") ? "timestamp(6)" : "datetime(6)") + ")",
                "insert into ticket values (1, '2024-03-01 08:00:00.000001'), (2, '2024-03-01 08:00:00.000002'),"
                        + " (3, '2024-03-01 08:00:00.000002'), (4, null)");
        Query exact = query(server, "select id, changed_at from ticket", "changed_at", "id", Duration.ZERO, 0);
        Query overlapping = query(
                server,
                "select id, changed_at from ticket;".replace(";", ""),
                "changed_at",
                "id",
                Duration.ofMinutes(10),
                0);

        Read first = read(exact, Optional.empty(), NOW);
        assertThat(ids(first)).containsExactly(1, 2, 3);
        assertThat(ids(read(exact, first.bookmark(), NOW))).isEmpty();

        run(
                server,
                "insert into ticket values (5, '2024-03-01 07:55:00'), (6, '2024-03-01 08:00:00.000003')",
                "update ticket set changed_at = '2024-03-01 09:00:00' where id = 1");
        assertThat(ids(read(exact, first.bookmark(), NOW))).containsExactly(6, 1);
        assertThat(ids(read(overlapping, first.bookmark(), NOW))).containsExactly(5, 2, 3, 6, 1);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aKeyAloneIsEnoughAndGapsBelowItAreMetLater(Server server) throws Exception {
        run(
                server,
                "drop table if exists visit",
                "create table visit (id int primary key)",
                "insert into visit values (1), (3)");
        Query query = query(server, "select id from visit", null, "id", Duration.ZERO, 2);

        Read first = read(query, Optional.empty(), NOW);
        run(server, "insert into visit values (2), (4)");

        assertThat(ids(first)).containsExactly(1, 3);
        assertThat(ids(read(query, first.bookmark(), NOW))).containsExactly(2, 3, 4);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aClockThatIsAheadHidesNoRowThatComesBeforeIt(Server server) throws Exception {
        run(
                server,
                "drop table if exists ahead",
                "create table ahead (id int primary key, changed_at "
                        + (server.point().equals("timestamptz") ? "timestamptz" : "datetime") + ")",
                "insert into ahead values (1, '2026-02-01 00:00:00'), (2, '2031-01-01 00:00:00')");
        Query query = query(server, "select * from ahead", "changed_at", "id", Duration.ofMinutes(1), 0);

        Read first = read(query, Optional.empty(), NOW);
        run(server, "insert into ahead values (3, '2026-03-02 00:00:00')");

        assertThat(ids(first)).containsExactly(1, 2);
        assertThat(ids(read(query, first.bookmark(), NOW.plus(Duration.ofDays(2)))))
                .containsExactly(3, 2);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void manyRowsComeInPagesAndABookmarkBetweenThemGoesOn(Server server) throws Exception {
        run(server, "drop table if exists many", "create table many (id int primary key)");
        StringBuilder rows = new StringBuilder("insert into many values (0)");
        for (int i = 1; i < 2_500; i++) {
            rows.append(",(").append(i).append(')');
        }
        run(server, rows.toString());
        Query query = query(server, "select id from many", null, "id", Duration.ZERO, 0);

        Read all = read(query, Optional.empty(), NOW);
        assertThat(all.rows()).hasSize(2_500);
        assertThat(all.pages()).isEqualTo(3);
        Optional<JsonNode> middle;
        try (Rows part = query.open(new Start(Optional.empty(), any -> false, NOW))) {
            middle = part.next().orElseThrow().bookmark();
        }
        assertThat(read(query, middle, NOW).rows()).hasSize(1_500);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatIsWrongIsToldInTheDatabasesWords(Server server) throws Exception {
        run(server, "drop table if exists gone");
        assertThatThrownBy(() ->
                        read(query(server, "select * from gone", null, null, Duration.ZERO, 0), Optional.empty(), NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gone");
        run(server, "drop table if exists renamed", "create table renamed (id int, changed int)");
        assertThatThrownBy(() -> read(
                        query(server, "select * from renamed", "changed_at", null, Duration.ZERO, 0),
                        Optional.empty(),
                        NOW))
                .hasMessageContaining("no column changed_at; it has id, changed");
        Query other = new Query(
                new Drivers(Optional.empty()),
                OutboundPolicy.denying(List.of("127.0.0.0/8", "::1")),
                server.url(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                "select 1",
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                0,
                SHANGHAI);
        assertThatThrownBy(() -> read(other, Optional.empty(), NOW)).hasMessageContaining("dabiao.outbound-deny");
    }

    @Test
    void aDatabaseWithoutADriverIsToldWhereToPutOne() {
        assertThatThrownBy(() -> new Drivers(Optional.of(folder)).of("jdbc:dm://host:5236"))
                .hasMessageContaining("no JDBC driver for jdbc:dm:")
                .hasMessageContaining("dabiao.drivers");
    }
}
