package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a weekly digest is sent, and what it says. */
class DigestTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Instant MONDAY = at("2026-03-02T08:00");

    private static Instant at(String local) {
        return ZonedDateTime.parse(local + ":00+08:00").toInstant();
    }

    /** Made on Wednesday, for Mondays at 8; 2026-03-02 is a Monday. */
    @ParameterizedTest
    @CsvSource({
        "2026-02-25T12:00, , false",
        "2026-03-02T07:00, , false",
        "2026-03-02T08:00, , true",
        "2026-03-02T11:00, , true",
        "2026-03-02T09:00, 2026-03-02T08:00, false",
        "2026-03-08T23:00, 2026-03-02T08:00, false",
        "2026-03-09T08:00, 2026-03-02T08:00, true",
        "2026-03-09T08:00, 2026-03-02T10:00, true",
    })
    void aDigestIsSentInItsHourOrLaterAndOnceAWeek(String now, String sent, boolean due) {
        Digest digest = new Digest(
                1,
                "office",
                1,
                Set.of(),
                DayOfWeek.MONDAY,
                8,
                at("2026-02-25T10:00"),
                Optional.ofNullable(sent).map(DigestTest::at));

        assertThat(digest.due(at(now), ZONE)).isEqualTo(due);
    }

    private static RecordedEvaluation row(String id, Verdict verdict) {
        return new RecordedEvaluation(
                new IndicatorRef(2026, "it", id),
                1,
                false,
                MONDAY,
                MONDAY,
                verdict,
                new RecordedEvaluation.Figures(null, null, null, null, null, 0L),
                RecordedEvaluation.Expected.NOTHING,
                false,
                Hearing.HEARD,
                null,
                null,
                null,
                new Words(id + " is so", id + " 如此"),
                new RecordedEvaluation.Declared("运维", "指标*" + id, "", "", "", "", Behaviour.STANDING, ""));
    }

    private static VerdictChange change(long id, String indicator, Verdict before, Verdict after) {
        return new VerdictChange(
                id,
                new IndicatorRef(2026, "it", indicator),
                1,
                false,
                MONDAY,
                MONDAY,
                id,
                List.of(),
                Optional.ofNullable(before),
                after,
                null,
                null,
                false,
                new Words("", ""),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aDigestTellsFromWhereToWhereEachIndicatorWentTheWorstFirstAndNotWhatCameAndWent() {
        List<RecordedEvaluation> rows = List.of(
                row("fell", Verdict.BREACHED),
                row("shaky", Verdict.AT_RISK),
                row("rose", Verdict.ON_TRACK),
                row("back", Verdict.ON_TRACK));
        List<VerdictChange> changes = List.of(
                change(5, "fell", Verdict.AT_RISK, Verdict.BREACHED),
                change(2, "fell", Verdict.ON_TRACK, Verdict.AT_RISK),
                change(3, "shaky", Verdict.ON_TRACK, Verdict.AT_RISK),
                change(4, "rose", Verdict.BREACHED, Verdict.ON_TRACK),
                change(6, "back", Verdict.ON_TRACK, Verdict.BREACHED),
                change(7, "back", Verdict.BREACHED, Verdict.ON_TRACK));
        DigestText text =
                new DigestText(at("2026-02-23T08:00"), MONDAY, ZONE, Optional.of("https://dabiao.example.org"));

        Text zh = text.of(DigestText.moved(changes, rows), List.of(), Language.ZH);
        Text en = text.of(DigestText.moved(changes, rows), List.of(), Language.EN);

        assertThat(zh.title()).isEqualTo("【周报】02-23–03-02：变差 2 项，好转 1 项，告警 0 项");
        assertThat(zh.body()).isEqualTo("""
                **变差**
                - **运维 · 指标\\*fell**：正常推进 → 未达标。fell 如此
                - **运维 · 指标\\*shaky**：正常推进 → 存在风险。shaky 如此

                **好转**
                - **运维 · 指标\\*rose**：未达标 → 正常推进。rose 如此

                [查看全部变化](https://dabiao.example.org/indicators/changes)""");
        assertThat(en.body()).contains("- **运维 · 指标\\*rose**: breached → on track. rose is so");
        assertThat(text.of(List.of(), List.of(), Language.ZH).body()).startsWith("一周来没有变化，也没有告警。");
    }
}
