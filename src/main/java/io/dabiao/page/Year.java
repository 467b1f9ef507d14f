package io.dabiao.page;

import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A declared year as the one who looks may see it.
 *
 * @param projects in the order of their declarations; those of other owners are not in it
 * @param others the years to switch to, this one among them, the newest first
 */
public record Year(int year, List<EffectiveDeclaration> projects, List<Integer> others) {

    /**
     * @param wanted empty for the year that runs, or else the newest before
     * @throws Problem where nothing is declared for it
     */
    public static Year of(Declarations declarations, PageContext pageContext, Optional<Integer> wanted) {
        Declarations.InForce inForce = declarations.inForce();
        List<Integer> years = inForce.years().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        int current = pageContext.now().atZone(declarations.zone()).getYear();
        int year = wanted.orElseGet(() -> years.stream()
                .filter(one -> one <= current)
                .findFirst()
                .orElse(years.isEmpty() ? current : years.get(years.size() - 1)));
        if (wanted.isPresent() && !years.contains(year)) {
            throw new Problem(ErrorCode.NO_SUCH_YEAR, "nothing is declared for " + year + "; declared are " + years);
        }
        return new Year(
                year,
                inForce.year(year).stream()
                        .filter(effectiveDeclaration -> pageContext.sees(
                                effectiveDeclaration.declaration().project()))
                        .toList(),
                years);
    }

    /** Whether all of its declarations still wait for approval. */
    public boolean draft() {
        return drafts() == projects.size();
    }

    /** How many of its declarations still wait for approval. */
    public int drafts() {
        return (int) projects.stream().filter(EffectiveDeclaration::draft).count();
    }

    /**
     * A project of it.
     *
     * @throws Problem where there is none that the one who looks may see
     */
    public EffectiveDeclaration project(String id) {
        return projects.stream()
                .filter(effectiveDeclaration ->
                        effectiveDeclaration.declaration().project().equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + id + "' in " + year));
    }
}
