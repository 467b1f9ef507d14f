package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.indicator;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.DeclaredSecrets;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Each test declares a project of its own in 2022, a year that ships without declarations. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class StoredDeclarationsTest {

    private static final Duration SECONDS = Patience.PATIENCE;
    private static final String AT = "2023-01-01T00:00:00+08:00";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Inject
    Declarations loaded;

    @Inject
    DeclaredSecrets secrets;

    @Test
    void aDraftWithDoubtsComesIntoForceOnlyOnceTheyAreSettledAndAPersonApproves() {
        take(visit("doubted", "1"), visit("doubted", "2"));
        String settled = declaration("doubted", "≥5.00(次)");
        String doubted = settled + "doubts:\n  - 预算合计与明细不符\n";

        store(doubted)
                .statusCode(201)
                .body("version.version", equalTo(1))
                .body("version.standing", equalTo("proposed"))
                .body("version.author", equalTo("first administrator"))
                .body("version.reason", equalTo("试验"))
                .body("faults", hasSize(1));
        approve("doubted", 1, null)
                .statusCode(422)
                .contentType(PROBLEM)
                .body("detail", containsString("预算合计与明细不符"))
                .body("faults[0].line", equalTo((int) settled.lines().count() + 2));
        admin().get("/api/v1/declarations/2022/doubted/versions/1/differences?against=1")
                .then()
                .statusCode(422);
        assertThat(standing("doubted")).isEmpty();

        store(settled).statusCode(201).body("version.version", equalTo(2)).body("faults", hasSize(0));
        admin().contentType("application/json")
                .body("{\"reason\":\"\"}")
                .post("/api/v1/declarations/2022/doubted/versions/2/approval")
                .then()
                .statusCode(400);
        approve("doubted", 2, null)
                .statusCode(200)
                .body("standing", equalTo("in_force"))
                .body("approvedBy", equalTo("first administrator"))
                .body("approvedBecause", equalTo("同意"))
                .body("effective", nullValue());
        awaitVersion("doubted", 2);
        await().atMost(SECONDS)
                .ignoreExceptions()
                .until(() -> indicator(2022, "doubted/visits", AT).getInt("indicator.actual") == 2);
        assertThat(versions("doubted").getList("standing", String.class)).containsExactly("in_force", "withdrawn");
        approve("doubted", 2, null).statusCode(409);
    }

    @Test
    void aVersionForADayToComeLeavesTheOldOneInForceUntilThen() {
        take(visit("awaited", "1"), visit("awaited", "2"), visit("awaited", "3"));
        store(declaration("awaited", "≥5.00(次)")).statusCode(201);
        approve("awaited", 1, null).statusCode(200);
        awaitVersion("awaited", 1);
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));

        store(declaration("awaited", "≥3.00(次)")).statusCode(201);
        JsonPath differences = admin().get("/api/v1/declarations/2022/awaited/versions/2/differences")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(differences.getString("find { it.what == 'printed' }.before"))
                .isEqualTo("≥5.00(次)");
        assertThat(differences.getString("find { it.what == 'printed' }.after")).isEqualTo("≥3.00(次)");
        approve("awaited", 2, today.plusDays(2))
                .statusCode(200)
                .body("standing", equalTo("scheduled"))
                .body("effective", equalTo(today.plusDays(2).toString()));
        // A change of another project is adopted, and this one still waits.
        store(declaration("awaited-other", "≥5.00(次)")).statusCode(201);
        approve("awaited-other", 1, null).statusCode(200);
        awaitVersion("awaited-other", 1);
        assertThat(standing("awaited")).isEqualTo("1");

        // The day comes.
        QuarkusTransaction.requiringNew()
                .run(() -> DeclarationVersion.of(2022, "awaited").get(0).effective = today);

        awaitVersion("awaited", 2);
        await().atMost(SECONDS)
                .until(() ->
                        "met".equals(indicator(2022, "awaited/visits", null).getString("indicator.verdict")));
        assertThat(indicator(2022, "awaited/visits", AT).getString("indicator.verdict"))
                .as("at the year's end the old one was in force")
                .isEqualTo("missed");
        assertThat(versions("awaited").getList("standing", String.class)).containsExactly("in_force", "superseded");
        assertThat(versions("awaited").getString("[0].effective")).isEqualTo(today.toString());
    }

    @Test
    @Guard
    void aVersionApprovedForADayWithinTheYearLeavesWhatCameBeforeToTheOldOne() {
        take(visits("succeeded"));
        String first = monthly("succeeded", "≥1.00(次)");
        store(first).statusCode(201);
        approve("succeeded", 1, null).statusCode(200);
        awaitVersion("succeeded", 1);
        awaitChange("succeeded", "met");
        store(monthly("succeeded", "≥3.00(次)")
                        .replace("total: 10000.00, treasury: 10000.00", "total: 8000.00, treasury: 8000.00"))
                .statusCode(201);
        approve("succeeded", 2, LocalDate.of(2022, 7, 1))
                .statusCode(200)
                .body("standing", equalTo("in_force"))
                .body("follows", equalTo(1));
        awaitVersion("succeeded", 2);

        // An instant before the day has the older version's verdict, one after it the newer's.
        JsonPath june = indicator(2022, "succeeded/visits", "2022-06-30T12:00:00+08:00");
        assertThat(june.getString("indicator.target.text")).isEqualTo("≥1.00(次)");
        assertThat(june.getString("indicator.verdict")).isEqualTo("on_track");
        await().atMost(SECONDS)
                .until(() ->
                        "missed".equals(indicator(2022, "succeeded/visits", AT).getString("indicator.verdict")));
        JsonPath end = indicator(2022, "succeeded/visits", AT);
        assertThat(end.getString("indicator.target.text")).isEqualTo("≥3.00(次)");
        // Each month is judged by what was in force when it closed: two visits sufficed to June and do not from July
        // on.
        assertThat(end.getList("closed.findAll { it.kept }.label", String.class))
                .containsExactly("2022-01", "2022-02", "2022-03", "2022-04", "2022-05", "2022-06");
        assertThat(end.getList("closed.findAll { !it.kept }.label", String.class))
                .hasSize(6);

        // The change of the verdict is recorded as the newer version's, and replaying it comes out the same.
        JsonPath change = awaitChange("succeeded", "missed");
        assertThat(change.getInt("declarationVersion")).isEqualTo(2);
        assertThat(change.getString("before")).isEqualTo("met");
        assertThat(change.getDouble("actual")).isEqualTo(2);
        assertReplays("succeeded", change, "missed");

        JsonPath paper = admin().queryParam("at", AT)
                .get("/api/v1/years/2022/projects/succeeded/self-assessment")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(paper.getString("rows[0].figure.original")).isEqualTo("≥1.00(次)");
        assertThat(paper.getString("rows[0].target")).isEqualTo("≥3.00(次)");
        assertThat(paper.getString("rows[0].figure.amendments[0].because")).isEqualTo("试验");
        assertThat(paper.getString("budget.planned")).isEqualTo("10000.00");
        assertThat(paper.getString("budget.adjusted")).isEqualTo("8000.00");

        // What is approved without a day mends the version in force and keeps its day.
        store(monthly("succeeded", "≥2.00(次)")).statusCode(201);
        approve("succeeded", 3, null)
                .statusCode(200)
                .body("follows", equalTo(1))
                .body("effective", equalTo("2022-07-01"));
        awaitVersion("succeeded", 3);
        await().atMost(SECONDS)
                .until(() ->
                        "met".equals(indicator(2022, "succeeded/visits", AT).getString("indicator.verdict")));
        assertThat(indicator(2022, "succeeded/visits", "2022-06-30T12:00:00+08:00")
                        .getString("indicator.target.text"))
                .isEqualTo("≥1.00(次)");
        JsonPath mended = awaitChange("succeeded", "met");
        assertThat(mended.getInt("declarationVersion")).isEqualTo(3);
        assertReplays("succeeded", mended, "met");
        // What was recorded of the second version comes out as it did, though the third has taken its place.
        assertReplays("succeeded", change, "missed");
    }

    @Test
    void whatIsRenamedKeepsItsHistoryAndIsUnderstoodByItsFormerNames() {
        String first = reported("renamed");
        take(said("renamed", "1", "试点项目 renamed", "走访", "2022-03-01", 3));
        store(first).statusCode(201);
        approve("renamed", 1, null).statusCode(200);
        awaitVersion("renamed", 1);
        take(spent("renamed", "1", "试点项目 renamed", 4000));
        JsonPath before = awaitChange("renamed", "missed");

        store(first.replace("name: 试点项目 renamed", "name: 推广项目\nformerNames: [试点项目 renamed]")
                        .replace("    name: 走访", "    name: 上门走访\n    formerNames: [走访]"))
                .statusCode(201);
        JsonPath differences = admin().get("/api/v1/declarations/2022/renamed/versions/2/differences")
                .jsonPath();
        assertThat(differences.getList("findAll { it.what == 'name' }.after", String.class))
                .containsExactly("推广项目", "上门走访");
        assertThat(differences.getList("findAll { it.what == 'formerNames' }.after", String.class))
                .containsExactly("试点项目 renamed", "走访");
        approve("renamed", 2, null).statusCode(200);
        awaitVersion("renamed", 2);
        // One sender still says the old names, another the new ones.
        take(
                said("renamed", "2", "试点项目 renamed", "走访", "2022-06-01", 4),
                said("renamed", "3", "推广项目", "上门走访", "2022-09-01", 6),
                spent("renamed", "2", "推广项目", 2500));

        JsonPath after = awaitChange("renamed", "met");
        assertThat(after.getInt("declarationVersion")).isEqualTo(2);
        assertThat(after.getDouble("actual")).isEqualTo(6);
        assertThat(after.getString("before")).isEqualTo("missed");
        assertReplays("renamed", before, "missed");
        JsonPath paper = admin().queryParam("at", AT)
                .get("/api/v1/years/2022/projects/renamed/self-assessment")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(paper.getString("project")).isEqualTo("推广项目");
        assertThat(paper.getString("rows[0].name")).isEqualTo("上门走访");
        assertThat(new BigDecimal(paper.getString("budget.executed"))).isEqualByComparingTo("6500");
    }

    @Test
    void aProposalIsGivenBackWithWordsHandedInAgainAndReviewedByASecondPersonAlone() {
        store(declaration("given-back", "≥5.00(次)")).statusCode(201);
        step("given-back", "return", " ").statusCode(400);
        step("given-back", "return", "单位有误")
                .statusCode(200)
                .body("standing", equalTo("returned"))
                .body("returnedBecause", equalTo("单位有误"));
        approve("given-back", 1, null).statusCode(409);
        step("given-back", "return", "again").statusCode(409);
        step("given-back", "resubmission", "单位无误")
                .statusCode(200)
                .body("standing", equalTo("proposed"))
                .body("reason", equalTo("单位无误"))
                .body("returnedBy", equalTo("first administrator"));
        step("given-back", "review", "已核对").statusCode(403).body("code", equalTo("a-second-person"));
        // What is mended takes the place of what was given back.
        step("given-back", "return", "还有问题").statusCode(200);
        store(declaration("given-back", "≥6.00(次)")).statusCode(201);
        assertThat(versions("given-back").getList("standing")).containsExactly("proposed", "withdrawn");
        approve("given-back", 2, null).statusCode(200);
        assertThat(admin().get("/api/v1/audit")
                        .jsonPath()
                        .getList("findAll { it.act == 'declaration.returned' }.detail", String.class))
                .anySatisfy(detail -> assertThat(detail).contains("单位有误"));
    }

    private static ValidatableResponse step(String project, String step, String reason) {
        return admin().contentType("application/json")
                .body(Map.of("reason", reason))
                .post("/api/v1/declarations/2022/" + project + "/versions/1/" + step)
                .then();
    }

    @Test
    void aProposalIsTakenBackWithAReason() {
        store(declaration("taken-back", "≥5.00(次)")).statusCode(201);
        String withdrawal = "/api/v1/declarations/2022/taken-back/versions/1/withdrawal";
        admin().contentType("application/json")
                .body("{\"reason\":\" \"}")
                .post(withdrawal)
                .then()
                .statusCode(400);

        admin().contentType("application/json")
                .body("{\"reason\":\"项目取消\"}")
                .post(withdrawal)
                .then()
                .statusCode(200)
                .body("standing", equalTo("withdrawn"))
                .body("withdrawnBy", equalTo("first administrator"))
                .body("withdrawnBecause", equalTo("项目取消"));

        approve("taken-back", 1, null).statusCode(409);
        admin().contentType("application/json")
                .body("{\"reason\":\"项目取消\"}")
                .post(withdrawal)
                .then()
                .statusCode(409);
        assertThat(admin().get("/api/v1/audit")
                        .jsonPath()
                        .getList("findAll { it.act == 'declaration.withdrawn' }.detail", String.class))
                .anySatisfy(detail -> assertThat(detail).contains("项目取消"));
    }

    @Test
    void aDeclarationIsCarriedForwardToALaterYearAsADraftThatAPersonApproves() {
        store(declaration("carried", "≥5.00(次)")).statusCode(201);
        approve("carried", 1, null).statusCode(200);
        awaitVersion("carried", 1);
        String drafts = "/api/v1/declarations/2022/carried/drafts";

        carry(drafts, 2022).statusCode(400);
        carry(drafts, 2031)
                .statusCode(201)
                .body("standing", equalTo("draft"))
                .body("author", equalTo("first administrator"));
        carry(drafts, 2031).statusCode(409).contentType(PROBLEM);
        await().atMost(SECONDS)
                .until(() -> admin().get("/api/v1/years/2031/projects").statusCode() == 200);
        JsonPath project = admin().get("/api/v1/years/2031/projects/carried").jsonPath();
        assertThat(project.getBoolean("draft")).isTrue();
        assertThat(project.getString("from")).isEqualTo("2031-01-01");

        admin().contentType("application/json")
                .body("{\"reason\":\"同意\"}")
                .post("/api/v1/declarations/2031/carried/approval")
                .then()
                .statusCode(200)
                .body("draft", equalTo(false));
        assertThat(indicator(2031, "carried/visits", null).getString("indicator.target.text"))
                .isEqualTo("≥5.00(次)");
    }

    private static ValidatableResponse carry(String drafts, int year) {
        return admin().contentType("application/json")
                .body("{\"year\":" + year + ",\"reason\":\"下年度沿用\"}")
                .post(drafts)
                .then();
    }

    @Test
    void oneReadsBetweenAnyTwoVersionsWhatDiffers() {
        store(declaration("compared", "≥5.00(次)")).statusCode(201);
        store(declaration("compared", "≥6.00(次)")).statusCode(201);
        store(declaration("compared", "≥7.00(次)").replace("goal: 试点", "goal: 推广"))
                .statusCode(201);
        String third = "/api/v1/declarations/2022/compared/versions/3/differences";

        JsonPath first = admin().get(third + "?against=1").jsonPath();
        assertThat(first.getList("what", String.class)).contains("goal", "printed");
        assertThat(first.getString("find { it.what == 'printed' }.before")).isEqualTo("≥5.00(次)");
        assertThat(first.getString("find { it.what == 'goal' }.after")).isEqualTo("推广");
        assertThat(admin().get(third + "?against=2").jsonPath().getString("find { it.what == 'printed' }.before"))
                .isEqualTo("≥6.00(次)");
        assertThat(admin().get(third + "?against=3").jsonPath().getList("$")).isEmpty();
        admin().get(third + "?against=9").then().statusCode(404).contentType(PROBLEM);
    }

    @Test
    @Guard
    void onesOwnFileGoesBeforeWhatIsStored() throws IOException {
        Path partial = declarations.resolve(".filed.yaml");
        Files.writeString(partial, declaration("filed", "≥5.00(次)"));
        Files.move(partial, declarations.resolve("filed.yaml"), StandardCopyOption.ATOMIC_MOVE);
        awaitVersion("filed", 1);

        store(declaration("filed", "≥3.00(次)")).statusCode(409).body("detail", containsString("filed.yaml"));

        Files.delete(declarations.resolve("filed.yaml"));
        await().atMost(SECONDS)
                .until(() -> admin().contentType("application/yaml")
                                .queryParam("reason", "试验")
                                .body(declaration("filed", "≥3.00(次)").getBytes(StandardCharsets.UTF_8))
                                .post("/api/v1/declarations")
                                .statusCode()
                        == 201);
        assertThat(standing("filed")).isEqualTo("1");
    }

    @Test
    void aFileForADayToComeIsInHistoryAndNotInForce() throws IOException {
        int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear() + 1;
        String text = declaration("early", "≥5.00(次)").replace("2022", String.valueOf(year)) + "effective: " + year
                + "-03-01\n";
        Path partial = declarations.resolve(".early.yaml");
        Files.writeString(partial, text);
        Files.move(partial, declarations.resolve("early.yaml"), StandardCopyOption.ATOMIC_MOVE);

        String path = "/api/v1/declarations/" + year + "/early/versions";
        await().atMost(SECONDS)
                .until(() -> "scheduled".equals(admin().get(path).jsonPath().getString("[0].standing")));
        assertThat(admin().get(path).jsonPath().getString("[0].effective")).isEqualTo(year + "-03-01");
        assertThat(standing("early")).isEmpty();
        Files.delete(declarations.resolve("early.yaml"));
    }

    private static ValidatableResponse store(String yaml) {
        return admin().contentType("application/yaml")
                .queryParam("reason", "试验")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/declarations")
                .then();
    }

    private static ValidatableResponse approve(String project, int version, LocalDate effective) {
        Map<String, String> approval = new HashMap<>(Map.of("reason", "同意"));
        if (effective != null) {
            approval.put("effective", effective.toString());
        }
        return admin().contentType("application/json")
                .body(approval)
                .post("/api/v1/declarations/2022/" + project + "/versions/" + version + "/approval")
                .then();
    }

    private static JsonPath versions(String project) {
        return admin().get("/api/v1/declarations/2022/" + project + "/versions").jsonPath();
    }

    /** The version that answers; empty where none does. */
    private static String standing(String project) {
        Object version =
                admin().get("/api/v1/declarations").jsonPath().get("inForce.find { it.project == '" + project + "' }");
        return version == null ? "" : ((Map<?, ?>) version).get("version").toString();
    }

    private static void awaitVersion(String project, int version) {
        await().atMost(SECONDS).until(() -> standing(project).equals(String.valueOf(version)));
    }

    /** The newest recorded change of the project's verdict, once it is to this one. */
    private static JsonPath awaitChange(String project, String verdict) {
        String history = history(project);
        await().atMost(SECONDS)
                .until(() -> verdict.equals(admin().get(history).jsonPath().getString("[0].after")));
        return admin().get(history).jsonPath().setRootPath("[0]");
    }

    private static void assertReplays(String project, JsonPath change, String verdict) {
        JsonPath again = admin().get(history(project) + "/" + change.getLong("id") + "/replay")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(again.getBoolean("same")).as(again.prettify()).isTrue();
        assertThat(again.getString("verdict")).isEqualTo(verdict);
    }

    private static String history(String project) {
        return "/api/v1/years/2022/indicators/" + project + "/visits/history";
    }

    private static String reported(String project) {
        return declaration(project, "≥5.00(次)")
                .replace("{count: '" + project + ".visit'}", "reported")
                .replace("behaviour: accumulate", "behaviour: standing");
    }

    private static String said(String project, String id, String named, String indicator, String day, int value) {
        return event(
                "/stored/" + project,
                "said-" + id,
                "indicator.reported",
                day + "T00:00:00+08:00",
                "{\"project\":\"" + named + "\",\"indicator\":\"" + indicator + "\",\"value\":" + value + "}");
    }

    @Test
    void aSecretThatNoDeclarationMayNameKeepsAVersionFromBeingApprovedAndItsReachIsShown() {
        String sound = declaration("named", "≥5.00(次)") + probes("https://portal.example.org/", "DABIAO_SECRET_PORTAL");
        store(sound)
                .statusCode(201)
                .body("faults", hasSize(0))
                .body("version.reach.hosts.find { it.name == 'portal.example.org:443' }.change", equalTo("added"))
                .body("version.reach.secrets[0].name", equalTo("env: DABIAO_SECRET_PORTAL"));
        approve("named", 1, null).statusCode(200).body("reach", nullValue());
        awaitVersion("named", 1);

        store(declaration("named", "≥5.00(次)") + probes("http://169.254.169.254/", "PATH"))
                .statusCode(201)
                .body("faults[0].found", equalTo("the secret env: PATH"))
                .body("version.reach.hosts.name", equalTo(List.of("169.254.169.254:80", "portal.example.org:443")))
                .body("version.reach.hosts.change", equalTo(List.of("added", "removed")))
                .body("version.reach.secrets.change", equalTo(List.of("removed", "added")));
        approve("named", 2, null)
                .statusCode(422)
                .contentType(PROBLEM)
                .body("detail", containsString("only variables that begin with DABIAO_SECRET_"));
    }

    @Test
    void whatWasStoredBeforeTheRuleIsReadForThirtyDaysAndToldMeanwhile() throws IOException {
        store(declaration("older", "≥5.00(次)") + probes("http://portal.example.org/", "DABIAO_SECRET_PORTAL"))
                .statusCode(201);
        approve("older", 1, null).statusCode(200);
        awaitVersion("older", 1);
        Probe.Text path = new Probe.Text.FromEnvironment("PATH");
        assertThatThrownBy(() -> secrets.text(path)).isInstanceOf(IOException.class);

        // As a version of before the rule stands in the database.
        QuarkusTransaction.requiringNew()
                .run(() -> change("update declaration_version set confined = false,"
                        + " text = replace(text, 'DABIAO_SECRET_PORTAL', 'PATH') where project = 'older'"));
        loaded.load();

        assertThat(secrets.text(path)).isEqualTo(System.getenv("PATH"));
        DeclaredSecrets.Foreign foreign = foreign("PATH");
        assertThat(foreign.projects()).containsExactly("2022/older");
        assertThat(foreign.until()).isPresent();
        loaded.load();
        assertThat(foreign("PATH").until()).as("counted from the first time").isEqualTo(foreign.until());

        QuarkusTransaction.requiringNew()
                .run(() -> change(
                        "update declared_secret set seen_at = seen_at - interval '31 days' where name = 'PATH'"));
        loaded.load();

        assertThatThrownBy(() -> secrets.text(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it was read until");
        assertThat(foreign("PATH").projects()).containsExactly("2022/older");

        QuarkusTransaction.requiringNew()
                .run(() -> change("update declaration_version set standing = 'superseded' where project = 'older'"));
        loaded.load();
        assertThat(secrets.foreign()).noneMatch(one -> one.secret().name().equals("PATH"));
    }

    private DeclaredSecrets.Foreign foreign(String name) {
        return secrets.foreign().stream()
                .filter(one -> one.secret().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void change(String sql) {
        assertThat(DeclarationVersion.getEntityManager().createNativeQuery(sql).executeUpdate())
                .isPositive();
    }

    private static String probes(String url, String variable) {
        return "probes:\n  - {site: stored, url: '" + url + "', headers: {X-Key: {env: " + variable + "}}}\n";
    }

    private static String spent(String project, String id, String named, int value) {
        return event(
                "/stored/" + project,
                "spent-" + id,
                "budget.executed",
                "2022-10-0" + id + "T00:00:00+08:00",
                "{\"project\":\"" + named + "\",\"value\":" + value + "}");
    }

    private static String visit(String project, String id) {
        return event(
                "/stored/" + project, id, project + ".visit", "2022-05-0" + id + "T00:00:00+08:00", "{\"value\":1}");
    }

    /** Two in each month. */
    private static String[] visits(String project) {
        return IntStream.rangeClosed(1, 24)
                .mapToObj(i -> event(
                        "/stored/" + project,
                        "v" + i,
                        project + ".visit",
                        LocalDate.of(2022, (i + 1) / 2, 5 + i % 2) + "T00:00:00+08:00",
                        "{\"value\":1}"))
                .toArray(String[]::new);
    }

    private static String monthly(String project, String printed) {
        return declaration(project, printed)
                .replace("behaviour: accumulate", "behaviour: quota")
                .replace("{count: '" + project + ".visit'}", "{worst: month, of: {count: '" + project + ".visit'}}");
    }

    private static String declaration(String project, String printed) {
        return DeclarationsApiTest.declaration(project, "{count: '" + project + ".visit'}")
                .replace("2023", "2022")
                .replace("≥5.00(次)", printed);
    }

    private static final String OWN_TYPE = """
            type: kiosk.use
            name: {zh: 自助终端使用, en: Kiosk use}
            description: {zh: 一次使用。, en: One use.}
            sentBy: {zh: 自助终端, en: kiosks}
            attributes:
              - {name: done, kind: boolean, zh: 是否办成, en: Done}
            example: '{"done": true}'
            """;

    private static ValidatableResponse define(String type, String text) {
        return admin().contentType("application/yaml")
                .body(io.dabiao.Api.utf8(text))
                .put("/api/v1/types/" + type + "?reason=trial")
                .then();
    }

    private static JsonPath kiosk() {
        return admin().get("/api/v1/types/kiosk.use").then().extract().jsonPath();
    }

    @Test
    void anOwnTypeIsVersionedStandsWithinSecondsAndTheCatalogueOfAnEvaluationStaysReadable() {
        define("kiosk.use", OWN_TYPE.replace("boolean", "flag").replace("'{\"done\": true}'", "none"))
                .statusCode(422)
                .contentType(PROBLEM)
                .body("code", equalTo("faults-in-the-type"))
                .body("faults", hasSize(2));
        define("kiosk.used", OWN_TYPE).statusCode(422);
        admin().contentType("application/yaml")
                .body(io.dabiao.Api.utf8(OWN_TYPE))
                .put("/api/v1/types/kiosk.use")
                .then()
                .statusCode(400);
        admin().contentType("application/yaml")
                .body(io.dabiao.Api.utf8(OWN_TYPE))
                .put("/api/v1/types/kiosk.use?reason=trial&dryRun=true")
                .then()
                .statusCode(200)
                .body("version", equalTo(1));
        admin().get("/api/v1/types/kiosk.use/versions").then().body("", hasSize(0));

        define("kiosk.use", OWN_TYPE)
                .statusCode(201)
                .header("Location", containsString("/api/v1/types/kiosk.use/versions/1"))
                .body("version", equalTo(1))
                .body("removed", equalTo(false));
        await().atMost(SECONDS).until(() -> "stored".equals(kiosk().getString("origin")));
        assertThat(kiosk().getInt("version")).isEqualTo(1);
        String before =
                admin().get("/api/v1/types/catalogues/current").header("ETag").replace("\"", "");
        assertThat(admin().get("/api/v1/types/catalogues/" + before).asString()).contains("kiosk.use\n  done boolean");

        define("kiosk.use", OWN_TYPE).statusCode(201).body("version", equalTo(1));
        define("kiosk.use", OWN_TYPE.replace("boolean", "text")).statusCode(201).body("version", equalTo(2));
        await().atMost(SECONDS).until(() -> "text".equals(kiosk().getString("attributes[0].kind")));
        assertThat(admin().get("/api/v1/types/catalogues/" + before).asString()).contains("kiosk.use\n  done boolean");
        assertThat(admin().get("/api/v1/types/kiosk.use/versions/1").asString()).isEqualTo(OWN_TYPE);

        admin().delete("/api/v1/types/kiosk.use?reason=over")
                .then()
                .statusCode(200)
                .body("removed", equalTo(true));
        await().atMost(SECONDS)
                .until(() -> admin().get("/api/v1/types/kiosk.use").statusCode() == 404);
        admin().delete("/api/v1/types/kiosk.use?reason=over").then().statusCode(404);
        admin().get("/api/v1/types/kiosk.use/versions").then().body("version", equalTo(List.of(3, 2, 1)));
        admin().get("/api/v1/types/catalogues/none").then().statusCode(404);
    }
}
