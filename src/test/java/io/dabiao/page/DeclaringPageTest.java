package io.dabiao.page;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Sessions;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextStored;
import io.dabiao.declare.Proposals;
import io.dabiao.yaml.Quoted;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several people at the forms that write a project's next version; each test declares a project of its own in 2020. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class DeclaringPageTest {

    private static final String PASSWORD = "一句容易记住的话 2020";
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"(\\d+)\"");
    private static final int AT_ONCE = 16;
    private static final int NEXT = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear() + 1;

    @Inject
    People people;

    @Inject
    Sessions sessions;

    @Inject
    Proposals proposals;

    private Typist first;
    private Typist second;

    @BeforeEach
    void twoPeople() {
        first = typist("申报甲");
        second = typist("申报乙");
    }

    private Typist typist(String name) {
        if (people.all().stream().noneMatch(one -> one.shown().equals(name))) {
            people.create(name, PASSWORD, Set.of("admin"), Set.of(), Set.of(), "test");
        }
        return new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void ofTwoPeopleOnOneFormTheLaterSeesWhatTheEarlierChangedAndNoWordIsLost() {
        String form = declared("declaring-two") + "/indicators/visits";
        String shown = first.get(form + "?lang=zh").asString();
        assertThat(shown).contains("name=\"seen\" value=\"1\"");

        Map<String, String> owner = new HashMap<>(Map.of("operator", "≥", "owner", "李四", "approve", "yes"));
        owner.putAll(Map.of("seen", "1", "was-owner", "", "points", "", "was-points", "", "target", ""));
        assertThat(first.late(form, form, owner).statusCode()).isEqualTo(303);

        Map<String, String> target = new HashMap<>(Map.of("operator", "≥", "target", "7", "unit", "次"));
        target.putAll(Map.of("from", "2020-06-01", "because", "经批准调整", "approve", "yes"));
        target.putAll(Map.of("owner", "", "was-owner", "", "points", "", "was-points", ""));
        target.put("seen", "1");
        Response overtaken = second.late(form, form, target);
        assertThat(overtaken.statusCode()).isEqualTo(409);
        assertThat(overtaken.asString())
                .contains("您填写期间，申报甲 已保存第 2 版", "申报甲 已改为：李四", "name=\"seen\" value=\"2\"")
                .contains("name=\"owner\" value=\"李四\"", "name=\"was-owner\" value=\"李四\"")
                .contains("value=\"7\"", "经批准调整");
        assertThat(newest("declaring-two")).doesNotContain("amendments");

        target.putAll(Map.of("seen", "2", "owner", "李四", "was-owner", "李四"));
        assertThat(second.late(form, form, target).statusCode()).isEqualTo(303);
        assertThat(newest("declaring-two")).contains("owner: \"李四\"", "printed: \"≥7(次)\"");

        target.put("seen", "3");
        target.put("target", "");
        Response nothing = second.late(form, form, target);
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(nothing.asString()).contains("没有改动");
        assertThat(versions("declaring-two").getList("$")).hasSize(3);

        String funds = declared("declaring-funds") + "/budget";
        Map<String, String> budget = new HashMap<>(Map.of("total", "30", "treasury", "30", "manner", "adjust"));
        budget.putAll(Map.of("from", "2020-03-01", "because", "追加", "seen", "1"));
        assertThat(first.late(funds, funds, budget).statusCode()).isEqualTo(303);
        budget.putAll(Map.of("total", "20", "treasury", "20", "from", "2020-04-01"));
        Response late = second.late(funds, funds, budget);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.asString()).contains("申报甲 已改为：30.00", "value=\"20\"", "第 2 版待批准");
    }

    @Test
    void whatSixteenPeopleAddAtOnceIsAllDeclared() throws Exception {
        String form = declared("declaring-many") + "/indicators";
        List<Response> answers = atOnce(number -> {
            Typist typist = number % 2 == 0 ? first : second;
            Map<String, String> typed = new HashMap<>(
                    Map.of("name", "同时增加第" + number + "项", "level1", "产出指标", "level2", "数量指标", "operator", "≥"));
            typed.putAll(Map.of("target", "1", "unit", "项", "measure", "REPORTED", "seen", "1"));
            Response answer = typist.late(form, form, typed);
            while (answer.statusCode() == 409) {
                String page = answer.asString();
                assertThat(page).contains("同时增加第" + number + "项");
                Matcher seen = SEEN.matcher(page);
                assertThat(seen.find()).isTrue();
                typed.put("seen", seen.group(1));
                answer = typist.late(form, form, typed);
            }
            return answer;
        });
        assertThat(answers).allMatch(answer -> answer.statusCode() == 303);
        assertThat(newest("declaring-many"))
                .contains(IntStream.range(0, AT_ONCE)
                        .mapToObj(number -> "同时增加第" + number + "项")
                        .toArray(String[]::new));
        assertThat(versions("declaring-many").getList("$")).hasSize(1 + AT_ONCE);
    }

    @Test
    void ofSixteenChangesAtTheSameMomentNoneTakesAnotherBack() throws Exception {
        declared("declaring-owners");
        List<NextStored> stored = atOnce(number -> proposals.next(
                new Declarations.Key(2020, "declaring-owners"),
                Optional.empty(),
                base -> base.text()
                        .append(
                                List.of(
                                        "id: once-" + number,
                                        "name: " + Quoted.of("第" + number + "项"),
                                        "level1: 产出指标",
                                        "level2: 数量指标",
                                        "printed: " + Quoted.of("≥1(项)"),
                                        "behaviour: accumulate-reversible",
                                        "measure: reported",
                                        "cadence: P100D"),
                                "indicators")
                        .toString(),
                "申报甲",
                "同时",
                Proposals.Handing.HAND_IN));
        assertThat(stored).allMatch(NextStored.Stored.class::isInstance);
        assertThat(newest("declaring-owners"))
                .contains(IntStream.range(0, AT_ONCE)
                        .mapToObj(number -> "id: once-" + number)
                        .toArray(String[]::new));

        List<Integer> sent = atOnce(number -> {
            int status = send("declaring-sent", number);
            // The service says when it has no place for one more at the moment.
            while (status == 503) {
                status = send("declaring-sent", number);
            }
            return status;
        });
        assertThat(sent).allMatch(status -> status == 201);
        JsonPath versions = versions("declaring-sent");
        assertThat(versions.getList("$")).hasSize(AT_ONCE);
        assertThat(versions.getList("standing", String.class))
                .containsOnlyOnce("proposed")
                .contains("withdrawn");
    }

    @Test
    void whatWasGivenBackIsMendedOnTheFormAndNotTypedAgain() {
        String form = declared("declaring-returned") + "/indicators";
        Map<String, String> typed =
                new HashMap<>(Map.of("name", "退回前填写的指标", "level1", "产出指标", "level2", "数量指标", "operator", "≥"));
        typed.putAll(Map.of("target", "1", "unit", "项", "measure", "REPORTED"));
        assertThat(first.post(form, form, typed).statusCode()).isEqualTo(303);
        String page = "/declarations/2020/declaring-returned?version=2";
        assertThat(second.post(
                                page,
                                "/declarations/2020/declaring-returned/versions/2/return",
                                Map.of("reason", "缺少负责人"))
                        .statusCode())
                .isEqualTo(303);

        String mend = "/declaring/2020/declaring-returned/indicators/added-1";
        assertThat(first.get(mend + "?lang=zh").asString()).contains("第 2 版已被 申报乙 退回（缺少负责人）", "退回前填写的指标");
        assertThat(first.post(mend, mend, Map.of("operator", "≥", "owner", "李四", "was-owner", "", "target", ""))
                        .statusCode())
                .isEqualTo(303);
        assertThat(newest("declaring-returned")).contains("退回前填写的指标", "owner: \"李四\"");
        assertThat(versions("declaring-returned").getList("standing", String.class))
                .containsExactly("proposed", "withdrawn", "in_force");
    }

    @Test
    void aChangeBesideWhatIsApprovedForADayToComeIsMadeOfItAndOfThatDay() {
        String project = "declaring-scheduled";
        String years = text(project).replace("2020", String.valueOf(NEXT));
        store(years);
        approve(NEXT, project, 1, Map.of("reason", "同意"));
        store(years.replace("服务量", "改名后的服务量"));
        approve(NEXT, project, 2, Map.of("reason", "同意", "effective", NEXT + "-07-01"));

        String form = "/declaring/" + NEXT + "/" + project + "/indicators/visits";
        assertThat(first.get(form + "?lang=zh").asString()).contains("第 2 版已批准，自 " + NEXT + "-07-01 起生效");
        Map<String, String> typed =
                Map.of("operator", "≥", "owner", "李四", "was-owner", "", "target", "", "approve", "yes");
        Response saved = first.post(form, form, typed);
        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(saved.header("Location")).contains("version=3");
        assertThat(newest(NEXT, project)).contains("改名后的服务量", "owner: \"李四\"");
        JsonPath versions = versions(NEXT, project);
        assertThat(versions.getList("standing", String.class)).containsExactly("scheduled", "superseded", "in_force");
        assertThat(versions.getString("[0].effective")).isEqualTo(NEXT + "-07-01");
    }

    @Test
    void aProbeOfAnyKindIsAddedChangedAndTakenOutByForms() {
        String project = declared("declaring-probes");
        String fresh = project + "/new-probe";
        assertThat(first.get(project + "/probes?lang=zh").asString())
                .contains("本项目没有探测", "SMTP 邮件服务器", "任务心跳", "网页（HTTP）");
        assertThat(first.get(fresh + "?lang=zh&kind=nothing").statusCode()).isEqualTo(400);
        Response wrong =
                first.post(fresh + "?kind=smtp", fresh + "?lang=zh", Map.of("kind", "smtp", "key-site", "mail"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString()).contains("value=\"mail\"", "此项必填");
        Map<String, Map<String, String>> typed = new LinkedHashMap<>();
        typed.put("http", Map.of("key-url", "http://127.0.0.1:9/?a=\"b\"", "key-interval", "1h"));
        typed.put("tcp", Map.of("key-address", "127.0.0.1:9", "key-interval", "1h"));
        typed.put("tls", Map.of("key-address", "127.0.0.1:9", "key-certificate", "14d", "key-interval", "1h"));
        typed.put("icmp", Map.of("key-host", "127.0.0.1", "key-interval", "1h"));
        typed.put(
                "dns",
                Map.of("key-query", "a.example.org", "key-server", "127.0.0.1:9", "key-expect", "10.0.0.1；10.0.0.2"));
        typed.put("smtp", Map.of("key-address", "127.0.0.1:9", "key-tls", "starttls"));
        typed.put("imap", Map.of("key-address", "127.0.0.1:9", "key-timeout", "2s"));
        typed.put("heartbeat", Map.of("key-cron", "0 3 * * *", "key-days", "working", "key-key", "2"));
        typed.forEach((kind, fields) -> {
            Map<String, String> all = new HashMap<>(fields);
            all.putAll(Map.of("kind", kind, "key-site", "declaring-" + kind));
            Response added = first.post(fresh + "?kind=" + kind, fresh + "?lang=zh", all);
            assertThat(added.statusCode()).as(kind + added.asString()).isEqualTo(303);
        });
        Response twice = first.post(
                fresh + "?kind=tcp",
                fresh + "?lang=zh",
                Map.of("kind", "tcp", "key-site", "declaring-tcp", "key-address", "127.0.0.1:9"));
        assertThat(twice.asString()).contains("本项目已有同名探测");
        assertThat(newest("declaring-probes")).contains("expect: [\"10.0.0.1\", \"10.0.0.2\"]", "key: 2");
        Response refused = first.post(
                fresh + "?kind=tcp", fresh, Map.of("kind", "tcp", "key-site", "other", "key-address", "nothing"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.asString()).contains("value=\"nothing\"");

        String mail = project + "/probes/declaring-smtp";
        assertThat(first.get(mail + "?lang=zh").asString()).contains("value=\"127.0.0.1:9\"", "value=\"starttls\"");
        Map<String, String> change = new HashMap<>(Map.of("key-address", "127.0.0.1:10", "was-address", "127.0.0.1:9"));
        change.putAll(Map.of("key-tls", "", "was-tls", "starttls", "key-interval", "5m", "was-interval", ""));
        assertThat(first.post(mail, mail, change).statusCode()).isEqualTo(303);
        assertThat(newest("declaring-probes"))
                .contains("address: \"127.0.0.1:10\"", "interval: \"5m\"")
                .doesNotContain("starttls");
        Map<String, String> late = new HashMap<>(change);
        late.put("seen", "3");
        late.put("key-interval", "7m");
        Response overtaken = second.late(mail, mail + "?lang=zh", late);
        assertThat(overtaken.statusCode()).isEqualTo(409);
        assertThat(overtaken.asString()).contains("您填写期间", "value=\"7m\"");

        assertThat(first.post(mail, mail + "/remove", Map.of()).statusCode()).isEqualTo(303);
        assertThat(newest("declaring-probes")).doesNotContain("declaring-smtp").contains("declaring-imap");

        Map<String, String> timed =
                new HashMap<>(Map.of("name", "打开时间", "level1", "产出指标", "level2", "数量指标", "operator", "≤"));
        timed.putAll(Map.of("target", "2", "unit", "秒", "measure", "PAGE", "url", "http://127.0.0.1:9/"));
        assertThat(first.post(project + "/indicators", project + "/indicators", timed)
                        .statusCode())
                .isEqualTo(303);
        assertThat(newest("declaring-probes")).contains("level2: \"时效指标\"");
        String page = project + "/probes/declaring-probes-added-1";
        Response used = first.post(page, page + "/remove?lang=zh", Map.of());
        assertThat(used.statusCode()).isEqualTo(422);
        assertThat(used.asString()).contains("不能取消：打开时间");
    }

    private static int send(String project, int number) {
        return admin().contentType("application/yaml")
                .queryParam("reason", "同时")
                .body(text(project).replace("服务量", "服务量" + number).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/declarations")
                .statusCode();
    }

    private static <T> List<T> atOnce(IntFunction<T> one) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<T>> all = IntStream.range(0, AT_ONCE)
                    .mapToObj(number -> threads.submit(() -> {
                        begin.await();
                        return one.apply(number);
                    }))
                    .toList();
            begin.countDown();
            List<T> answers = new ArrayList<>();
            for (Future<T> each : all) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return where its forms are */
    private static String declared(String project) {
        store(text(project));
        approve(2020, project, 1, Map.of("reason", "同意"));
        return "/declaring/2020/" + project;
    }

    private static void store(String text) {
        admin().contentType("application/yaml")
                .queryParam("reason", "试验")
                .body(text.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/declarations")
                .then()
                .statusCode(201);
    }

    private static void approve(int year, String project, int version, Map<String, String> approval) {
        admin().contentType("application/json")
                .body(approval)
                .post("/api/v1/declarations/" + year + "/" + project + "/versions/" + version + "/approval")
                .then()
                .statusCode(200);
    }

    private static JsonPath versions(String project) {
        return versions(2020, project);
    }

    private static JsonPath versions(int year, String project) {
        return admin().get("/api/v1/declarations/" + year + "/" + project + "/versions")
                .jsonPath();
    }

    /** The text of the version that was stored last. */
    private static String newest(String project) {
        return newest(2020, project);
    }

    private static String newest(int year, String project) {
        int version = versions(year, project).getInt("[0].version");
        return admin().get("/api/v1/declarations/" + year + "/" + project + "/versions/" + version)
                .asString();
    }

    private static String text(String project) {
        return """
                project: PROJECT
                name: PROJECT
                year: 2020
                institution: 某中心
                department: 某部
                period: {from: 2020-01-01, to: 2020-12-31}
                budget: {total: 10.00, treasury: 10.00, carriedOver: 0.00, other: 0.00}
                goal: 试验
                indicators:
                  - id: visits
                    name: 服务量
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥5.00(次)"
                    behaviour: accumulate
                    measure: {count: declaring.visit}
                    cadence: P35D
                """.replace("PROJECT", project);
    }
}
