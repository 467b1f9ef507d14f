package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.yaml.YamlEdit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The text from which a project's next version is made: what waits for approval or was given back, so that no one has to say it again, else
 * what is approved for a day to come, else what is in force.
 */
public final class NextVersion {

    /**
     * @param row whose text it is
     * @param text as a declaration of the row's own year, of the day that the row is approved for
     */
    public record Base(DeclarationVersion row, YamlEdit text) {}

    private NextVersion() {}

    /**
     * The newest text of a project's year; empty where nothing is declared.
     *
     * @throws YamlEdit.Unchangeable where the text was carried forward from a year whose amendments it still has
     */
    public static Optional<Base> base(int year, String project) {
        List<DeclarationVersion> all = DeclarationVersion.of(year, project);
        int answers = all.stream()
                .filter(row -> row.standing == VersionState.IN_FORCE || row.standing == VersionState.DRAFT)
                .mapToInt(row -> row.version)
                .max()
                .orElse(0);
        return all.stream()
                .filter(row -> row.version == answers || row.waits() || row.open() && row.version > answers)
                .min(Comparator.comparingInt((DeclarationVersion row) -> rank(row.standing))
                        .thenComparing(row -> -row.version))
                .map(row -> new Base(row, text(row)));
    }

    /** What is to be approved goes before what is approved for a day to come, and that before what is in force. */
    private static int rank(VersionState standing) {
        return switch (standing) {
            case PROPOSED, RETURNED -> 0;
            case SCHEDULED -> 1;
            default -> 2;
        };
    }

    /** A change beside what is approved for a day to come is of that day too: in force before, it would bring the rest with it. */
    private static YamlEdit text(DeclarationVersion row) {
        YamlEdit text = ofItsYear(row);
        return row.standing == VersionState.SCHEDULED && row.effective != null
                ? text.set(row.effective.toString(), "effective")
                : text;
    }

    private static YamlEdit ofItsYear(DeclarationVersion row) {
        YamlEdit text = new YamlEdit(row.text);
        if (text.value("year")
                .map(String::strip)
                .filter(String.valueOf(row.year)::equals)
                .isPresent()) {
            return text;
        }
        Declaration own = Versions.own(row).orElseThrow(() -> new YamlEdit.Unchangeable("it cannot be read"));
        if (text.has("budget", "adjustments")) {
            throw new YamlEdit.Unchangeable("its budget was adjusted in the year it was carried from");
        }
        text = text.set(String.valueOf(row.year), "year")
                .set(own.period().from().toString(), "period", "from")
                .set(own.period().until().minusDays(1).toString(), "period", "to")
                .without("effective")
                .without("measuredFrom");
        for (var indicator : own.indicators()) {
            if (text.has("indicators", "#" + indicator.id(), "amendments")) {
                throw new YamlEdit.Unchangeable(
                        "the target of " + indicator.name() + " was amended in the year it was carried from");
            }
            text = text.without("indicators", "#" + indicator.id(), "measuredFrom")
                    .without("indicators", "#" + indicator.id(), "schedule");
        }
        return text;
    }
}
