package io.dabiao.page.start;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.measure.Reported;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The kinds of promises that a first one is chosen from. */
enum FirstKind {
    /** A page answers in time; the service looks at it by itself. */
    PAGE("site.probe", "≤", "秒", "时效指标"),
    /** Enough of the calls are answered. */
    CALLS("hotline.call", "≥", "%", "质量指标"),
    /** Enough is published each month. */
    ARTICLES("publication", "≥", "篇", "数量指标"),
    /** A person reports a value. */
    REPORTED(Reported.TYPE, "≥", "", "数量指标");

    private final String type;
    private final String operator;
    private final String unit;
    private final String level2;

    FirstKind(String type, String operator, String unit, String level2) {
        this.type = type;
        this.operator = operator;
        this.unit = unit;
        this.level2 = level2;
    }

    /** Of the events that bring its facts. */
    String type() {
        return type;
    }

    /** As usual; of a value that a person reports it is chosen. */
    String operator() {
        return operator;
    }

    /** Empty where it is chosen. */
    String unit() {
        return unit;
    }

    /** Of the official table, below 产出指标. */
    String level2() {
        return level2;
    }

    static Optional<FirstKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.name().equals(word)).findFirst();
    }

    /** By what measures an indicator; empty where it is measured otherwise. */
    static Optional<FirstKind> of(Indicator indicator) {
        Set<String> types = indicator.measure().types();
        return Arrays.stream(values())
                .filter(kind -> types.equals(Set.of(kind.type)))
                .findFirst();
    }
}
