package io.dabiao.ingest.source;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.access.Role;
import io.dabiao.cli.Commands;
import io.dabiao.expose.OwnDeclaration;
import io.dabiao.ingest.sql.RealMariaDb;
import io.dabiao.settings.Settings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts come by themselves: from a real MariaDB, and by hooks. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class SourcesTest {

    private static final String HOOK_SECRET = "5f2d7c1e9a8b4c3d6e0f";
    private static RealMariaDb maria;

    @Inject
    Settings settings;

    @Inject
    Sources sources;

    private final List<Path> written = new ArrayList<>();

    @AfterEach
    void noSourceIsLeft() throws Exception {
        for (Path file : written) {
            Files.deleteIfExists(file);
        }
        written.clear();
        await().atMost(Patience.PATIENCE)
                .until(() ->
                        admin().get("/api/v1/sources").jsonPath().getList("$").isEmpty());
    }

    @AfterAll
    static void stop() {
        if (maria != null) {
            maria.close();
        }
    }

    private static synchronized RealMariaDb maria() throws Exception {
        Tools.need("mariadb");
        if (maria == null) {
            maria = RealMariaDb.start();
        }
        return maria;
    }

    private Path folder() {
        return settings.sources().orElseThrow();
    }

    private String secret(String text) throws Exception {
        Path file = Files.createTempFile("dabiao-secret", null);
        written.add(file);
        return "{file: " + Files.writeString(file, text) + "}";
    }

    /** Declares sources in a file of the folder, and waits until the last of them is there. */
    private void declared(String name, String yaml) throws Exception {
        Path file = folder().resolve(name + ".yaml");
        Path partial = Files.writeString(folder().resolve("." + name), yaml);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        written.add(file);
        await().atMost(Patience.PATIENCE)
                .until(() -> admin().get("/api/v1/sources/" + name).statusCode() == 200);
    }

    private static JsonPath source(String name) {
        return admin().get("/api/v1/sources/" + name)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void awaitAccepted(String name, int accepted) {
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(source(name).getInt("accepted"))
                        .as(source(name).prettify())
                        .isEqualTo(accepted));
    }

    private static void run(String name) {
        String ended = source(name).getString("ended");
        admin().post("/api/v1/sources/" + name + "/run").then().statusCode(202);
        await().atMost(Patience.PATIENCE).until(() -> {
            String now = source(name).getString("ended");
            return now != null && !now.equals(ended);
        });
    }

    @Test
    void aTableOfTicketsBecomesALiveIndicatorByOneFileWithinTenMinutes() throws Exception {
        OwnDeclaration.inForce(settings.declarations().orElseThrow(), "fetched-tickets", 2024, """
                  - {id: tickets, name: 支撑工单量, level1: 产出指标, level2: 数量指标, printed: '≥3.00(件)',
                     behaviour: accumulate,
                     measure: {count: 'fetched.ticket{valid="true"}'}, cadence: P400D}
                """);
        maria().run(
                        "use helpdesk",
                        "drop table if exists ticket",
                        "create table ticket (id int primary key auto_increment, closed datetime, valid tinyint(1),"
                                + " done tinyint(1), changed timestamp(6) not null default current_timestamp(6)"
                                + " on update current_timestamp(6))");
        long begun = System.nanoTime();
        declared("tickets", """
                sources:
                  tickets:
                    kind: sql
                    url: %s
                    user: reader
                    password: %s
                    query: select * from ticket where closed is not null
                    watermark: changed
                    key: id
                    every: 1h
                    updates: replace
                    mapping:
                      id: /id
                      type: {is: fetched.ticket}
                      time: /closed
                      data:
                        valid: {at: /valid, as: boolean}
                        completed: {at: /done, as: boolean}
                """.formatted(maria().url(), secret("only-reads")));
        awaitAccepted("tickets", 0);
        maria().run(
                        "use helpdesk",
                        "insert into ticket (closed, valid, done) values ('2024-01-03 09:00:00', 1, 1), ('2024-01-04 09:00:00', 0, 1),"
                                + " ('2024-01-05 09:00:00', 1, 0), (null, 1, 0)");

        JsonPath trial = admin().post("/api/v1/sources/tickets/trial?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(trial.getInt("accepted")).isEqualTo(2);
        assertThat(trial.getBoolean("more")).isTrue();
        assertThat(trial.getString("rows[0].events[0].time")).isEqualTo("2024-01-03T01:00:00Z");
        assertThat(trial.getString("rows[0].events[0].source")).isEqualTo("//tickets");
        assertThat(trial.getList("columns")).contains("id", "closed", "changed");
        assertThat(source("tickets").getInt("accepted")).isZero();

        run("tickets");
        awaitAccepted("tickets", 3);
        await().atMost(Patience.PATIENCE)
                .until(() -> "2"
                        .equals(Api.indicator(2024, "fetched-tickets/tickets", null)
                                .getString("indicator.actual")));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(10));

        // A row that changed corrects its event; one that comes late is met; nothing counts twice.
        maria().run(
                        "use helpdesk",
                        "update ticket set valid = 1 where id = 2",
                        "insert into ticket (closed, valid, done) values ('2024-01-02 09:00:00', 1, 1)");
        run("tickets");
        run("tickets");
        assertThat(source("tickets").getInt("accepted")).isEqualTo(4);
        assertThat(source("tickets").getInt("corrected")).isEqualTo(1);
        await().atMost(Patience.PATIENCE)
                .until(() -> "4"
                        .equals(Api.indicator(2024, "fetched-tickets/tickets", null)
                                .getString("indicator.actual")));

        // Read again from its beginning, nothing changes.
        admin().post("/api/v1/sources/tickets/rewind").then().statusCode(202);
        run("tickets");
        assertThat(source("tickets").getInt("accepted")).isEqualTo(4);

        // A schema that changes takes nothing, loses nothing, and is told.
        maria().run(
                        "use helpdesk",
                        "alter table ticket change done finished tinyint(1)",
                        "insert into ticket (closed, valid, finished) values ('2024-02-02 09:00:00', 1, 1)");
        run("tickets");
        assertThat(source("tickets").getString("state")).isEqualTo("failing");
        assertThat(source("tickets").getString("matter"))
                .contains("there is no column done")
                .contains("finished");
        assertThat(nobody().get("/q/health/ready").asString()).contains("source tickets");
        await().atMost(Patience.PATIENCE)
                .until(() -> nobody().get("/metrics").asString().contains("dabiao_source_up{source=\"tickets\",} 0"));
        maria().run("use helpdesk", "alter table ticket change finished done tinyint(1)");
        run("tickets");
        assertThat(source("tickets").getString("state")).isEqualTo("waiting");
        assertThat(source("tickets").getInt("accepted")).isEqualTo(5);
    }

    @Test
    void aPausedSourceRestsAndAViewerMayOnlyLook() throws Exception {
        maria().run("use helpdesk", "create or replace table visit (id int primary key, at datetime, n int)");
        declared("visits", """
                sources:
                  visits:
                    kind: sql
                    url: %s
                    user: reader
                    password: %s
                    query: select * from visit
                    key: id
                    every: 1s
                    mapping: {id: /id, type: {is: fetched.visit}, time: /at, value: /n}
                """.formatted(maria().url(), secret("only-reads")));
        admin().put("/api/v1/sources/visits/pause").then().statusCode(202);
        assertThat(source("visits").getString("state")).isEqualTo("paused");
        assertThat(source("visits").getString("pausedBy")).isNotBlank();
        maria().run("use helpdesk", "insert into visit values (1, '2024-05-01 10:00:00', 7)");

        String viewer = token("views sources", List.of(Role.VIEW), Map.of());
        Api.bearer(viewer).get("/api/v1/sources").then().statusCode(200);
        Api.bearer(viewer).post("/api/v1/sources/visits/run").then().statusCode(403);
        Api.bearer(viewer).post("/api/v1/sources/visits/trial").then().statusCode(403);
        assertThat(source("visits").getInt("accepted")).isZero();

        admin().delete("/api/v1/sources/visits/pause").then().statusCode(202);
        awaitAccepted("visits", 1);
        admin().get("/api/v1/sources/none").then().statusCode(404);
        admin().post("/api/v1/sources/visits/trial?limit=0").then().statusCode(400);
    }

    @Test
    void aWrongFileChangesNothingAndSaysAllThatIsWrong() throws Exception {
        declared("right", """
                sources:
                  right:
                    kind: hook
                    secret: %s
                    mapping: {id: /id, type: {is: fetched.right}, time: /at}
                """.formatted(secret(HOOK_SECRET)));
        Path wrong = folder().resolve("wrong.yaml");
        written.add(wrong);
        Files.writeString(wrong, "sources:\n  wrong:\n    kind: sequel\n    mapping: {id: /id}\n");

        await().atMost(Patience.PATIENCE)
                .until(() -> admin().get("/q/health/well").asString().contains("one of")
                        || admin().get("/metrics")
                                .asString()
                                .contains("dabiao_rounds_total{outcome=\"failed\",round=\"sources\""));
        assertThat(admin().get("/api/v1/sources").jsonPath().getList("name")).containsExactly("right");

        // What is sound beside it holds all the same, and what was sound before it became wrong stays.
        declared("later", """
                sources:
                  later:
                    kind: hook
                    secret: %s
                    mapping: {id: /id, type: {is: fetched.later}, time: /at}
                """.formatted(secret(HOOK_SECRET)));
        Files.writeString(folder().resolve("right.yaml"), "sources:\n  right:\n    kind: sequel\n");
        Files.delete(folder().resolve("later.yaml"));
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(
                                admin().get("/api/v1/sources").jsonPath().getList("name"))
                        .containsExactly("right"));
    }

    @Test
    void aHookTakesWhatOthersSendOnceAndOnlyFromThem() throws Exception {
        declared("gitlab", """
                sources:
                  gitlab:
                    kind: hook
                    secret: %1$s
                    signature: {by: token, header: X-Gitlab-Token, key: %1$s}
                    mapping:
                      only: {/object_kind: issue, /object_attributes/action: close}
                      id: {at: [/object_attributes/id, /object_attributes/updated_at]}
                      type: {is: fetched.issue}
                      time: {at: /object_attributes/updated_at}
                      data:
                        project: /project/path_with_namespace
                """.formatted(secret(HOOK_SECRET)));
        String issue = """
                {"object_kind":"issue","project":{"path_with_namespace":"it/desk"},
                 "object_attributes":{"id":301,"action":"%s","updated_at":"2024-03-01 08:00:00 UTC"}}""";

        JsonPath trial = post("gitlab", "/trial", "X-Gitlab-Token", HOOK_SECRET, issue.formatted("close"))
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(trial.getInt("accepted")).as(trial.prettify()).isEqualTo(1);
        assertThat(trial.getString("rows[0].events[0].data.project")).isEqualTo("it/desk");
        assertThat(trial.getString("rows[0].row.object_kind")).isEqualTo("issue");
        assertThat(trial.getString("warnings[0].type")).isEqualTo("fetched.issue");
        JsonPath odd = post(
                        "gitlab",
                        "/trial",
                        "X-Gitlab-Token",
                        HOOK_SECRET,
                        issue.formatted("close").replace("2024-03-01 08:00:00 UTC", "yesterday"))
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(odd.getString("rows[0].wrong")).as(odd.prettify()).contains("yesterday");
        assertThat(odd.getInt("accepted")).isZero();
        post("gitlab", "/trial", "X-Gitlab-Token", "another", issue.formatted("close"))
                .statusCode(404);
        assertThat(source("gitlab").getInt("rows")).isZero();
        assertThat(admin().post("/api/v1/sources/gitlab/trial")
                        .then()
                        .statusCode(409)
                        .extract()
                        .asString())
                .contains("/trial behind");

        post("gitlab", "X-Gitlab-Token", HOOK_SECRET, issue.formatted("open"))
                .statusCode(200)
                .body("passed", org.hamcrest.Matchers.is(1));
        for (int round = 0; round < 2; round++) {
            JsonPath receipt = post("gitlab", "X-Gitlab-Token", HOOK_SECRET, issue.formatted("close"))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(receipt.getInt("accepted")).as(receipt.prettify()).isEqualTo(round == 0 ? 1 : 0);
            assertThat(receipt.getInt("duplicates")).isEqualTo(round);
        }
        post("gitlab", "X-Gitlab-Token", "another", issue.formatted("close")).statusCode(404);
        nobody().contentType("application/json")
                .body("{}")
                .post("/hooks/gitlab/another-secret-altogether")
                .then()
                .statusCode(404);
        nobody().contentType("application/json")
                .body("{}")
                .post("/hooks/none/" + HOOK_SECRET)
                .then()
                .statusCode(404);
        post("gitlab", "X-Gitlab-Token", HOOK_SECRET, "{\"object").statusCode(400);
        admin().put("/api/v1/sources/gitlab/pause").then().statusCode(202);
        post("gitlab", "X-Gitlab-Token", HOOK_SECRET, issue.formatted("close")).statusCode(503);
        admin().delete("/api/v1/sources/gitlab/pause").then().statusCode(202);
        admin().post("/api/v1/sources/gitlab/run").then().statusCode(409);
    }

    @Test
    void logsOfOpenTelemetryBecomeEventsByTheMappingThatMeansThemOnceInBothEncodings() throws Exception {
        String logs = "/api/v1/otlp/v1/logs";
        byte[] protobuf = Files.readAllBytes(Path.of("src", "test", "resources", "otlp", "javascript-sdk-logs.pb"));
        byte[] json = Files.readAllBytes(Path.of("src", "test", "resources", "otlp", "javascript-sdk-logs.json"));
        String ingest = token("otlp logs", List.of(Role.INGEST), Map.of());
        String limited = token("otlp logs of another", List.of(Role.INGEST), Map.of("types", List.of("fetched.other")));

        String none = Api.bearer(ingest)
                .contentType("application/json")
                .body(json)
                .post(logs)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(none).contains("no source of kind otlp is declared: 4 records");
        declared("otlp-calls", """
                sources:
                  otlp-calls:
                    kind: otlp
                    mapping:
                      only: {/resource/service.name: hotline, /event: call.ended}
                      id: /attributes/call.id
                      type: {is: fetched.call}
                      time: /time
                      data:
                        answered: {at: /attributes/answered, as: boolean}
                  otlp-lines:
                    kind: otlp
                    mapping:
                      only: {/severityText: [ERROR, FATAL]}
                      id: /digest
                      type: {is: fetched.fault}
                      time: /attributes/since
                """);

        String refused = Api.bearer(limited)
                .contentType("application/json")
                .body(json)
                .post(logs)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(refused).contains("\"rejectedLogRecords\":\"2\"");
        byte[] partial = Api.bearer(ingest)
                .contentType("application/x-protobuf")
                .body(protobuf)
                .post(logs)
                .then()
                .statusCode(200)
                .contentType("application/x-protobuf")
                .extract()
                .asByteArray();
        assertThat(new String(partial, java.nio.charset.StandardCharsets.UTF_8)).contains("/api/v1/rejections");
        JsonPath once = source("otlp-calls");
        assertThat(once.getInt("accepted")).as(once.prettify()).isEqualTo(1);
        Api.bearer(ingest)
                .contentType("application/json")
                .header("Content-Encoding", "gzip")
                .body(gzip(json))
                .post(logs)
                .then()
                .statusCode(200);
        assertThat(source("otlp-calls").getInt("accepted")).isEqualTo(1);
        assertThat(source("otlp-calls").getInt("duplicates")).isEqualTo(1);
        assertThat(source("otlp-lines").getInt("rejected")).isEqualTo(3);
        Api.bearer(ingest)
                .contentType("application/x-protobuf")
                .body(new byte[] {1, 2, 3})
                .post(logs)
                .then()
                .statusCode(400);

        admin().put("/api/v1/sources/otlp-calls/pause").then().statusCode(202);
        Api.bearer(ingest)
                .contentType("application/json")
                .body(json)
                .post(logs)
                .then()
                .statusCode(503);
        admin().delete("/api/v1/sources/otlp-calls/pause").then().statusCode(202);
    }

    private static byte[] gzip(byte[] plain) throws java.io.IOException {
        java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    void aSignedBodyAndAFormAreRead() throws Exception {
        declared("signed", """
                sources:
                  signed:
                    kind: hook
                    secret: %1$s
                    signature: {by: hmac-sha256, header: X-Hub-Signature, key: %1$s}
                    mapping: {id: /issue/id, type: {is: fetched.signed}, time: {at: /timestamp, format: epoch-millis}}
                  forms:
                    kind: hook
                    secret: %1$s
                    mapping: {id: /joinid, type: {is: fetched.form}, time: /submittime, data: {satisfied: {at: /q1, words: {"满意": true, "不满意": false}}}}
                """.formatted(secret(HOOK_SECRET)));
        String body = "{\"timestamp\":1709251200000,\"issue\":{\"id\":\"10002\"}}";
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Api.utf8(HOOK_SECRET), "HmacSHA256"));
        String signature = "sha256=" + HexFormat.of().formatHex(mac.doFinal(Api.utf8(body)));

        post("signed", "X-Hub-Signature", signature, body)
                .statusCode(200)
                .body("accepted", org.hamcrest.Matchers.is(1));
        post("signed", "X-Hub-Signature", signature, body + " ").statusCode(404);
        JsonPath form = nobody().formParam("joinid", "88")
                .formParam("submittime", "2024/3/1 8:00:05")
                .formParam("q1", "满意")
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .post("/hooks/forms/" + HOOK_SECRET)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(form.getInt("accepted")).as(form.prettify()).isEqualTo(1);
        String parts = List.of(
                                "joinid\"|89",
                                "submittime\"|2024/3/1 8:00:06",
                                "q1\"|不满意",
                                "file\"; filename=\"a.txt\"|passed over")
                        .stream()
                        .map(part -> "--b\r\nContent-Disposition: form-data; name=\"" + part.replace("|", "\r\n\r\n")
                                + "\r\n")
                        .collect(java.util.stream.Collectors.joining())
                + "--b--\r\n";
        var answer = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                        "http://localhost:" + RestAssured.port + "/hooks/forms/" + HOOK_SECRET))
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(parts))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"accepted\":1");
    }

    @Test
    void aFormIsSignedAsItWasSentAndAMemberOverOthers() throws Exception {
        declared("member", """
                sources:
                  base64:
                    kind: hook
                    secret: %1$s
                    signature: {by: hmac-sha1, header: X-Signature, key: %1$s}
                    mapping: {id: /no, type: {is: fetched.signedform}, time: /time}
                  member:
                    kind: hook
                    secret: %1$s
                    signature: {by: sha1, at: /sign, over: [/activity, /index], key: %1$s}
                    mapping: {id: /index, type: {is: fetched.signedform}, time: /time}
                """.formatted(secret(HOOK_SECRET)));
        // Neither in the order nor in the spelling in which a form is written anew.
        String form = "z=%e6%bb%a1+%E6%84%8F&no=a%2d1&time=2024-03-01%2008:00:00&a=*~";
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(Api.utf8(HOOK_SECRET), "HmacSHA1"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(Api.utf8(form)));
        assertThat(form("base64", signature, form)).contains("\"accepted\":1");
        assertThat(form("base64", signature, form + "&b=1")).contains("no-such-hook");

        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Api.utf8("1017" + HOOK_SECRET)));
        String answer = "{\"activity\":\"101\",\"index\":\"7\",\"time\":\"2024-03-01 08:00:00\",\"sign\":\"%s\"}";
        post("member", "X-None", "", answer.formatted(digest))
                .statusCode(200)
                .body("accepted", org.hamcrest.Matchers.is(1));
        post("member", "X-None", "", answer.formatted(digest).replace("\"7\"", "\"8\""))
                .statusCode(404);
    }

    private static String form(String name, String signature, String form) throws Exception {
        return java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                        "http://localhost:" + RestAssured.port + "/hooks/" + name + "/" + HOOK_SECRET))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("X-Signature", signature)
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aSourceThatWasNeverHeardIsStaleOnceItsTimeIsOver() throws Exception {
        declared("neverheard", """
                sources:
                  neverheard:
                    kind: hook
                    secret: %1$s
                    fresh: 2s
                    mapping: {id: /id, type: {is: fetched.late}, time: /at}
                  patient:
                    kind: hook
                    secret: %1$s
                    fresh: 2h
                    mapping: {id: /id, type: {is: fetched.late}, time: /at}
                """.formatted(secret(HOOK_SECRET)));
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(source("neverheard").getString("matter"))
                        .contains("nothing came since it was declared at"));
        assertThat(source("patient").getString("matter")).isNull();

        String late = "{\"id\":\"l1\",\"at\":\"2024-03-01T08:00:00+08:00\"}";
        post("neverheard", "X-None", "", late).statusCode(200);
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(source("neverheard").getString("matter"))
                        .contains("nothing came since")
                        .doesNotContain("declared"));
    }

    /** What the makers' documents show, shortened to what a declaration might read, at the declarations of this one. */
    @Test
    void whatJiraWjxAndWecomPostBecomesEventsByTheExamplesOfTheDocument() throws Exception {
        String document = Files.readString(Path.of("docs", "how-to", "fetch-facts.md"));
        String hooks = document.substring(
                document.indexOf("  jira:\n"), document.indexOf("```", document.indexOf("  jira:\n")));
        declared(
                "jira",
                "sources:\n"
                        + hooks.replaceAll(
                                "\\{(env|file): [^}]+}",
                                java.util.regex.Matcher.quoteReplacement(secret(HOOK_SECRET))));

        String done = """
                {"timestamp":1709251200123,"webhookEvent":"jira:issue_updated","issue_event_type_name":"issue_generic",
                 "user":{"accountId":"5b10a2844c20165700ede21g","displayName":"王芳"},
                 "issue":{"id":"10002","key":"IT-7","fields":{"summary":"打印机","created":"2024-02-29T17:00:00.000+0800",
                  "status":{"name":"完成","statusCategory":{"id":3,"key":"%s"}}}},
                 "changelog":{"id":"10124","items":[{"field":"status","fromString":"处理中","toString":"完成"}]}}""";
        for (String category : List.of("indeterminate", "done")) {
            String body = done.formatted(category);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Api.utf8(HOOK_SECRET), "HmacSHA256"));
            post("jira", "X-Hub-Signature", "sha256=" + HexFormat.of().formatHex(mac.doFinal(Api.utf8(body))), body)
                    .statusCode(200)
                    .body("accepted", org.hamcrest.Matchers.is(category.equals("done") ? 1 : 0))
                    .body("passed", org.hamcrest.Matchers.is(category.equals("done") ? 0 : 1));
        }

        // 问卷星: sign is SHA-1 of the questionnaire's number, the answer's index and the key.
        String sign = HexFormat.of()
                .formatHex(
                        java.security.MessageDigest.getInstance("SHA-1").digest(Api.utf8("4711" + "12" + HOOK_SECRET)));
        String answer = """
                {"activity":"4711","name":"热线满意度","timetaken":"35","submittime":"2024-03-01 08:00:05","joinid":"112233",
                 "index":"%s","sign":"%s","q1":"1","q2":"很快"}""";
        post("wjx", "X-Any", "any", answer.formatted("12", sign))
                .statusCode(200)
                .body("accepted", org.hamcrest.Matchers.is(1));
        post("wjx", "X-Any", "any", answer.formatted("13", sign)).statusCode(404);

        for (String said : List.of("满意", "不满意")) {
            nobody().formParam("form", "F1")
                    .formParam("answer", said.length())
                    .formParam("submitted", 1_709_251_205)
                    .formParam("satisfied", said)
                    .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                    .post("/hooks/wecom/" + HOOK_SECRET)
                    .then()
                    .statusCode(200)
                    .body("accepted", org.hamcrest.Matchers.is(1));
        }
        for (String name : List.of("jira", "wjx", "wecom")) {
            assertThat(source(name).getInt("rejected"))
                    .as(source(name).prettify())
                    .isZero();
        }
    }

    @Test
    void eachFileOfAFolderIsReadOnceAndARowThatIsWrongIsSetAsideWithItsLine() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-arriving");
        written.add(folder);
        Files.writeString(folder.resolve("a.csv"), "编号,时间,人次\n1,2024-03-01 08:00,12\n2,2024-03-02 08:00,many\n");
        written.add(0, folder.resolve("a.csv"));
        declared("arriving", """
                sources:
                  arriving:
                    kind: folder
                    path: %s
                    settle: 0s
                    every: 1s
                    mapping: {id: /编号, type: {is: fetched.arrival}, time: /时间, value: /人次}
                """.formatted(folder));
        awaitAccepted("arriving", 1);
        assertThat(source("arriving").getInt("rejected")).isEqualTo(1);
        JsonPath set = admin().get("/api/v1/rejections?stream=arriving").jsonPath();
        assertThat(set.getString("[0].origin.topic")).isEqualTo("a.csv");
        assertThat(set.getInt("[0].origin.offset")).isEqualTo(3);

        written.add(0, folder.resolve("b.json"));
        Files.writeString(folder.resolve("b.json"), "[{\"编号\":3,\"时间\":\"2024-03-03T08:00:00+08:00\",\"人次\":7}]");
        awaitAccepted("arriving", 2);
        assertThat(source("arriving").getInt("rows")).isEqualTo(3);

        // A file that is none, or a table of another kind, is told and keeps no later one waiting.
        written.addAll(0, List.of(folder.resolve("c.xlsx"), folder.resolve("d.csv"), folder.resolve("e.csv")));
        Files.writeString(folder.resolve("c.xlsx"), "PK\003\004 no workbook");
        Files.writeString(folder.resolve("d.csv"), "姓名\n" + "王芳\n".repeat(12));
        Files.writeString(folder.resolve("e.csv"), "编号,时间,人次\n4,2024-03-04 08:00,9\n");
        awaitAccepted("arriving", 3);
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(source("arriving").getString("matter"))
                        .contains("the file c.xlsx: ", "the file d.csv: none of 12 rows becomes an event"));
        assertThat(source("arriving").getInt("rejected")).isEqualTo(1);
        Files.delete(folder.resolve("c.xlsx"));
        Files.delete(folder.resolve("d.csv"));
        await().atMost(Patience.PATIENCE)
                .until(() -> source("arriving").getString("state").equals("waiting"));
    }

    @Test
    void aServiceIsAskedPageByPageWithATokenAndOnlyForWhatIsNew() throws Exception {
        List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        com.sun.net.httpserver.HttpServer server = com.sun.net.httpserver.HttpServer.create(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add(exchange.getRequestURI() + " " + bearer);
            String body;
            if (exchange.getRequestURI().getPath().equals("/token")) {
                body = "{\"access_token\":\"short-lived\"}";
            } else if (query.contains("cursor=two")) {
                body = "{\"data\":[{\"id\":3,\"at\":\"2024-04-03T08:00:00Z\"}],\"next\":null}";
            } else if (query.contains("since=")) {
                body = "{\"data\":[],\"next\":null}";
            } else {
                body =
                        "{\"data\":[{\"id\":1,\"at\":\"2024-04-01T08:00:00Z\"},{\"id\":2,\"at\":\"2099-04-01T08:00:00Z\"}],\"next\":\"two\"}";
            }
            byte[] bytes = Api.utf8(body);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            String at = "http://127.0.0.1:" + server.getAddress().getPort();
            declared("service", """
                    sources:
                      service:
                        kind: http
                        url: %1$s/tickets?state=closed
                        oauth: {url: %1$s/token, client: dabiao, secret: %2$s}
                        items: /data
                        paging: {cursor: cursor, next: /next}
                        since: {parameter: since, at: /at}
                        every: 1h
                        mapping: {id: /id, type: {is: fetched.page}, time: /at}
                    """.formatted(at, secret(HOOK_SECRET)));
            awaitAccepted("service", 2);
            assertThat(source("service").getInt("rejected")).isEqualTo(1); // of 2099
            run("service");
            assertThat(asked).anyMatch(one -> one.equals("/tickets?state=closed&cursor=two Bearer short-lived"));
            // A time that lies ahead is no mark to go on from.
            assertThat(asked).anyMatch(one -> one.contains("since=2024-04-03T08%3A00%3A00Z"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void everyExampleOfTheDocumentIsRead() throws Exception {
        String document = Files.readString(Path.of("docs", "how-to", "fetch-facts.md"))
                + Files.readString(Path.of("docs", "how-to", "opentelemetry.md"))
                        .replaceAll("(?s)```yaml\nreceivers:.*?```", "");
        String kept = secret(HOOK_SECRET);
        List<String> names = new ArrayList<>();
        java.util.regex.Matcher yaml = java.util.regex.Pattern.compile(
                        "```yaml\n(.*?)```", java.util.regex.Pattern.DOTALL)
                .matcher(document);
        while (yaml.find()) {
            String text =
                    yaml.group(1).replaceAll("\\{(env|file): [^}]+}", java.util.regex.Matcher.quoteReplacement(kept));
            SourcesReader.SourcesReading reading =
                    sources.reader().read(List.of(io.dabiao.yaml.FileText.of("fetch-facts.md", text)));
            assertThat(reading.faults()).as(text).isEmpty();
            names.addAll(reading.sources().keySet());
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "tickets",
                        "enquiries",
                        "counters",
                        "exchange",
                        "visits",
                        "doors",
                        "gitlab",
                        "jira",
                        "wjx",
                        "wecom",
                        "ups",
                        "calls");
    }

    private static io.restassured.response.ValidatableResponse post(
            String name, String header, String value, String body) {
        return post(name, "", header, value, body);
    }

    private static io.restassured.response.ValidatableResponse post(
            String name, String behind, String header, String value, String body) {
        return nobody().header(header, value)
                .contentType("application/json")
                .body(Api.utf8(body))
                .post("/hooks/" + name + "/" + HOOK_SECRET + behind)
                .then();
    }

    private static int apply(Path installation, String... more) {
        List<String> arguments = new ArrayList<>(List.of("apply", installation.toString()));
        arguments.addAll(List.of(more));
        arguments.addAll(
                List.of("--url", "http://localhost:" + RestAssured.port, "--token", ServiceDatabase.ADMIN_TOKEN));
        return Commands.run(arguments.toArray(String[]::new), Clock.systemUTC());
    }

    private static int posted(String secret, int number) {
        return nobody().contentType("application/json")
                .body("{\"id\":" + number + ",\"at\":\"2024-03-01T08:00:00+08:00\"}")
                .post("/hooks/applied/" + secret)
                .statusCode();
    }

    @Test
    void sourcesOfAFolderUnderVersionControlAreAppliedWithTheirSecrets(@TempDir Path installation) throws Exception {
        Path file = Files.createDirectory(installation.resolve("sources")).resolve("applied.yaml");
        Path secret = Files.writeString(installation.resolve(".secret"), HOOK_SECRET);
        String hook = """
                sources:
                  applied:
                    kind: hook
                    secret: {file: %s}
                    mapping: {id: /id, type: {is: applied.call}, time: /at}
                """.formatted(secret);
        Files.writeString(file, hook);

        assertThat(apply(installation, "--dry-run")).isEqualTo(1);
        assertThat(posted(HOOK_SECRET, 1)).isEqualTo(404);
        assertThat(apply(installation)).isZero();
        await().atMost(Patience.PATIENCE).until(() -> posted(HOOK_SECRET, 1) == 200);
        assertThat(source("applied").getString("file")).isEqualTo("API applied");
        assertThat(apply(installation, "--dry-run")).isZero();
        assertThat(admin().get("/api/v1/audit?act=source.declared").asString())
                .contains("applied")
                .doesNotContain(HOOK_SECRET);

        // That a secret differs is a difference, which is shown to no one.
        String another = HOOK_SECRET + "0";
        Files.writeString(secret, another);
        assertThat(admin().contentType("application/json")
                        .body("{\"sources\":{},\"secrets\":{}}")
                        .put("/api/v1/sources?prune=true&dryRun=true")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains("\"removed\"", "{\"kept\":\"secret\"}")
                .doesNotContain(HOOK_SECRET);
        assertThat(apply(installation)).isZero();
        await().atMost(Patience.PATIENCE).until(() -> posted(another, 2) == 200);
        assertThat(posted(HOOK_SECRET, 3)).isEqualTo(404);

        // What is not sound, or would have the service read its own machine, changes nothing.
        for (String wrong : List.of(
                hook.replace("kind: hook", "kind: hok"),
                "sources: {applied: {kind: folder, path: /etc, mapping: {id: /1, type: {is: a}, time: /1}}}",
                "sources: {applied: {kind: sql, url: 'jdbc:postgresql://h/d?socketFactory=x', query: select 1, mapping: {id: /1, type: {is: a}, time: /1}}}",
                "sources: {applied: {kind: sql, url: 'jdbc:postgresql://h/d', options: {socketFactory: x}, query: select 1, mapping: {id: /1, type: {is: a}, time: /1}}}")) {
            Files.writeString(file, wrong);
            assertThat(apply(installation, "--prune")).as(wrong).isEqualTo(1);
        }
        for (String wrong : List.of(
                "{\"sources\":{\"applied\":{\"kind\":\"hook\",\"secret\":{\"file\":\"/etc/hostname\"}}}}",
                "{\"sources\":{\"applied\":{\"kind\":\"hook\"}},\"secrets\":{\"applied\":{\"secret\":\"x\"}}}",
                "{\"sources\":{},\"secrets\":{\"applied\":{\"secret\":\"x\"}}}")) {
            admin().contentType("application/json")
                    .body(wrong)
                    .put("/api/v1/sources")
                    .then()
                    .statusCode(422);
        }
        assertThat(posted(another, 4)).isEqualTo(200);

        Files.delete(file);
        assertThat(apply(installation, "--dry-run")).isZero();
        assertThat(apply(installation, "--prune")).isZero();
    }
}
