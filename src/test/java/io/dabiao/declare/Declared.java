package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;

/** Declarations of which a test means one part only. */
public final class Declared {

    private static final String REST = """
            project: p
            name: 项目
            year: 2026
            institution: 机构
            period: {from: 2026-01-01, to: 2026-12-31}
            budget: {total: 0}
            goal: 目标
            indicators:
              - {id: i, name: 指标, level1: 产出指标, level2: 数量指标, printed: "≥1(次)", behaviour: accumulate, measure: {count: a}, cadence: P1D}
            """;

    private Declared() {}

    /** One probe, as a declaration has it. */
    public static io.dabiao.core.probe.Probe probe(String probe) {
        return of(probe).probes().get(0);
    }

    /**
     * Indicators over what probes say, {@code i0} and so on.
     *
     * @param indicators what each has of behaviour, target and measure, such as {@code printed: "…", behaviour: standing, measure: {…}}
     */
    public static Declaration measured(String probe, String measuredFrom, String... indicators) {
        StringBuilder all = new StringBuilder("measuredFrom: " + measuredFrom + "\nindicators:\n");
        for (int i = 0; i < indicators.length; i++) {
            all.append("  - {id: i%d, name: 指标%d, level1: 产出指标, level2: 时效指标, cadence: P1D, %s}\n"
                    .formatted(i, i, indicators[i]));
        }
        return read(REST.replaceFirst("(?s)indicators:.*", "") + all + "probes: [" + probe + "]\n");
    }

    static Declaration of(String probes) {
        return read(REST + "probes: [" + probes + "]\n");
    }

    private static Declaration read(String yaml) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read("test.yaml", yaml);
        if (declarationReading instanceof DeclarationReader.DeclarationReading.Accepted accepted) {
            return accepted.declaration();
        }
        throw new AssertionError(declarationReading);
    }
}
