package io.dabiao.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * A project's self-assessment (项目支出绩效自评表), all figures in it. What is frozen when it is sealed.
 *
 * @param project as declared
 * @param sealed whether these are a sealed report's figures
 * @param total the sum of the rounded rows
 * @param rows those of the form's table, in its order
 * @param narrative promises that only the narrative states: reported, not scored
 * @param open what keeps it from being sealed
 * @param seal null while it is a draft
 * @param management of a transfer payment, how its money was managed; empty for others
 */
public record SelfAssessment(
        String project,
        String id,
        int year,
        boolean sealed,
        BigDecimal total,
        String grade,
        Budget budget,
        List<AssessedRow> rows,
        Heading heading,
        Words profile,
        List<Words> notes,
        List<Figure> narrative,
        List<Words> open,
        Seal seal,
        List<Management.Line> management)
        implements Report {

    /** A report that was sealed before they were known has no management rows. */
    public SelfAssessment {
        management = management == null ? List.of() : List.copyOf(management);
    }

    @Override
    @JsonIgnore
    public List<Figure> figures() {
        return Stream.concat(rows.stream().map(AssessedRow::figure), narrative.stream())
                .toList();
    }

    /** In yuan; {@code planned} at the start of the year, {@code adjusted} as it is now. */
    public record Budget(
            BigDecimal planned,
            BigDecimal adjusted,
            BigDecimal executed,
            BigDecimal points,
            BigDecimal score,
            BigDecimal rate,
            List<FundLine> funds,
            List<Adjusted> adjustments,
            String explanation,
            String improvement) {}

    /**
     * One source of the funds.
     *
     * @param executed null where the events do not tell the funds apart
     */
    public record FundLine(String fund, Words name, BigDecimal planned, BigDecimal adjusted, BigDecimal executed) {}

    public record Adjusted(LocalDate from, BigDecimal total, String because, String by) {}

    /**
     * @param points null where the row takes no part
     * @param computed by the rule; {@code score} is it, or the lower one that a person gave
     * @param explanation why it deviates
     * @param improvement what will be done about it
     * @param needs why it has to be explained
     */
    public record AssessedRow(
            String level1,
            String level2,
            String name,
            String target,
            String actual,
            BigDecimal points,
            BigDecimal score,
            String explanation,
            String improvement,
            BigDecimal computed,
            Lowered lowered,
            Words rule,
            Words outside,
            List<Words> needs,
            Figure figure) {

        /** Whether it has to be explained and no one has. */
        public boolean unexplained() {
            return !needs.isEmpty() && Reports.blank(explanation);
        }

        /** What keeps the report open where it is {@link #unexplained}. */
        public Words asks() {
            return Words.of(
                    SelfAssessment.class,
                    "explain",
                    name,
                    Words.joined(Words.of(SelfAssessment.class, "andNeeds"), needs));
        }
    }

    /** A score that a person gave, lower than the computed one. */
    public record Lowered(BigDecimal score, String reason, String by) {}
}
