package io.dabiao.page.start;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.VersionState;
import io.dabiao.page.Paths;
import java.util.Optional;
import java.util.Set;

/**
 * How far a first project has come, by what is in the service.
 *
 * @param version the newest that waits or answers
 * @param declaration its own text
 * @param evaluated the newest evaluation of its first indicator by that version; empty where there is none yet
 */
record Journey(DeclarationVersion version, Declaration declaration, Optional<RecordedEvaluation> evaluated) {

    /** What the ids of first projects begin with. */
    static final String ID = "first-";

    private static final Set<Verdict> SILENT = Set.of(Verdict.NO_DATA, Verdict.UNDECLARED);

    static String path(int year, String project) {
        return "/start/" + year + "/" + Paths.encoded(project);
    }

    String path() {
        return path(version.year, version.project);
    }

    Indicator indicator() {
        return declaration.indicators().get(0);
    }

    boolean approved() {
        return version.standing == VersionState.IN_FORCE;
    }

    boolean heard() {
        return evaluated.filter(Journey::heard).isPresent();
    }

    boolean live() {
        return evaluated.filter(Journey::live).isPresent();
    }

    /** Whether any fact of an indicator has come. */
    static boolean heard(RecordedEvaluation row) {
        return row.heard() != null;
    }

    /** Whether what is said of it rests on a fact. A quota has no verdict before its first month is over, but counts. */
    static boolean live(RecordedEvaluation row) {
        return heard(row) && (!SILENT.contains(row.verdict()) || row.declared().behaviour() == Behaviour.QUOTA);
    }

    /** Changes whenever something is to be shown again. */
    String mark() {
        return version.version + "-" + version.standing.word() + "-" + heard() + "-"
                + evaluated
                        .map(row -> row.verdict().word() + "-" + row.figures().samples())
                        .orElse("");
    }
}
