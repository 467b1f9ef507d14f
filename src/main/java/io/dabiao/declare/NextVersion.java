package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.yaml.YamlEdit;
import java.util.Comparator;
import java.util.Optional;

/** The text from which a project's next version is made: what waits for approval, so that two changes of a day come together, else what is in force. */
public final class NextVersion {

    /**
     * @param row whose text it is
     * @param text as a declaration of the row's own year
     */
    public record Base(DeclarationVersion row, YamlEdit text) {}

    private NextVersion() {}

    /**
     * The newest text of a project's year; empty where nothing is declared.
     *
     * @throws YamlEdit.Unchangeable where the text was carried forward from a year whose amendments it still has
     */
    public static Optional<Base> base(int year, String project) {
        return DeclarationVersion.of(year, project).stream()
                .filter(row -> row.standing == VersionState.PROPOSED
                        || row.standing == VersionState.IN_FORCE
                        || row.standing == VersionState.DRAFT)
                .min(Comparator.comparing((DeclarationVersion row) -> row.standing != VersionState.PROPOSED)
                        .thenComparing(row -> -row.version))
                .map(row -> new Base(row, text(row)));
    }

    private static YamlEdit text(DeclarationVersion row) {
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
