package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import java.util.List;
import java.util.Optional;

/** What a version of a declaration says otherwise than another. */
public final class VersionDifferences {

    private VersionDifferences() {}

    /** The number of the version that one is held against: for what waits the one in force, for any other the one before. */
    public static int usual(DeclarationVersion row) {
        return DeclarationVersion.of(row.year, row.project).stream()
                .filter(other -> row.waits()
                        && List.of(VersionState.IN_FORCE, VersionState.DRAFT).contains(other.standing))
                .map(other -> other.version)
                .findFirst()
                .orElse(row.version - 1);
    }

    /** Empty where one of them cannot be read: it has faults, or doubts that no one has settled. */
    public static Optional<List<Difference>> between(DeclarationVersion before, DeclarationVersion after) {
        return declared(before).flatMap(old -> declared(after).map(now -> Difference.between(old, now)));
    }

    /**
     * What a version makes the service contact and read, against the version in force, or against the one before where it is
     * itself in force. Empty where it cannot be read.
     */
    public static Optional<List<Reach.Named>> reach(DeclarationVersion row) {
        Reach before = DeclarationVersion.of(row.year, row.project, usual(row))
                .flatMap(VersionDifferences::declared)
                .map(Reach::of)
                .orElse(Reach.NONE);
        return declared(row).map(now -> Reach.of(now).since(before));
    }

    private static Optional<Declaration> declared(DeclarationVersion row) {
        return DeclarationReader.read(row.origin, row.text) instanceof DeclarationReader.DeclarationReading.Accepted
                ? Versions.own(row)
                : Optional.empty();
    }
}
