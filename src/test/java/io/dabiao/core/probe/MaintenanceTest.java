package io.dabiao.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclarationReader;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceTest {

    private static final String SUNDAYS = "every: sunday, from: \"02:00\", until: \"04:00\"";
    private static final String NIGHTS = "every: day, from: \"23:30\", until: \"00:30\"";
    private static final String OF_MONTH = "every: [first monday, last friday, 15], from: \"00:00\", until: \"01:00\"";
    private static final String ONCE = "from: 2026-03-01T02:00:00+08:00, until: 2026-03-01T04:00:00+08:00";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                SUNDAYS + " | 2026-03-01T01:59:59+08:00 | false",
                SUNDAYS + " | 2026-03-01T02:00:00+08:00 | true",
                SUNDAYS + " | 2026-03-01T03:59:59+08:00 | true",
                SUNDAYS + " | 2026-03-01T04:00:00+08:00 | false",
                SUNDAYS + " | 2026-02-28T18:30:00Z      | true",
                SUNDAYS + " | 2026-03-02T02:30:00+08:00 | false",
                NIGHTS + "  | 2026-03-01T23:30:00+08:00 | true",
                NIGHTS + "  | 2026-03-01T00:29:59+08:00 | true",
                NIGHTS + "  | 2026-03-01T00:30:00+08:00 | false",
                // The clocks of Berlin go from 2 to 3 on that day: a window by its clocks ends an hour earlier.
                SUNDAYS + ", zone: Europe/Berlin | 2026-03-29T03:30:00+02:00 | true",
                SUNDAYS + ", zone: Europe/Berlin | 2026-03-29T04:00:00+02:00 | false",
                OF_MONTH + " | 2026-03-02T00:30:00+08:00 | true",
                OF_MONTH + " | 2026-03-09T00:30:00+08:00 | false",
                OF_MONTH + " | 2026-03-27T00:30:00+08:00 | true",
                OF_MONTH + " | 2026-03-15T00:30:00+08:00 | true",
                ONCE + " | 2026-03-01T02:00:00+08:00 | true",
                ONCE + " | 2026-03-01T04:00:00+08:00 | false",
            })
    void aWindowCoversItsTimeHalfOpen(String when, OffsetDateTime at, boolean covered) {
        assertThat(declaration(when, "").maintenance().get(0).covers("portal", at.toInstant()))
                .isEqualTo(covered);
    }

    @Test
    void onlyAMeasureThatLeavesTheWindowOutStatesIt() {
        assertThat(exclusions("site.probe{site=\"portal\",maintenance=\"\"}")).hasSize(1);
        assertThat(exclusions("site.probe{site=~\"portal|other\",maintenance!~\".+\"}"))
                .hasSize(1);
        assertThat(exclusions("site.probe{site=\"portal\"}")).isEmpty();
        assertThat(exclusions("site.probe{site=\"other\",maintenance=\"\"}")).isEmpty();
        assertThat(declaration(SUNDAYS, "").maintenance().get(0).when().words())
                .isEqualTo(new Words("every Sunday 02:00–04:00 (Asia/Shanghai)", "每周日 02:00–04:00 (Asia/Shanghai)"));
    }

    private static List<Maintenance> exclusions(String selector) {
        Declaration declaration = declaration(SUNDAYS, selector);
        return declaration.exclusions(declaration.indicators().get(0));
    }

    private static Declaration declaration(String when, String selector) {
        String yaml = """
                project: p
                name: 项目
                year: 2026
                institution: 机构
                period: {from: 2026-01-01, to: 2026-12-31}
                budget: {total: 0}
                goal: 目标
                maintenance:
                  - {id: window, sites: [portal], because: 升级, %s}
                indicators:
                  - id: i
                    name: 指标
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<2(秒)"
                    behaviour: standing
                    measure: {mean: seconds, over: '%s', in: 秒}
                    cadence: P1D
                """.formatted(when, selector.isEmpty() ? "a" : selector);
        return ((DeclarationReader.DeclarationReading.Accepted) DeclarationReader.read("a.yaml", yaml)).declaration();
    }
}
