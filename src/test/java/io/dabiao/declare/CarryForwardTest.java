package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarryForwardTest {

    private static final String SOUND = DeclarationReaderTest.resource("sound.yaml");

    @Test
    void theYearAndThePeriodMove() {
        Declaration draft = CarryForward.to(DeclarationReaderTest.read(SOUND), 2026);

        assertThat(draft.year()).isEqualTo(2026);
        assertThat(draft.period()).isEqualTo(io.dabiao.core.calendar.Period.year(2026, draft.zone()));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01, 2024-12-31, 2025, 2025-01-01, 2025-12-31",
        "2024-03-01, 2024-11-15, 2025, 2025-03-01, 2025-11-15",
        "2024-01-01, 2024-02-29, 2025, 2025-01-01, 2025-02-28",
        "2024-01-01, 2024-02-28, 2025, 2025-01-01, 2025-02-28",
        "2023-01-01, 2023-02-28, 2024, 2024-01-01, 2024-02-29",
        "2024-02-29, 2024-12-31, 2025, 2025-02-28, 2025-12-31",
        "2024-02-29, 2024-02-29, 2025, 2025-02-28, 2025-02-28",
    })
    void theEndOfFebruaryStaysItsEnd(LocalDate from, LocalDate to, int year, LocalDate movedFrom, LocalDate movedTo) {
        String yaml = SOUND.replaceAll("(?m)^measuredFrom: .*\n|^    measuredFrom: .*\n", "")
                .replaceAll("(?s)    amendments:.*?(?=\n  - id)", "    note: 无")
                .replace("year: 2024", "year: " + from.getYear())
                .replace("{from: 2024-01-01, to: 2024-12-31}", "{from: " + from + ", to: " + to + "}");

        Declaration draft = CarryForward.to(DeclarationReaderTest.read(yaml), year);

        assertThat(draft.period().from()).isEqualTo(movedFrom);
        assertThat(draft.period().until()).isEqualTo(movedTo.plusDays(1));
    }

    @Test
    void theLastAmendmentBecomesTheTarget() {
        Indicator carried = carried("concurrent-users", SOUND);

        assertThat(carried.target()).map(Target::words).contains("≥ 650 人");
        assertThat(carried.amendments()).isEmpty();
        assertThat(carried.remarks().reading()).contains("再次扩容（以批复为准）（主任办公会）");
    }

    @Test
    void thePrintedTargetIsKeptUnlessAnAmendmentPrintedItsOwn() {
        String onlyPrinted = SOUND.replaceFirst("(?s)      - from: 2024-10-01.*?(?=  - id)", "");

        assertThat(carried("concurrent-users", SOUND).printed())
                .map(Printed::text)
                .contains("=500.00(人)");
        assertThat(carried("concurrent-users", onlyPrinted).printed())
                .map(Printed::text)
                .contains("≥600(人)");
        assertThat(carried("long-term-management", SOUND).printed())
                .map(Printed::text)
                .contains("完善");
    }

    @Test
    void allDaysOfALeapYearBecomeAllDaysOfTheNext() {
        assertThat(carried("service-available-days", SOUND.replace("=365.00(天)", "=366(天)"))
                        .target())
                .map(Target::words)
                .contains("= 365 天");
        assertThat(carried("service-available-days", SOUND).target())
                .map(Target::words)
                .contains("= 365.00 天");
    }

    @Test
    void measuringCoversTheNewYearFromItsStart() {
        assertThat(CarryForward.to(DeclarationReaderTest.read(SOUND), 2025).indicators())
                .allSatisfy(indicator -> assertThat(indicator.measuredFrom()).isEmpty());
    }

    @Test
    void oneNoteSaysWhereItComesFrom() {
        Declaration draft = CarryForward.to(DeclarationReaderTest.read(SOUND), 2025);

        assertThat(draft.notes()).containsExactly("操作培训，表内无对应指标", "本申报沿用2024年度的绩效目标，为2025年度草案，批准前不告警、不出报告");
        assertThat(CarryForward.to(draft, 2026).notes())
                .containsExactly("操作培训，表内无对应指标", "本申报沿用2025年度的绩效目标，为2026年度草案，批准前不告警、不出报告");
    }

    @Test
    void onlyALaterYearIsForward() {
        Declaration newest = DeclarationReaderTest.read(SOUND);

        assertThatThrownBy(() -> CarryForward.to(newest, 2024)).hasMessage("2024 is not after the declared year 2024");
    }

    private static Indicator carried(String id, String yaml) {
        return CarryForward.to(DeclarationReaderTest.read(yaml), 2025)
                .indicator(id)
                .orElseThrow();
    }
}
