package io.dabiao.evaluate;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.ContentAdvice;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Advice on a declaration's content, with what its project reached in the year before. Safe for use by several threads. */
@ApplicationScoped
public class ReviewAdvice {

    private final EvaluationCache evaluations;

    ReviewAdvice(EvaluationCache evaluations) {
        this.evaluations = evaluations;
    }

    /** Empty where there is nothing to say. */
    public List<ContentAdvice.Advice> of(Declaration declaration) {
        Map<String, BigDecimal> reached = new HashMap<>();
        for (RecordedEvaluation row : evaluations.rows()) {
            boolean before = row.ref().year() == declaration.year() - 1
                    && row.ref().project().equals(declaration.project())
                    && row.figures().actual() != null;
            if (before) {
                declaration.indicators().stream()
                        .filter(indicator -> same(indicator, row))
                        .forEach(indicator ->
                                reached.put(indicator.id(), row.figures().actual()));
            }
        }
        return ContentAdvice.of(declaration, reached);
    }

    /** A form has new ids: an indicator that is called the same and is measured in the same unit is the same. */
    private static boolean same(Indicator indicator, RecordedEvaluation row) {
        return (indicator.id().equals(row.ref().id())
                        || indicator.name().equals(row.declared().name()))
                && indicator
                        .target()
                        .map(target ->
                                target.unit().symbol().equals(row.declared().unit()))
                        .orElse(false);
    }
}
