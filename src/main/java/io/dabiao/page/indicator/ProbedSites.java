package io.dabiao.page.indicator;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.probe.Probe;
import java.time.ZoneId;
import java.util.List;

/** The sites whose probes an indicator is measured by. */
final class ProbedSites {

    private static final String SITE = "site";

    private ProbedSites() {}

    /** Those that its measure names; none where it takes any or those of a pattern. */
    static List<String> of(Indicator indicator, ZoneId zone) {
        return indicator.measure().series(zone).stream()
                .filter(series -> series.selector().type().equals(Probe.TYPE))
                .flatMap(series -> series.selector().matchers().stream())
                .filter(matcher -> matcher.attribute().equals(SITE) && matcher.comparison() == Matcher.Comparison.EQUAL)
                .map(Matcher::operand)
                .distinct()
                .toList();
    }
}
