package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas share sites; one is killed. */
@Tag("long")
class PackagedProbesLongIT {

    private static final int SITES = 40;
    private static final int INTERVAL_SECONDS = 5;

    @Test
    void aKilledReplicasSitesAreTakenOverWithinTwoIntervalsAndNoSlotCountsTwice() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-probes");
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.setExecutor(Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "site");
            thread.setDaemon(true);
            return thread;
        }));
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(
                declarations.resolve("sites.yaml"),
                declaration(site.getAddress().getPort(), SITES, INTERVAL_SECONDS));
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3));
                PackagedService one = replica(database, declarations).started();
                PackagedService other = replica(database, declarations).started()) {
            await().atMost(PackagedService.PATIENCE).until(() -> probed(one) > 5 && probed(other) > 5);
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> PackagedService.number(database, SLOTS_OF_THE_LEAST) >= 4);
            assertThat(probed(one) + probed(other)).isEqualTo(SITES);

            one.kill();
            await().atMost(PackagedService.PATIENCE).until(() -> probed(other) == SITES);
            long slots = PackagedService.number(database, SLOTS_OF_THE_LEAST);
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> PackagedService.number(database, SLOTS_OF_THE_LEAST) >= slots + 3);

            assertThat(PackagedService.number(
                            database,
                            "select count(*) from event e join event_type t on t.no = e.type_no"
                                    + " where t.name = 'site.probe'"))
                    .as("as many events as slots")
                    .isEqualTo(PackagedService.number(
                            database,
                            "select count(*) from (select distinct source_no, time from event e"
                                    + " join event_type t on t.no = e.type_no where t.name = 'site.probe') slots"));
            assertThat(PackagedService.number(database, LONGEST_GAP))
                    .as("milliseconds from one slot of a site to the next, at most")
                    .isLessThanOrEqualTo(2 * 1_000L * INTERVAL_SECONDS);
            assertThat(PackagedService.number(
                            database,
                            "select count(*) from event e join event_type t on t.no = e.type_no"
                                    + " where t.name = 'site.outage'"))
                    .as("outages of sites that were up all the time")
                    .isZero();
        } finally {
            site.stop(0);
            ServiceDatabase.delete(folder);
        }
    }

    /** Who began an outage dies; who goes on with it stands still; who came back ends it; and then the second moves again. */
    @Test
    void anOutageIsToldOnceAndEndedOnceWhoeverDiesOrStandsStillMeanwhile() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-outages");
        AtomicInteger status = new AtomicInteger(200);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        site.start();
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(
                declarations.resolve("sites.yaml"),
                declaration(site.getAddress().getPort(), FEW, 2));
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3));
                PackagedService one = replica(database, declarations).started();
                PackagedService other = replica(database, declarations).started()) {
            await().atMost(PackagedService.PATIENCE).until(() -> probed(one) > 0 && probed(other) > 0);
            await().atMost(PackagedService.PATIENCE).until(() -> PackagedService.number(database, SITES_PROBED) == FEW);
            status.set(500);
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> PackagedService.number(database, count("site.outage")) == FEW);

            one.kill();
            await().atMost(PackagedService.PATIENCE).until(() -> probed(other) == FEW);
            awaitMoreProbes(database);
            one.start();
            await().atMost(PackagedService.PATIENCE).until(() -> probed(one) > 0);
            other.stall();
            await().atMost(PackagedService.PATIENCE).until(() -> probed(one) == FEW);
            awaitMoreProbes(database);
            status.set(200);
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> PackagedService.number(database, count("site.outage.ended")) == FEW);
            other.resume();
            await().atMost(PackagedService.PATIENCE).until(() -> probed(other) > 0 && probed(other) < FEW);
            awaitMoreProbes(database);

            assertThat(PackagedService.number(database, count("site.outage"))).isEqualTo(FEW);
            assertThat(PackagedService.number(database, count("site.outage.ended")))
                    .isEqualTo(FEW);
            assertThat(PackagedService.number(
                            database,
                            "select count(*) from event o join event_type ot on ot.no = o.type_no and ot.name = 'site.outage'"
                                    + " join event e on e.source_no = o.source_no and e.id = o.id || '/ended'"
                                    + " where e.time > o.time"))
                    .as("each outage has its own end")
                    .isEqualTo(FEW);
        } finally {
            site.stop(0);
            ServiceDatabase.delete(folder);
        }
    }

    private static final int FEW = 12;

    private static final String SITES_PROBED = "select count(distinct source_no) from event e"
            + " join event_type t on t.no = e.type_no where t.name = 'site.probe'";

    private static String count(String type) {
        return "select count(*) from event e join event_type t on t.no = e.type_no where t.name = '" + type + "'";
    }

    /** Every site is probed three times more. */
    private static void awaitMoreProbes(EmbeddedPostgres database) throws SQLException {
        long now = PackagedService.number(database, count("site.probe"));
        await().atMost(PackagedService.PATIENCE)
                .until(() -> PackagedService.number(database, count("site.probe")) >= now + 3 * FEW);
    }

    private static final String SLOTS_OF_THE_LEAST = "select coalesce(min(n), 0) from (select count(*) n from event e"
            + " join event_type t on t.no = e.type_no where t.name = 'site.probe' group by source_no"
            + " union all select 0 where (select count(distinct source_no) from event e"
            + " join event_type t on t.no = e.type_no where t.name = 'site.probe') < " + SITES + ") s";

    private static final String LONGEST_GAP = "select max(extract(epoch from gap) * 1000)::bigint from"
            + " (select time - lag(time) over (partition by source_no order by time) gap from event e"
            + " join event_type t on t.no = e.type_no where t.name = 'site.probe') gaps";

    private static long probed(PackagedService replica) throws Exception {
        long here = 0;
        for (var probe : replica.get("/api/v1/probes").body()) {
            here += probe.get("probedHere").asBoolean() ? 1 : 0;
        }
        return here;
    }

    private static PackagedService replica(EmbeddedPostgres database, Path declarations) throws Exception {
        return PackagedService.prepared()
                .with("DABIAO_DECLARATIONS", declarations.toString())
                .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    private static String declaration(int port, int sites, int seconds) {
        int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
        StringBuilder yaml = new StringBuilder("""
                project: sites
                name: 探测
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                indicators:
                  - id: available-days
                    name: 可用天数
                    level1: 产出指标
                    level2: 时效指标
                    printed: "=365.00(天)"
                    behaviour: days
                    measure: {availableDays: 'site.probe{site="site-0"}'}
                    cadence: P2D
                probes:
                """.formatted(year));
        for (int i = 0; i < sites; i++) {
            yaml.append("  - {site: site-%d, url: 'http://127.0.0.1:%d/%d', interval: %ds}%n"
                    .formatted(i, port, i, seconds));
        }
        return yaml.toString();
    }
}
