package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The life of an alert, step by step. */
class BookTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Subject HOTLINE = new Subject(2026, "it", "项目", "hotline", "热线接听率", "产出指标", "张三");
    private static final String BREACHED = HOTLINE.fingerprint(Kind.BREACHED);

    private final List<String> life = new ArrayList<>();
    private List<Alert> open = List.of();
    private int firedBefore;

    /** Opens the book at so many hours after the start, as every round does anew, and writes down what happened. */
    private void at(int hours, java.util.function.BiConsumer<Book, Instant> round) {
        Instant now = START.plus(Duration.ofHours(hours));
        Book book = new Book(open, (fingerprint, since) -> firedBefore);
        round.accept(book, now);
        book.mature(now);
        book.steps()
                .forEach(step -> life.add(hours + " h " + step.alert().kind.word() + " "
                        + step.act().name().toLowerCase(java.util.Locale.ROOT)));
        open = List.copyOf(book.open());
    }

    private static Condition condition(Kind kind, Instant since, Duration hold, boolean believed) {
        return new Condition(kind, HOTLINE, new Words("below", "低于"), Optional.empty(), since, hold, believed, "");
    }

    @Test
    void aConditionThatLastsFiresAfterItsHoldAndNotBefore() {
        at(0, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ofHours(24), true), now));
        at(23, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ofHours(24), true), now));
        at(24, (book, now) -> {});
        at(30, (book, now) -> book.ended(BREACHED, now, Book.End.USUAL));

        assertThat(life).containsExactly("0 h breached pending", "24 h breached fired", "30 h breached resolved");
    }

    @Test
    void aConditionThatPassesInTimeIsToldToNobodyAndABreakBeginsTheWaitAnew() {
        at(0, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ofHours(24), true), now));
        at(20, (book, now) -> book.ended(BREACHED, now, Book.End.USUAL));
        at(21, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ofHours(24), true), now));
        at(44, (book, now) -> {});
        at(45, (book, now) -> {});

        assertThat(life)
                .containsExactly(
                        "0 h breached pending", "20 h breached passed", "21 h breached pending", "45 h breached fired");
    }

    @Test
    void whatRestsOnTooLittleWaitsHoweverLongItLasts() {
        at(0, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ZERO, false), now));
        at(1_000, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ZERO, false), now));
        at(1_001, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ZERO, true), now));

        assertThat(life).containsExactly("0 h breached pending", "1001 h breached fired");
    }

    @Test
    void aBreachThatCameAndWentBetweenTwoRoundsHasFiredAndIsOver() {
        at(5, (book, now) -> {
            Instant came = now.minusSeconds(60);
            book.holds(condition(Kind.BREACHED, came, Duration.ZERO, true), came);
            book.ended(BREACHED, now.minusSeconds(30), Book.End.USUAL);
        });

        assertThat(life).containsExactly("5 h breached pending", "5 h breached fired", "5 h breached resolved");
        assertThat(open).isEmpty();
    }

    @Test
    void whatWasDueWhileNobodyLookedHasFiredBeforeItEnds() {
        at(0, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ofHours(1), true), now));
        at(9, (book, now) -> book.ended(BREACHED, now, Book.End.USUAL));

        assertThat(life).containsExactly("0 h breached pending", "9 h breached fired", "9 h breached resolved");
    }

    @Test
    void whatNothingCanBeSaidOfStaysAndWhatLingersGoesOnButDoesNotBegin() {
        String risk = HOTLINE.fingerprint(Kind.AT_RISK);
        at(0, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ZERO, true), now));
        at(1, (book, now) -> {
            Picture picture = new Picture();
            picture.unknown(BREACHED);
            picture.holds(condition(Kind.AT_RISK, now, Duration.ofHours(8), true));
            book.look(picture, now);
        });
        at(2, (book, now) -> {
            Picture picture = new Picture();
            picture.lingers(BREACHED);
            picture.lingers(risk);
            book.look(picture, now);
        });
        at(3, (book, now) -> book.look(new Picture(), now));

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
        at(0, (book, now) -> book.holds(condition(Kind.BREACHED, now, Duration.ZERO, true), now));

        assertThat(open.get(0).times).isEqualTo(4);
    }
}
