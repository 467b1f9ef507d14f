package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The life of an alert, step by step. */
class AlertStateMachineTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Subject HOTLINE = new Subject(2026, "it", "项目", "hotline", "热线接听率", "产出指标", "张三");
    private static final AlertKind BREACH = new BreachedRule().kind();
    private static final AlertKind RISK = new AtRiskRule().kind();
    private static final String BREACHED = HOTLINE.fingerprint(BREACH);

    private final List<String> life = new ArrayList<>();
    private List<Alert> open = List.of();
    private int firedBefore;

    /** Opens the book at so many hours after the start, as every round does again, and writes down what happened. */
    private void at(int hours, java.util.function.BiConsumer<AlertStateMachine, Instant> round) {
        Instant now = START.plus(Duration.ofHours(hours));
        AlertStateMachine alertStateMachine = new AlertStateMachine(open, (fingerprint, since) -> firedBefore);
        round.accept(alertStateMachine, now);
        alertStateMachine.mature(now);
        alertStateMachine
                .steps()
                .forEach(step -> life.add(hours + " h " + step.alert().kind + " "
                        + step.act().name().toLowerCase(java.util.Locale.ROOT)));
        open = List.copyOf(alertStateMachine.open());
    }

    private static Condition condition(AlertKind alertKind, Instant since, Duration hold, boolean believed) {
        return new Condition(alertKind, HOTLINE, new Words("below", "低于"), Optional.empty(), since, hold, believed, "");
    }

    @Test
    void aConditionThatLastsFiresAfterItsHoldAndNotBefore() {
        at(
                0,
                (alertStateMachine, now) ->
                        alertStateMachine.holds(condition(BREACH, now, Duration.ofHours(24), true), now));
        at(
                23,
                (alertStateMachine, now) ->
                        alertStateMachine.holds(condition(BREACH, now, Duration.ofHours(24), true), now));
        at(24, (alertStateMachine, now) -> {});
        at(30, (alertStateMachine, now) -> alertStateMachine.ended(BREACHED, now, AlertStateMachine.End.USUAL));

        assertThat(life).containsExactly("0 h breached pending", "24 h breached fired", "30 h breached resolved");
    }

    @Test
    void aConditionThatPassesInTimeIsToldToNobodyAndABreakBeginsTheWaitAnew() {
        at(
                0,
                (alertStateMachine, now) ->
                        alertStateMachine.holds(condition(BREACH, now, Duration.ofHours(24), true), now));
        at(20, (alertStateMachine, now) -> alertStateMachine.ended(BREACHED, now, AlertStateMachine.End.USUAL));
        at(
                21,
                (alertStateMachine, now) ->
                        alertStateMachine.holds(condition(BREACH, now, Duration.ofHours(24), true), now));
        at(44, (alertStateMachine, now) -> {});
        at(45, (alertStateMachine, now) -> {});

        assertThat(life)
                .containsExactly(
                        "0 h breached pending", "20 h breached passed", "21 h breached pending", "45 h breached fired");
    }

    @Test
    void whatRestsOnTooLittleWaitsHoweverLongItLasts() {
        at(0, (alertStateMachine, now) -> alertStateMachine.holds(condition(BREACH, now, Duration.ZERO, false), now));
        at(
                1_000,
                (alertStateMachine, now) -> alertStateMachine.holds(condition(BREACH, now, Duration.ZERO, false), now));
        at(
                1_001,
                (alertStateMachine, now) -> alertStateMachine.holds(condition(BREACH, now, Duration.ZERO, true), now));

        assertThat(life).containsExactly("0 h breached pending", "1001 h breached fired");
    }

    @Test
    void aBreachThatCameAndWentBetweenTwoRoundsHasFiredAndIsOver() {
        at(5, (alertStateMachine, now) -> {
            Instant came = now.minusSeconds(60);
            alertStateMachine.holds(condition(BREACH, came, Duration.ZERO, true), came);
            alertStateMachine.ended(BREACHED, now.minusSeconds(30), AlertStateMachine.End.USUAL);
        });

        assertThat(life).containsExactly("5 h breached pending", "5 h breached fired", "5 h breached resolved");
        assertThat(open).isEmpty();
    }

    @Test
    void whatWasDueWhileNobodyLookedHasFiredBeforeItEnds() {
        at(
                0,
                (alertStateMachine, now) ->
                        alertStateMachine.holds(condition(BREACH, now, Duration.ofHours(1), true), now));
        at(9, (alertStateMachine, now) -> alertStateMachine.ended(BREACHED, now, AlertStateMachine.End.USUAL));

        assertThat(life).containsExactly("0 h breached pending", "9 h breached fired", "9 h breached resolved");
    }

    @Test
    void whatNothingCanBeSaidOfStaysAndWhatLingersGoesOnButDoesNotBegin() {
        String risk = HOTLINE.fingerprint(RISK);
        at(0, (alertStateMachine, now) -> alertStateMachine.holds(condition(BREACH, now, Duration.ZERO, true), now));
        at(1, (alertStateMachine, now) -> {
            ActiveConditions activeConditions = new ActiveConditions();
            activeConditions.unknown(BREACHED);
            activeConditions.holds(condition(RISK, now, Duration.ofHours(8), true));
            alertStateMachine.look(activeConditions, now);
        });
        at(2, (alertStateMachine, now) -> {
            ActiveConditions activeConditions = new ActiveConditions();
            activeConditions.lingers(BREACHED);
            activeConditions.lingers(risk);
            alertStateMachine.look(activeConditions, now);
        });
        at(3, (alertStateMachine, now) -> alertStateMachine.look(new ActiveConditions(), now));

        assertThat(life)
                .containsExactly(
                        "0 h breached pending",
                        "0 h breached fired",
                        "1 h at_risk pending",
                        "2 h at_risk passed",
                        "3 h breached resolved");
    }

    @Test
    void itIsKnownHowOftenAConditionHasFiredLately() {
        firedBefore = 3;
        at(0, (alertStateMachine, now) -> alertStateMachine.holds(condition(BREACH, now, Duration.ZERO, true), now));

        assertThat(open.get(0).times).isEqualTo(4);
    }

    /** A gateway's outage waits a minute; what fails behind it would be told of at once, and in a message of its own. */
    @Test
    void whatHasACauseWaitsForItAndIsToldOfRightAfterIt() {
        Subject gateway = new Subject(2026, "it", "项目", "gateway", "gateway", "", "");
        AlertKind down = AlertKind.of("site_down", new Words("site down", "网站中断"), Severity.CRITICAL)
                .at(AlertKind.Pace.OUTAGE);
        Condition cause =
                Condition.of(down, gateway, new Words("down", "中断"), START).after(Duration.ofMinutes(1));
        Condition following = condition(BREACH, START, Duration.ZERO, true);
        Condition before = condition(RISK, START.minusSeconds(1), Duration.ZERO, true);
        Causes causes =
                new Causes(Map.of(Causes.Concerned.of(HOTLINE), new Causes.Cause(cause.fingerprint(), cause.since())));
        List<String> fired = new ArrayList<>();
        for (int second : new int[] {1, 30, 61}) {
            AlertStateMachine alertStateMachine = new AlertStateMachine(open, (fingerprint, since) -> 0);
            alertStateMachine.know(causes);
            ActiveConditions conditions = new ActiveConditions();
            conditions.holds(following);
            conditions.holds(before);
            conditions.holds(cause);
            alertStateMachine.look(conditions, START.plusSeconds(second));
            alertStateMachine.steps().stream()
                    .filter(step -> step.act() == AlertStateMachine.Act.FIRED)
                    .forEach(step -> fired.add(second + " s " + step.alert().kind + " <" + step.alert().root + ">"));
            open = List.copyOf(alertStateMachine.open());
        }

        assertThat(fired)
                .containsExactly("1 s at_risk <>", "61 s site_down <>", "61 s breached <" + cause.fingerprint() + ">");
    }

    @Test
    void whatFiresDuringAnnouncedWorkRestsAndEndsAsEver() {
        at(0, (alertStateMachine, now) -> {
            ActiveConditions down = new ActiveConditions();
            down.holds(condition(BREACH, now, Duration.ZERO, true));
            alertStateMachine.look(down, now);
            assertThat(alertStateMachine.open()).noneMatch(alert -> alert.resting);
        });
        at(1, (alertStateMachine, now) -> {
            ActiveConditions worked = new ActiveConditions();
            worked.holds(condition(BREACH, now, Duration.ZERO, true));
            worked.rests(BREACHED);
            alertStateMachine.look(worked, now);
            assertThat(alertStateMachine.open()).allMatch(alert -> alert.resting);
        });
        at(2, (alertStateMachine, now) -> {
            ActiveConditions well = new ActiveConditions();
            well.rests(BREACHED);
            alertStateMachine.look(well, now);
        });

        assertThat(life).containsExactly("0 h breached pending", "0 h breached fired", "2 h breached resolved");
    }

    @Test
    void aCauseThatIsNeverToldOfHoldsNothingUpForLong() {
        Causes causes =
                new Causes(Map.of(Causes.Concerned.of(HOTLINE), new Causes.Cause("site_down/2026/it/gateway", START)));
        List<Integer> fired = new ArrayList<>();
        for (int second : new int[] {1, 119, 121}) {
            AlertStateMachine alertStateMachine = new AlertStateMachine(open, (fingerprint, since) -> 0);
            alertStateMachine.know(causes);
            alertStateMachine.holds(condition(BREACH, START, Duration.ZERO, true), START.plusSeconds(second));
            alertStateMachine.steps().stream()
                    .filter(step -> step.act() == AlertStateMachine.Act.FIRED)
                    .forEach(step -> fired.add(second));
            open = List.copyOf(alertStateMachine.open());
        }

        assertThat(fired).containsExactly(121);
    }
}
