package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.text.Words;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Recorded versions, and how one follows another. All of it within the caller's transaction. */
public final class Versions {

    private static final Logger LOG = Logger.getLogger(Versions.class);
    /** The author of what no person recorded. */
    static final String SERVICE = "dabiao";
    /** Before the year, in what the database and the API have as the origin of a version that was carried forward. */
    private static final String CARRIED = "carried forward from ";

    private Versions() {}

    static String carriedFrom(int year) {
        return CARRIED + year;
    }

    /** Where a version came from, as people read it: the name of a file as it is. */
    public static Words origin(String kept) {
        if (kept.equals(Declarations.STORED)) {
            return Words.of(Versions.class, "originStored");
        }
        return kept.startsWith(CARRIED)
                ? Words.of(Versions.class, "carriedFrom", kept.substring(CARRIED.length()))
                : Words.asWritten(kept);
    }

    static DeclarationVersion added(
            Declarations.Key key,
            String name,
            String text,
            String origin,
            VersionState standing,
            Optional<LocalDate> effective,
            Instant at) {
        List<DeclarationVersion> versions = DeclarationVersion.of(key.year(), key.project());
        DeclarationVersion version = new DeclarationVersion();
        version.project = key.project();
        version.year = key.year();
        version.version = versions.isEmpty() ? 1 : versions.get(0).version + 1;
        version.name = name;
        version.standing = standing;
        version.origin = origin;
        version.digest = digest(text);
        version.text = text;
        version.author = SERVICE;
        version.because(
                versions.isEmpty() ? Words.of(Versions.class, "firstLoaded") : Words.of(Versions.class, "fileChanged"));
        version.recordedAt = at;
        version.effective = effective.orElse(null);
        version.persist();
        return version;
    }

    /** In the place of whatever answered before, which goes on judging what came before this version's day. */
    static void putInForce(DeclarationVersion version, List<DeclarationVersion> all) {
        all.stream()
                .filter(old -> old.standing == VersionState.IN_FORCE)
                .findFirst()
                .ifPresent(old -> follow(version, old));
        all.stream()
                .filter(old -> old.standing == VersionState.IN_FORCE || old.standing == VersionState.DRAFT)
                .forEach(old -> old.standing = VersionState.SUPERSEDED);
        version.standing = VersionState.IN_FORCE;
    }

    /** A version approved without a day mends the one in force, and keeps its day; a file says itself from when it is. */
    private static void follow(DeclarationVersion version, DeclarationVersion old) {
        if (version.effective == null) {
            if (version.origin.equals(Declarations.STORED) && old.follows != null) {
                version.effective = old.effective;
                version.follows = old.follows;
            }
            return;
        }
        Optional<LocalDate> start = own(version).map(one -> one.period().from());
        if (start.isEmpty() || !version.effective.isAfter(start.get())) {
            return;
        }
        DeclarationVersion former = old;
        while (former.follows != null && !former.effective.isBefore(version.effective)) {
            former = DeclarationVersion.of(former.year, former.project, former.follows)
                    .orElseThrow();
        }
        version.follows = former.version;
    }

    /**
     * The declaration by which a version judges: its own text, with the targets and budgets of the versions that it
     * follows as amendments. Empty where its text can no longer be read.
     */
    public static Optional<Declaration> read(DeclarationVersion version) {
        return standing(version).map(EffectiveDeclaration::declaration);
    }

    /** The declaration as a version's own text has it; empty where it can no longer be read. */
    public static Optional<Declaration> own(DeclarationVersion version) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read(version.origin, version.text);
        if (declarationReading instanceof DeclarationReader.DeclarationReading.Accepted accepted) {
            Declaration declaration = accepted.declaration();
            return Optional.of(
                    declaration.year() == version.year ? declaration : CarryForward.to(declaration, version.year));
        }
        LOG.errorf(
                "version %d of %d/%s cannot be read: %s",
                version.version, version.year, version.project, declarationReading);
        return Optional.empty();
    }

    /** A version with those that it follows; empty where its text can no longer be read. */
    static Optional<EffectiveDeclaration> standing(DeclarationVersion version) {
        Optional<EffectiveDeclaration.Followed> followed = Optional.ofNullable(version.follows)
                .flatMap(former -> DeclarationVersion.of(version.year, version.project, former))
                .flatMap(Versions::standing)
                .map(former -> new EffectiveDeclaration.Followed(former, version.effective));
        return own(version)
                .map(own -> followed.map(former -> new Succession(
                                        former.standing().declaration(),
                                        own,
                                        former.until(),
                                        because(version),
                                        by(version))
                                .declaration())
                        .orElse(own))
                .map(declaration -> new EffectiveDeclaration(
                        declaration,
                        version.version,
                        version.standing == VersionState.DRAFT,
                        version.origin,
                        followed,
                        Optional.empty()));
    }

    private static String because(DeclarationVersion version) {
        return version.origin.equals(Declarations.STORED) ? version.reason : "申报文件更新";
    }

    private static String by(DeclarationVersion version) {
        if (version.approvedBy != null) {
            return version.approvedBy;
        }
        return version.origin.equals(Declarations.STORED) ? version.author : version.origin;
    }

    static String digest(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
