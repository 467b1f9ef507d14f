package io.dabiao.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.access.Sender;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.store.Arrival;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedUnitTest {

    private static final String HEADER = "日期,编号,项目,";

    private static UploadedRows rows(String csv) throws Unfit {
        UploadedRows rows = new UploadedRows(
                "budget.executed",
                "//test/units",
                Vocabulary.read(Optional.empty()),
                ZoneId.of("Asia/Shanghai"),
                Instant.parse("2026-01-01T00:00:00Z"),
                new Sender("test", Set.of(), Set.of(), true),
                Set.of("project", "value"),
                OptionalInt.empty(),
                event -> Optional.empty());
        rows.read(
                Sheet.read(
                        csv.getBytes(StandardCharsets.UTF_8),
                        any -> true,
                        WorkBudget.ofThisProcess().allowance(Work.SPREADSHEET)),
                Spreadsheets.Listener.NONE);
        return rows;
    }

    private static BigDecimal value(String csv) throws Unfit {
        List<Arrival> arrivals = rows(csv).arrivals();
        assertThat(arrivals).as(csv).hasSize(1);
        return ((io.dabiao.core.event.Attribute.Number)
                        arrivals.get(0).event().attributes().get("value"))
                .value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "金额 | 12.5",
                "金额（元） | 12.5",
                "金额（万元） | 125000",
                "金额(万元) | 125000",
                "金额【万元】 | 125000",
                "金额[千元] | 12500",
                "金额（单位：万元） | 125000",
                "金额（人民币万元） | 125000",
                "金额 / 万元 | 125000",
                "金额万元 | 125000",
                "支出金额（百万元） | 12500000",
                "金额（亿元） | 1250000000",
                "人次（万人次） | 125000",
                "数量（千册） | 12500",
                "数量（百个） | 1250",
                "数值（万） | 125000",
                "数值（必填） | 12.5",
                "数值（2024年） | 12.5",
                "数值（%） | 12.5",
                "amount (thousand yuan) | 12500",
                "amount (RMB million) | 12500000",
                "value (10k) | 125000"
            })
    void aUnitInTheHeaderMultiplies(String header, BigDecimal expected) throws Unfit {
        assertThat(value(HEADER + header + "\n2024-03-01,A1,甲,12.5\n")).isEqualByComparingTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "单位：万元,,,\n",
                ",,,单位：万元\n",
                "2024年支出表（单位：万元）\n",
                "支出情况表（万元）,,,\n",
                "制表单位：某中心,,,金额单位: 万元\n",
                "某局,,,万元\n"
            })
    void aLineAboveTheTableHoldsForIt(String line) throws Unfit {
        assertThat(value(line + HEADER + "金额\n2024-03-01,A1,甲,12.5\n")).isEqualByComparingTo("125000");
        assertThat(value(line + HEADER + "金额（元）\n2024-03-01,A1,甲,12.5\n"))
                .as("a column's own unit goes before it")
                .isEqualByComparingTo("12.5");
    }

    @Test
    void aUnitBelowTheTitlesBesideTheNumberOrBelowTheTableHoldsToo() throws Unfit {
        assertThat(value(HEADER + "金额\n,,,万元\n2024-03-01,A1,甲,12.5\n")).isEqualByComparingTo("125000");
        assertThat(value(HEADER + "金额,单位\n2024-03-01,A1,甲,12.5,万元\n")).isEqualByComparingTo("125000");
        assertThat(value(HEADER + "金额,单位\n2024-03-01,A1,甲,12.5,元\n")).isEqualByComparingTo("12.5");
        assertThat(value(HEADER + "金额\n2024-03-01,A1,甲,12.5\n注：金额单位为万元,,,\n")).isEqualByComparingTo("125000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "日期,项目,金额（万美元）\n2024-03-01,甲,12.5",
                "日期,项目,金额（美元）\n2024-03-01,甲,12.5",
                "日期,项目,数值（千米）\n2024-03-01,甲,12.5",
                "日期,项目,金额（万元/年）\n2024-03-01,甲,12.5",
                "单位：万元、人次\n日期,项目,金额\n2024-03-01,甲,12.5",
                "单位：万元\n日期,项目,人数\n2024-03-01,甲,12.5",
                "单位：万元\n日期,项目,金额\n2024-03-01,甲,12.5\n单位：元,,"
            })
    void aUnitThatLeavesTheNumberOpenIsAskedAbout(String csv) {
        assertThatThrownBy(() -> rows(csv)).as(csv).isInstanceOf(Unfit.class).hasMessageContaining("unit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5万元 | 50000",
                "5元 | 5",
                "0.5亿元 | 50000000",
                "5万 | ",
                "5% | ",
                "5人 | ",
                "12.5 | 125000",
                "(3) | -30000"
            })
    void aCellsOwnUnitGoesBeforeItsColumns(String cell, BigDecimal expected) throws Unfit {
        UploadedRows rows = rows(HEADER + "金额（万元）\n2024-03-01,A1,甲," + cell + "\n");
        if (expected == null) {
            assertThat(rows.counts()).containsEntry("wrong", 1L);
        } else {
            assertThat(value(HEADER + "金额（万元）\n2024-03-01,A1,甲," + cell + "\n")).isEqualByComparingTo(expected);
        }
    }

    @Test
    void whatWasMultipliedIsSaid() throws Unfit {
        UploadedRows rows = rows(HEADER + "金额（万元）\n2024-03-01,A1,甲,12.5\n");
        rows.compare(java.util.Map.of(), UploadedRows.Withdrawn.STAY);
        assertThat(rows.header().multiplied()).containsEntry("金额（万元）", BigDecimal.valueOf(10_000));
        Spreadsheets.RowReceipt rowReceipt = rows.listed(1).get(0);
        assertThat(rowReceipt.value()).isEqualByComparingTo("125000");
        assertThat(rowReceipt.time()).isEqualTo(Instant.parse("2024-02-29T16:00:00Z"));
        assertThat(rowReceipt.detail()).isEqualTo("12.5 × 10000 = 125000 (万元)");
    }

    @Provide
    Arbitrary<BigDecimal> amounts() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, new BigDecimal(1_000_000))
                .ofScale(2);
    }

    /** A comma that parts thousands either stands in quotes, or the row is wrong: it is never another number. */
    @Property(tries = 200)
    void aNumberWithThousandsIsItselfOrAWrongRow(@ForAll("amounts") BigDecimal amount) throws Unfit {
        String grouped = String.format(java.util.Locale.ROOT, "%,.2f", amount);
        for (String row : List.of(
                "2024-03-01,A1,甲," + grouped + ",注",
                "2024-03-01,A1,甲," + grouped + ",",
                "2024-03-01,A1,甲," + grouped)) {
            UploadedRows rows = rows(HEADER + "金额,备注\n" + row + "\n");
            if (rows.counts().get("wrong") == 0) {
                assertThat(value(HEADER + "金额,备注\n" + row + "\n")).as(row).isEqualByComparingTo(amount);
            }
        }
        assertThat(value(HEADER + "金额,备注\n2024-03-01,A1,甲,\"" + grouped + "\",注\n"))
                .isEqualByComparingTo(amount);
    }
}
