package io.dabiao.alert;

import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.ServiceDatabase;
import io.dabiao.alert.Notification.Occasion;
import io.dabiao.core.text.Words;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When who is told what, by a clock that steps: every round is one of the service's own, in a transaction that is taken back. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class NotificationPlannerTest {

    private static final AlertKind OUTAGE = AlertKind.of("site_down", new Words("site down", "网站中断"), Severity.CRITICAL)
            .at(AlertKind.Pace.OUTAGE);
    private static final AlertKind BREACH = new BreachedRule().kind();

    /** A Monday, 09:00 in Shanghai. */
    private static final Instant MONDAY = Instant.parse("2025-09-22T01:00:00Z");

    /** 国庆节、中秋节 of 2025, to the eighth: the first day, 10:00 in Shanghai. */
    private static final Instant HOLIDAY = Instant.parse("2025-10-01T02:00:00Z");

    private static final Duration DAY = Duration.ofDays(1);

    @Inject
    Settings settings;

    @Inject
    @Any
    Instance<Channel> channels;

    @Inject
    AlertKinds kinds;

    @Inject
    KeptSettings kept;

    @Inject
    ServiceHealth health;

    @Inject
    Declarations declarations;

    @Inject
    Answers answers;

    @Inject
    Transactions transactions;

    @Inject
    ObjectMapper json;

    @TempDir
    Path folder;

    private NotificationPlanner planner;
    private Instant now;
    private int found;

    /** A message as the receiver would see it. */
    private record Told(Instant at, Occasion occasion, String title, String body, JsonNode alerts) {}

    @BeforeEach
    void begin() {
        answers.secret(); // Kept in a transaction of its own.
        QuarkusTransaction.begin();
    }

    @AfterEach
    void takeBack() {
        QuarkusTransaction.rollback();
    }

    /** @param route what a route says besides its name and receiver */
    private void routes(String route) throws IOException {
        Path file = Files.writeString(
                folder.resolve("alerts.yaml"),
                "language: en\nlink: https://dabiao.example.org\nreceivers:\n"
                        + "  desk: {channel: webhook, url: 'http://127.0.0.1:1/desk'}\n"
                        + "routes:\n  - {name: clocked, receivers: [desk], wait: 0s, every: 0s" + route + "}\n");
        Settings own = (Settings) Proxy.newProxyInstance(
                Settings.class.getClassLoader(), new Class<?>[] {Settings.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("alerts")) {
                        return Optional.of(file);
                    }
                    try {
                        return method.invoke(settings, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        AlertFile read = new AlertFile(own, channels, kinds, kept, health);
        assertThat(read.look(MONDAY)).as(read.faults().toString()).isTrue();
        planner = new NotificationPlanner(read, declarations, answers, health, json);
    }

    private static Condition condition(AlertKind kind, String indicator, Instant since) {
        Subject subject = new Subject(2025, "clocked", "项目", indicator, indicator, "产出指标", "");
        return Condition.of(kind, subject, new Words("away", "不可访问"), since).after(Duration.ZERO);
    }

    private static Condition portal() {
        return condition(OUTAGE, "portal", MONDAY);
    }

    /** One round of the alerts, as the service does it, with what holds at an instant. */
    private void round(Instant at, ActiveConditions holding, Causes causes) {
        now = at;
        AlertStateMachine machine = new AlertStateMachine(
                Alert.list("state <> ?1 and project = ?2 order by id", State.RESOLVED, "clocked"),
                (fingerprint, since) -> Alert.count("fingerprint = ?1 and firedAt > ?2", fingerprint, since));
        machine.know(causes);
        machine.look(holding, at);
        machine.mature(at);
        for (AlertStateMachine.Step step : machine.steps()) {
            if (step.alert().id == null) {
                Alert.flush();
                step.alert().persist();
            }
            if (step.act() == AlertStateMachine.Act.FIRED) {
                planner.fired(step.alert(), at);
            } else if (step.act() == AlertStateMachine.Act.RESOLVED) {
                planner.resolved(step.alert(), at);
            }
        }
        planner.remind(machine.open(), at);
        planner.send(at);
    }

    private void holds(Instant at, Condition... all) {
        ActiveConditions holding = new ActiveConditions();
        List.of(all).forEach(holding::holds);
        round(at, holding, Causes.NONE);
    }

    /** Steps to an instant, and does a round at each step and at its end. */
    private void until(Instant end, Duration step, Condition... all) {
        for (Instant at = now.plus(step); at.isBefore(end); at = at.plus(step)) {
            holds(at, all);
        }
        holds(end, all);
    }

    /** The messages since this was last asked. */
    private List<Told> told() {
        List<Told> all = new ArrayList<>();
        for (QueuedNotification one : QueuedNotification.<QueuedNotification>list(
                "grouping like ?1 and receiver = ?2 order by id", "clocked%", "desk")) {
            try {
                all.add(new Told(one.at, one.occasion, one.title, one.body, json.readTree(one.alerts)));
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        List<Told> news = all.subList(found, all.size());
        found = all.size();
        return List.copyOf(news);
    }

    private static List<String> lines(List<Told> messages) {
        return messages.stream()
                .map(one -> one.occasion() + " "
                        + one.at().atOffset(java.time.ZoneOffset.ofHours(8)).toLocalTime())
                .toList();
    }

    /** Away and back again so many times, five minutes apart, from an instant on. */
    private void comesAndGoes(Instant from, int times) {
        for (int time = 0; time < times; time++) {
            Instant away = from.plus(Duration.ofMinutes(5L * time));
            holds(away, portal());
            holds(away.plus(Duration.ofMinutes(2)));
        }
    }

    @Test
    void fromTheFifthTimeOnPeopleAreToldHowLongTheyHearNothingAndWhenTheyAreToldNext() throws IOException {
        routes("");
        comesAndGoes(MONDAY, 4);
        assertThat(lines(told()))
                .containsExactly(
                        "FIRING 09:00",
                        "RESOLVED 09:02",
                        "FIRING 09:05",
                        "RESOLVED 09:07",
                        "FIRING 09:10",
                        "RESOLVED 09:12",
                        "FIRING 09:15",
                        "RESOLVED 09:17");

        comesAndGoes(MONDAY.plus(Duration.ofMinutes(20)), 9);
        List<Told> fifth = told();
        assertThat(lines(fifth)).containsExactly("FLAPPING 09:20");
        assertThat(fifth.get(0).body())
                .contains("It comes and goes: further times within an hour are not told one by one. If it goes on like"
                        + " that, or stays, you hear of it again at 2025-09-22 10:20 at the earliest; after an hour of"
                        + " calm each time is told again.");

        comesAndGoes(MONDAY.plus(Duration.ofMinutes(65)), 5);
        List<Told> after = told();
        assertThat(lines(after)).as("it goes on like that after the hour").containsExactly("FLAPPING 10:20");
        assertThat(after.get(0).body()).contains("you hear of it again at 2025-09-22 11:20 at the earliest");

        until(MONDAY.plus(Duration.ofHours(4)), Duration.ofMinutes(1));
        assertThat(lines(told())).as("an hour after it ended for the last time").containsExactly("RESOLVED 11:27");

        comesAndGoes(MONDAY.plus(Duration.ofHours(4)), 1);
        assertThat(lines(told())).as("each time again").containsExactly("FIRING 13:00", "RESOLVED 13:02");
    }

    @Test
    void whatStaysAfterItCameAndWentIsToldOnceItIsCalmWhetherItsTimeWasToldOrNot() throws IOException {
        routes(", remind: 10m");
        comesAndGoes(MONDAY, 4);
        told();

        holds(MONDAY.plus(Duration.ofMinutes(20)), portal());
        until(MONDAY.plus(Duration.ofMinutes(90)), Duration.ofMinutes(1), portal());
        assertThat(lines(told()))
                .as("the fifth time stays: nothing is heard within the hour, not even a reminder")
                .containsExactly("FLAPPING 09:20", "FIRING 10:20", "REMINDER 10:30");
        holds(MONDAY.plus(Duration.ofMinutes(91)));
        until(MONDAY.plus(Duration.ofHours(5)), Duration.ofMinutes(10));
        told();

        Instant afternoon = MONDAY.plus(Duration.ofHours(5));
        comesAndGoes(afternoon, 5);
        assertThat(lines(told())).endsWith("FLAPPING 14:20").hasSize(9);
        holds(afternoon.plus(Duration.ofMinutes(25)), portal());
        until(afternoon.plus(Duration.ofMinutes(100)), Duration.ofMinutes(1), portal());
        assertThat(lines(told()))
                .as("the sixth time, which no one was told of, stays")
                .containsExactly("FIRING 15:25", "REMINDER 15:35");
    }

    /** From the first hour of an eight-day holiday on, to the first working morning. */
    private void throughTheHoliday(Condition... all) {
        holds(HOLIDAY, all);
        until(HOLIDAY.plus(Duration.ofDays(8)), Duration.ofHours(1), all);
    }

    @Test
    void anOutageThatStaysIsToldEveryDayOfAHolidayThoughTheRouteKeepsQuiet() throws IOException {
        routes(", quiet: {from: '20:00', until: '08:00', workingDaysOnly: true}");
        throughTheHoliday(condition(OUTAGE, "portal", HOLIDAY));

        List<Told> messages = told();
        assertThat(messages.get(0).occasion()).isEqualTo(Occasion.FIRING);
        Instant last = HOLIDAY;
        for (Told message : messages) {
            assertThat(Duration.between(last, message.at())).isLessThanOrEqualTo(DAY);
            last = message.at();
        }
        assertThat(Duration.between(last, now)).isLessThan(DAY);
        assertThat(messages).hasSize(8);
        assertThat(messages.subList(1, 8)).allMatch(one -> one.occasion() == Occasion.REMINDER);
    }

    @Test
    void aFigureWaitsForTheEndOfAHolidayAndWhatWasDueMeanwhileIsOneMessage() throws IOException {
        routes(", remind: 4h, quiet: {from: '20:00', until: '08:00', workingDaysOnly: true}");
        Condition breach = condition(BREACH, "rate", HOLIDAY.minus(Duration.ofHours(1)));
        now = HOLIDAY.minus(DAY);
        holds(now, breach);
        until(HOLIDAY.minus(Duration.ofHours(14)), Duration.ofHours(1), breach);
        assertThat(lines(told())).containsExactly("FIRING 10:00", "REMINDER 14:00", "REMINDER 18:00");
        until(HOLIDAY.plus(Duration.ofDays(8)), Duration.ofHours(1), breach);

        assertThat(lines(told())).containsExactly("REMINDER 08:00");
    }

    @Test
    void aSilenceAndAnnouncedWorkKeepAnOutageSilentForAsLongAsPeopleSaid() throws IOException {
        routes("");
        Silence silence = Silence.of(new Match(
                java.util.Set.of("clocked"),
                java.util.Set.of(),
                java.util.Set.of(),
                java.util.Set.of(),
                java.util.Set.of(),
                Severity.INFO));
        silence.author = "张三";
        silence.reason = "机房搬迁";
        silence.madeAt = HOLIDAY;
        silence.begins = HOLIDAY.plus(Duration.ofHours(1));
        silence.ends = HOLIDAY.plus(Duration.ofDays(3));
        silence.persist();
        Condition outage = condition(OUTAGE, "portal", HOLIDAY);
        holds(HOLIDAY, outage);
        until(HOLIDAY.plus(Duration.ofHours(71)), Duration.ofHours(1), outage);
        assertThat(lines(told())).containsExactly("FIRING 10:00");
        until(HOLIDAY.plus(Duration.ofHours(73)), Duration.ofHours(1), outage);
        assertThat(lines(told())).as("the silence is over").containsExactly("REMINDER 10:00");

        for (int hour = 74; hour < 140; hour++) {
            ActiveConditions worked = new ActiveConditions();
            worked.holds(outage);
            worked.rests(outage.fingerprint());
            round(HOLIDAY.plus(Duration.ofHours(hour)), worked, Causes.NONE);
        }
        assertThat(told()).isEmpty();
        holds(HOLIDAY.plus(Duration.ofHours(140)), outage);
        assertThat(told()).as("the work is over").hasSize(1);
    }

    @Test
    void aLinkInAMessageIsGoodForSevenDaysAndForNothingElse() {
        String token = answers.address("https://dabiao.example.org", 17, "desk", MONDAY)
                .replaceFirst("^https://dabiao\\.example\\.org/alerts/answer/", "");
        Instant end = MONDAY.plus(Duration.ofDays(7));

        assertThat(at(end.minusSeconds(1)).read(token)).contains(new Answers.Answerable(17, "desk"));
        assertThat(at(end).read(token)).isEmpty();
        assertThat(at(end.plus(DAY)).read(token)).isEmpty();
        String old = answers.address(
                "", 17, "desk", Instant.now().minus(Duration.ofDays(7)).minusSeconds(1));
        nobody().get(old).then().statusCode(404);
        nobody().get("/alerts/answer/x.y").then().statusCode(404);
        String later = answers.address("", 17, "desk", end).replaceFirst("^/alerts/answer/", "");
        String stretched = later.substring(0, later.indexOf('.')) + token.substring(token.indexOf('.'));
        assertThat(at(end).read(stretched))
                .as("another end under the same signature")
                .isEmpty();
    }

    private Answers at(Instant instant) {
        Answers then = new Answers(transactions, java.time.Clock.fixed(instant, java.time.ZoneOffset.UTC));
        QuarkusTransaction.suspendingExisting().run(then::secret);
        return then;
    }

    @Test
    void aCauseAndWhatFollowsFromItAreOneMessageAndTheCauseStandsFirst() throws IOException {
        routes(", by: [indicator]");
        Condition gateway = condition(OUTAGE, "gateway", MONDAY);
        // Of names that sort before the gateway's, and found before it.
        Condition first = condition(BREACH, "answers", MONDAY);
        Condition second = condition(BREACH, "zeal", MONDAY);
        Causes causes = new Causes(Map.of(
                new Causes.Concerned(2025, "clocked", "answers"),
                        new Causes.Cause(gateway.fingerprint(), gateway.since()),
                new Causes.Concerned(2025, "clocked", "zeal"),
                        new Causes.Cause(gateway.fingerprint(), gateway.since())));
        ActiveConditions waiting = new ActiveConditions();
        waiting.holds(first);
        waiting.holds(second);
        waiting.holds(gateway.after(Duration.ofMinutes(1)));
        round(MONDAY.plusSeconds(1), waiting, causes);
        assertThat(told()).as("what follows waits for its cause").isEmpty();
        round(MONDAY.plusSeconds(61), waiting, causes);

        List<Told> one = told();
        assertThat(one).hasSize(1);
        assertThat(one.get(0).alerts().findValuesAsText("indicator")).containsExactly("gateway", "answers", "zeal");
        assertThat(one.get(0).title()).contains("gateway");
        assertThat(one.get(0).body().indexOf("gateway"))
                .isLessThan(one.get(0).body().indexOf("answers"));
    }
}
