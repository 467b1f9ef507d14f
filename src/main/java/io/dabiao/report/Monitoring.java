package io.dabiao.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.List;

/**
 * A project's mid-year table (绩效目标运行监控表), all figures in it.
 *
 * @param project as declared
 * @param open what keeps it from being sealed
 * @param seal null while it is a draft
 */
public record Monitoring(
        String project,
        String id,
        int year,
        boolean sealed,
        Budget budget,
        List<MonitoredRow> rows,
        Heading heading,
        List<Words> open,
        Seal seal)
        implements Report {

    @Override
    @JsonIgnore
    public List<Figure> figures() {
        return rows.stream().map(MonitoredRow::figure).toList();
    }

    /**
     * In yuan.
     *
     * @param rate executed of adjusted, in percent; null where nothing was planned
     * @param expected for the whole year, as a person says or else prorated and at most what is planned
     */
    public record Budget(
            BigDecimal planned,
            BigDecimal adjusted,
            BigDecimal executed,
            BigDecimal rate,
            BigDecimal expected,
            boolean expectedByPerson,
            List<SelfAssessment.FundLine> funds,
            String explanation) {}

    /**
     * @param actual so far
     * @param expected for the whole year; null where there is no value
     * @param deviation of the value so far from what the calendar asks by now, in percent; null where that says nothing
     * @param cause 经费, 制度, 人员, 硬件 or 其他, as a person says
     * @param possibility the word of the outlook; null where there is no value, or no target: nothing can be said
     * @param outlook 确定能, 有可能 or 完全不可能; null likewise
     * @param rectify whether something has to be put right; null where there is no value
     * @param outcome what came of it
     */
    public record MonitoredRow(
            String level1,
            String level2,
            String name,
            String target,
            String actual,
            String expected,
            boolean expectedByPerson,
            BigDecimal deviation,
            String cause,
            String explanation,
            String possibility,
            Words outlook,
            Boolean rectify,
            String rectification,
            String outcome,
            Figure figure) {

        /** Whether it is known that something has to be put right. */
        public boolean rectifies() {
            return Boolean.TRUE.equals(rectify);
        }

        /** Whether its cause has to be named and explained and no one has. */
        public boolean unexplained() {
            return rectifies() && (Reports.blank(cause) || Reports.blank(explanation));
        }

        /** What keeps the report open where it is {@link #unexplained}. */
        public Words asks() {
            return Words.of(Monitoring.class, "nameTheCause", name);
        }
    }
}
