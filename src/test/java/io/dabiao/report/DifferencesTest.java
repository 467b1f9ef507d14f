package io.dabiao.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.text.Words;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    /** A record of which only a few components matter: the others are absent, false or 0. */
    private static <T extends Record> T record(Class<T> type, Map<String, Object> some) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> some.containsKey(component.getName())
                        ? some.get(component.getName())
                        : component.getType() == boolean.class
                                ? (Object) false
                                : component.getType() == int.class
                                        ? (Object) 0
                                        : component.getType() == long.class ? (Object) 0L : null)
                .toArray();
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Monitoring monitoring(String shown, String exact) {
        Map<String, Object> figure = new HashMap<>();
        figure.put("id", "rate");
        figure.put("name", "接听率");
        figure.put("target", "≥85%");
        figure.put("actual", shown);
        figure.put("exact", exact == null ? null : new BigDecimal(exact));
        figure.put("limit", new BigDecimal("85"));
        figure.put("verdictWords", new Words("on track", "正常推进"));
        Monitoring.MonitoredRow monitoredRow =
                record(Monitoring.MonitoredRow.class, Map.of("name", "接听率", "figure", record(Figure.class, figure)));
        return record(
                Monitoring.class,
                Map.of(
                        "budget", record(Monitoring.Budget.class, Map.of()),
                        "heading", record(Report.Heading.class, Map.of()),
                        "rows", List.of(monitoredRow)));
    }

    private static List<Report.Difference> between(Monitoring before, Monitoring after) {
        return Differences.between(before, after, Map.of());
    }

    @Test
    void aChangeThatRoundingWouldHideIsShownWithDigitsEnough() {
        assertThat(between(monitoring("86", "86.001"), monitoring("86", "86.002")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.before()).isEqualTo("86.001");
                    assertThat(difference.after()).isEqualTo("86.002");
                });
    }

    @Test
    void whatIsPrintedDifferentlyIsShownAsPrinted() {
        assertThat(between(monitoring("84.996", "84.9961"), monitoring("85.2", "85.2")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.before()).isEqualTo("84.996");
                    assertThat(difference.after()).isEqualTo("85.2");
                });
        assertThat(between(monitoring(null, null), monitoring("85.2", "85.2")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.before()).isEqualTo("—"));
    }

    @Test
    void whatIsEqualIsNoDifference() {
        assertThat(between(monitoring("86", "86.001"), monitoring("86", "86.0010")))
                .isEmpty();
    }
}
