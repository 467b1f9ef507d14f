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

    static Declaration of(String probes) {
        DeclarationReader.DeclarationReading declarationReading =
                DeclarationReader.read("test.yaml", REST + "probes: [" + probes + "]\n");
        if (declarationReading instanceof DeclarationReader.DeclarationReading.Accepted accepted) {
            return accepted.declaration();
        }
        throw new AssertionError(declarationReading);
    }
}
