package io.dabiao.audit;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.dabiao.ServiceDatabase;
import io.dabiao.database.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class AuditLogTest {

    private static final String ANY = "(select number from audit_entry order by number offset 2 limit 1)";

    @Inject
    AgroalDataSource database;

    @Inject
    AuditLog log;

    @Inject
    AuditKeeping keeping;

    @Test
    void actsDoneAtTheSameTimeAreLinkedOneAfterAnother() throws SQLException {
        long before = head().number();
        IntStream.range(0, 40).parallel().forEach(AuditLogTest::act);

        assertThat(head().number()).isGreaterThanOrEqualTo(before + 40);
        assertThat(verified("select 1", Optional.empty())).isInstanceOf(AuditChain.Finding.Whole.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update audit_entry set actor = 'someone else' where number = $            | is not what was written
            update audit_entry set at = at - interval '1 microsecond' where number = $ | is not what was written
            update audit_entry set address = null, detail = '' where number = $        | is not what was written
            update audit_entry set wording = '[["roles","admin"]]' where number = $     | is not what was written
            update audit_entry set wording = null, detail = coalesce(wording, '-') where number = $ | is not what was written
            delete from audit_entry where number = $                                   | are missing
            delete from audit_entry where number >= $                                  | but its head is entry
            update audit_head set number = number - 1                                  | but its head is entry
            update audit_entry set number = null where number = $                      | are missing
            insert into audit_entry (at, actor, act, subject, detail, number, hash) values (now(), 'x', 'x', '', '', 99999999, 'x') | are missing
            """)
    void aChangeInTheDatabaseShows(String change, String reason) throws SQLException {
        IntStream.range(0, 4).forEach(AuditLogTest::act);

        AuditChain.Finding finding = verified(change.replace("$", ANY), Optional.empty());

        assertThat(finding)
                .isInstanceOfSatisfying(
                        AuditChain.Finding.Broken.class,
                        broken -> assertThat(broken.reason()).contains(reason));
    }

    @Test
    void aChainThatWasComputedAgainDoesNotHoldAHeadThatWasKeptElsewhere() throws SQLException {
        IntStream.range(0, 4).forEach(AuditLogTest::act);
        AuditLog.Head kept = head();
        act(4);
        String again = """
                update audit_entry set actor = 'someone else' where number = %s;
                do $$ declare
                    e record;
                    last text := (select hash from audit_start order by number desc limit 1);
                begin
                    for e in select * from audit_entry order by number loop
                        last := audit_hash(last, e.number, e.at, e.actor, e.address, e.act, e.subject, e.detail, e.wording);
                        update audit_entry set hash = last where number = e.number;
                    end loop;
                    update audit_head set hash = last;
                end $$""".formatted(ANY);

        assertThat(verified(again, Optional.empty())).isInstanceOf(AuditChain.Finding.Whole.class);
        assertThat(verified(again, Optional.of(kept))).isInstanceOf(AuditChain.Finding.Broken.class);
        assertThat(verified("select 1", Optional.of(kept))).isInstanceOf(AuditChain.Finding.Whole.class);
    }

    @Test
    void whatIsNoLongerKeptLeavesTheHashFromWhichTheRestBegins() throws SQLException {
        IntStream.range(0, 6).forEach(AuditLogTest::act);
        Instant third = log.find(AuditLog.Filter.ALL, Long.MAX_VALUE, 100_000).stream()
                .sorted(java.util.Comparator.comparing(AuditLog.Entry::number))
                .skip(2)
                .findFirst()
                .orElseThrow()
                .at();

        assertThat(keeping.expire(third)).isPositive();

        assertThat(verified("select 1", Optional.empty())).isInstanceOf(AuditChain.Finding.Whole.class);
        admin().queryParam("act", "audit.expired").get("/api/v1/audit").then().body("", not(hasSize(0)));
    }

    @Test
    void theLogIsFilteredAndItsExportsBearTheHead() {
        act(7);
        admin().queryParam("act", "token.created")
                .queryParam("q", "AUDIT-CHAIN-7")
                .queryParam("from", "2024-01-01T00:00:00+08:00")
                .get("/api/v1/audit")
                .then()
                .statusCode(200)
                .header(AUDIT_HEAD, org.hamcrest.Matchers.matchesPattern("\\d+:[0-9a-f]{64}"))
                .body("act", everyItem(equalTo("token.created")))
                .body("wordsZh", everyItem(equalTo("建立令牌")))
                .body("address", everyItem(equalTo("127.0.0.1")))
                .body("", not(hasSize(0)));
        admin().queryParam("until", "2024-01-01T00:00:00+08:00")
                .get("/api/v1/audit")
                .then()
                .body("", hasSize(0));
    }

    @Test
    void whatIsSaidOfAnActIsFoundAndReadInBothLanguages() {
        act(8);
        for (String word : List.of("roles view", "权限")) {
            admin().queryParam("q", word.split(" ")[0])
                    .queryParam("act", "token.created")
                    .get("/api/v1/audit")
                    .then()
                    .statusCode(200)
                    .body("find { it.subject == 'audit-chain-8' }.detail", equalTo("roles view"))
                    .body("find { it.subject == 'audit-chain-8' }.detailZh", equalTo("权限：查看"));
        }
        admin().queryParam("q", "no phrase has these words")
                .get("/api/v1/audit")
                .then()
                .body("", hasSize(0));
    }

    @Test
    void anEntryOfAnEarlierReleaseStandsAsItWasWrittenAndKeepsItsHash() throws SQLException {
        String earlier = "insert into audit_entry (at, actor, act, subject, detail)"
                + " values (now(), 'somebody', 'token.created', 'of-an-earlier-release', 'roles view, report')";
        QuarkusTransaction.requiringNew().run(() -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(earlier);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });

        admin().queryParam("q", "of-an-earlier-release")
                .get("/api/v1/audit")
                .then()
                .body("[0].detail", equalTo("roles view, report"))
                .body("[0].detailZh", equalTo("roles view, report"));
        assertThat(verified("select 1", Optional.empty())).isInstanceOf(AuditChain.Finding.Whole.class);
    }

    private static final String AUDIT_HEAD = "Dabiao-Audit-Head";

    private static void act(int number) {
        admin().contentType(ContentType.JSON)
                .body(Map.of("name", "audit-chain-" + number, "roles", List.of("view")))
                .post("/api/v1/tokens")
                .then()
                .statusCode(201);
    }

    private AuditLog.Head head() {
        return QuarkusTransaction.requiringNew().call(log::head);
    }

    /** What a check says after a change that is then undone. */
    private AuditChain.Finding verified(String change, Optional<AuditLog.Head> kept) throws SQLException {
        QuarkusTransaction.begin();
        try (Connection connection = database.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(change);
            }
            return AuditChain.verify(Transactions.on(connection), kept);
        } finally {
            QuarkusTransaction.rollback();
        }
    }
}
