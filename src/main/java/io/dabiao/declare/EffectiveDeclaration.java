package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.event.EventTypes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A declaration as it stands.
 *
 * @param declaration with the targets and budgets of the versions that it follows, as amendments
 * @param version counts up within the project and year
 * @param draft carried forward and not yet approved: evaluated and shown, but it raises no alert and makes no report
 * @param origin the file it came from, or the year it was carried forward from
 * @param follows what is still asked about days before this version's own; empty where this one answers for them all
 * @param before the version that answered until this one; it goes on answering while this one's measures are being
 *     filled from the log
 */
public record EffectiveDeclaration(
        Declaration declaration,
        int version,
        boolean draft,
        String origin,
        Optional<Followed> follows,
        Optional<EffectiveDeclaration> before) {

    /**
     * A version in force within the year until another one's day.
     *
     * @param until the first day on which it no longer is
     */
    public record Followed(EffectiveDeclaration standing, LocalDate until) {}

    /** The version in force at an instant: the verdict then is its. */
    public EffectiveDeclaration at(Instant at) {
        return follows.filter(followed -> at.isBefore(
                        followed.until().atStartOfDay(declaration.zone()).toInstant()))
                .map(followed -> followed.standing().at(at))
                .orElse(this);
    }

    /** This version and those that it follows, the newest first. */
    public List<EffectiveDeclaration> succession() {
        List<EffectiveDeclaration> all = new ArrayList<>(List.of(this));
        follows.ifPresent(followed -> all.addAll(followed.standing().succession()));
        return all;
    }

    /** This version, whose measures decide only on events that bear what the catalogue says they must. */
    EffectiveDeclaration under(EventTypes types) {
        return new EffectiveDeclaration(
                declaration.under(types),
                version,
                draft,
                origin,
                follows.map(followed -> new Followed(followed.standing().under(types), followed.until())),
                before);
    }

    EffectiveDeclaration withoutBefore() {
        return after(Optional.empty());
    }

    EffectiveDeclaration after(Optional<EffectiveDeclaration> answeredBefore) {
        return new EffectiveDeclaration(declaration, version, draft, origin, follows, answeredBefore);
    }
}
