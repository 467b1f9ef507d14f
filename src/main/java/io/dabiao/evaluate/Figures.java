package io.dabiao.evaluate;

import io.dabiao.core.rollup.Series;
import io.dabiao.declare.Declarations;
import io.dabiao.store.ImpactCalculator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The figures that rest on some series, in every declared year. */
@ApplicationScoped
public class Figures implements ImpactCalculator {

    private final Declarations declarations;
    private final Assessor assessor;

    Figures(Declarations declarations, Assessor assessor) {
        this.declarations = declarations;
        this.assessor = assessor;
    }

    @Override
    public List<Figure> figures(View view, Set<Series> touched, Instant at) {
        Declarations.InForce inForce = declarations.inForce();
        List<Figure> figures = new ArrayList<>();
        for (int year : inForce.years()) {
            assessor.assess(
                            inForce,
                            year,
                            at,
                            indicator -> indicator.series(declarations.zone()).stream()
                                    .anyMatch(touched::contains),
                            view)
                    .assessments()
                    .forEach(assessment -> figures.add(figure(year, assessment)));
        }
        return figures;
    }

    private static Figure figure(int year, Assessment assessment) {
        var evaluation = assessment.evaluation();
        return new Figure(
                year,
                assessment.standing().declaration().project(),
                assessment.indicator().id(),
                assessment.indicator().name(),
                evaluation.target().map(target -> target.unit().symbol()),
                evaluation.decimal(),
                evaluation.verdict().word(),
                evaluation.stale());
    }
}
