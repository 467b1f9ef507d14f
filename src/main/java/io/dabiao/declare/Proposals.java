package io.dabiao.declare;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.text.Words;
import io.dabiao.lifecycle.Wake;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.ApprovalRule;
import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/** What people store over the API: proposed, then approved or withdrawn. Safe for use by several threads. */
@ApplicationScoped
public class Proposals {

    /** A day or a year that is further away is a slip of the pen. */
    private static final int MOST_YEARS = 100;

    private final Declarations declarations;
    private final DeclaredSecrets secrets;
    private final Clock clock;
    private final Event<Wake> wakes;
    private final ApprovalRule rule;

    Proposals(Declarations declarations, DeclaredSecrets secrets, Settings settings, Clock clock, Event<Wake> wakes) {
        this.rule = settings.approval();
        this.wakes = wakes;
        this.secrets = secrets;
        this.declarations = declarations;
        this.clock = clock;
    }

    /** Not while files are being loaded, which records versions too. */
    private <T> T locked(Callable<T> change) {
        synchronized (declarations.recording()) {
            return QuarkusTransaction.requiringNew().call(change);
        }
    }

    /**
     * Stores a declaration that no one has approved yet, in the place of an older one that waits.
     *
     * @param text may still have faults; it cannot be approved until they are mended
     */
    public DeclarationVersion propose(DeclarationReader.Heading heading, String text, String by, String reason) {
        return locked(() -> proposed(heading, text, by, reason));
    }

    private DeclarationVersion proposed(DeclarationReader.Heading heading, String text, String by, String reason) {
        DeclarationVersion.of(heading.year(), heading.project()).stream()
                .filter(old -> old.standing == VersionState.PROPOSED || old.standing == VersionState.RETURNED)
                .forEach(old -> old.withdraw(by, Words.of(Proposals.class, "newerStored", reason), clock.instant()));
        DeclarationVersion version = Versions.added(
                new Declarations.Key(heading.year(), heading.project()),
                heading.name(),
                text,
                Declarations.STORED,
                VersionState.PROPOSED,
                Optional.empty(),
                clock.instant());
        version.author = by;
        version.because(Words.asWritten(reason));
        AuditLog.record(
                clock.instant(),
                by,
                AuditAct.DECLARATION_STORED,
                heading.year() + "/" + heading.project(),
                AuditDetail.of(AuditPhrase.VERSION, version.version));
        return version;
    }

    /** Whether the newest text is stored only, or put in force in the same step. */
    public enum Handing {
        /** It waits for approval. */
        HAND_IN,
        /** Who stores it approves it; only where {@link #atOnce} permits that. */
        APPROVE
    }

    /**
     * Makes a project's next version of its newest text. Until it is stored no other can be, so of two changes at the same moment the
     * later is made of what the earlier said.
     *
     * @param seen the number of the version that the person saw: where another is the newest by now, nothing is stored; empty for a change
     *     that is right whatever else was changed
     * @param edit the next text, of the newest; it may refuse with {@link io.dabiao.yaml.YamlEdit.Unchangeable}
     * @throws Problem where nothing is declared
     */
    public NextStored next(
            Declarations.Key key,
            Optional<Integer> seen,
            Function<NextVersion.Base, String> edit,
            String by,
            String reason,
            Handing handing) {
        NextStored outcome = locked(() -> {
            NextVersion.Base base = NextVersion.base(key.year(), key.project())
                    .orElseThrow(() -> new Problem(
                            ErrorCode.NO_SUCH_PROJECT, "no project '" + key.project() + "' in " + key.year()));
            if (seen.filter(version -> version != base.row().version).isPresent()) {
                return new NextStored.Overtaken(base);
            }
            String text = edit.apply(base);
            if (text.equals(base.text().toString())) {
                return new NextStored.Unchanged(base);
            }
            List<Fault> faults = faults(base.row(), text, handing);
            if (!faults.isEmpty()) {
                return new NextStored.Refused(faults);
            }
            DeclarationVersion version = proposed(
                    new DeclarationReader.Heading(key.year(), key.project(), base.row().name), text, by, reason);
            if (handing == Handing.APPROVE) {
                approved(version, Optional.empty(), by, reason);
            }
            return new NextStored.Stored(version);
        });
        if (handing == Handing.APPROVE && outcome instanceof NextStored.Stored) {
            wakes.fire(new Wake("declarations"));
        }
        return outcome;
    }

    /** Of a text that is not stored yet: all that would keep it from being approved where it is to be, else what it says wrongly itself. */
    private List<Fault> faults(DeclarationVersion base, String text, Handing handing) {
        if (handing == Handing.APPROVE) {
            return faults(base.year, Declarations.STORED, text);
        }
        return DeclarationReader.read(base.origin, text) instanceof DeclarationReader.DeclarationReading.Refused refused
                ? refused.faults()
                : List.of();
    }

    /**
     * The faults that keep a stored version from being approved; empty where nothing does. A name that another project
     * of the year has, or that is another's id, is one: neither events nor people could tell them apart. So is a secret that no declaration
     * may name.
     */
    public List<Fault> faults(DeclarationVersion version) {
        return faults(version.year, version.origin, version.text);
    }

    private List<Fault> faults(int year, String origin, String text) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read(origin, text);
        if (declarationReading instanceof DeclarationReader.DeclarationReading.Refused refused) {
            return refused.faults();
        }
        Declaration declaration = ((DeclarationReader.DeclarationReading.Accepted) declarationReading).declaration();
        List<Fault> faults = new ArrayList<>(ProjectNames.sharedWith(
                origin,
                text,
                declaration,
                declarations.inForce().year(year).stream()
                        .map(EffectiveDeclaration::declaration)
                        .toList()));
        faults.addAll(secrets.faults(origin, text, declaration));
        return faults;
    }

    /**
     * Puts a stored version in force that has no faults: at once, or from its day on.
     *
     * @param effective the first day on which it is in force; empty for what the declaration says
     * @return empty where it does not wait for approval, or no longer
     * @throws Problem 400 where the day lies outside the years that a calendar of declarations has
     */
    public Optional<DeclarationVersion> approve(
            DeclarationVersion proposed, Optional<LocalDate> effective, String by, String reason) {
        effective.ifPresent(day -> within(proposed, day));
        Optional<DeclarationVersion> approved = locked(() -> approved(proposed, effective, by, reason));
        // The service adopts it at once, not only when it next looks for changes.
        wakes.fire(new Wake("declarations"));
        return approved;
    }

    private Optional<DeclarationVersion> approved(
            DeclarationVersion proposed, Optional<LocalDate> effective, String by, String reason) {
        List<DeclarationVersion> all = DeclarationVersion.of(proposed.year, proposed.project);
        Optional<DeclarationVersion> waiting = all.stream()
                .filter(one -> one.version == proposed.version && one.standing == VersionState.PROPOSED)
                .findFirst();
        waiting.ifPresent(version -> {
            permitted(version, by);
            DeclarationReader.DeclarationReading declarationReading =
                    DeclarationReader.read(version.origin, version.text);
            version.effective = effective
                    .or(() -> ((DeclarationReader.DeclarationReading.Accepted) declarationReading).effective())
                    .orElse(null);
            version.approvedBy = by;
            version.approvedBecause = reason;
            version.approvedAt = clock.instant();
            // An earlier approval for a day to come gives way to this one.
            all.stream()
                    .filter(old -> old.standing == VersionState.SCHEDULED)
                    .forEach(old -> old.standing = VersionState.SUPERSEDED);
            if (version.effective != null && version.effective.isAfter(declarations.today())) {
                version.standing = VersionState.SCHEDULED;
            } else {
                Versions.putInForce(version, all);
            }
            AuditLog.record(
                    clock.instant(),
                    by,
                    AuditAct.DECLARATION_APPROVED,
                    version.year + "/" + version.project,
                    AuditDetail.of(AuditPhrase.VERSION, version.version));
        });
        return waiting;
    }

    /** Whether the one who stores a version may approve it in the same breath. */
    public boolean atOnce() {
        return rule == ApprovalRule.ANYONE;
    }

    /** Whether a version has to be reviewed before it is approved. */
    public boolean reviewed() {
        return rule == ApprovalRule.REVIEW_FIRST;
    }

    /** Why someone may not approve a version by the installation's rule; empty where they may, as far as that is concerned. */
    public Optional<ErrorCode> hindrance(DeclarationVersion version, String by) {
        return hindrance(rule, version, by);
    }

    static Optional<ErrorCode> hindrance(ApprovalRule rule, DeclarationVersion version, String by) {
        if (rule == ApprovalRule.ANYONE) {
            return Optional.empty();
        }
        if (by.equals(version.author) || rule == ApprovalRule.REVIEW_FIRST && by.equals(version.reviewedBy)) {
            return Optional.of(ErrorCode.A_SECOND_PERSON);
        }
        return rule == ApprovalRule.REVIEW_FIRST
                        && version.standing == VersionState.PROPOSED
                        && version.reviewedBy == null
                ? Optional.of(ErrorCode.NOT_REVIEWED)
                : Optional.empty();
    }

    private void permitted(DeclarationVersion version, String by) {
        hindrance(version, by).ifPresent(code -> {
            throw new Problem(
                    code,
                    code == ErrorCode.NOT_REVIEWED
                            ? "version " + version.version + " has to be reviewed by a second person first"
                            : by + " stored or reviewed version " + version.version
                                    + ": here a declaration is approved by another person");
        });
    }

    /** Whether someone may review a version: it waits, is not reviewed, and another person stored it. */
    public boolean reviews(DeclarationVersion version, String by) {
        return reviewed()
                && version.standing == VersionState.PROPOSED
                && version.reviewedBy == null
                && !by.equals(version.author);
    }

    /**
     * A second person has read a stored version and passes it on to be approved.
     *
     * @return empty where it does not wait for review, or no longer
     * @throws Problem where it has faults, or the one who reviews stored it
     */
    public Optional<DeclarationVersion> review(DeclarationVersion proposed, String by, String reason) {
        if (by.equals(proposed.author)) {
            throw new Problem(ErrorCode.A_SECOND_PERSON, by + " stored it: a version is reviewed by another person");
        }
        return changed(proposed, VersionState.PROPOSED, AuditAct.DECLARATION_REVIEWED, by, reason, version -> {
            version.reviewedBy = by;
            version.reviewedBecause = reason;
            version.reviewedAt = clock.instant();
        });
    }

    /**
     * Gives a stored version back to the one who stored it.
     *
     * @param reason what is to be mended, for the one who stored it
     * @return empty where it does not wait for approval, or no longer
     */
    public Optional<DeclarationVersion> giveBack(DeclarationVersion proposed, String by, String reason) {
        return changed(proposed, VersionState.PROPOSED, AuditAct.DECLARATION_RETURNED, by, reason, version -> {
            version.standing = VersionState.RETURNED;
            version.returnedBy = by;
            version.returnedBecause = reason;
            version.returnedAt = clock.instant();
        });
    }

    /**
     * Hands in again what was given back, as it is; what is mended is stored as a newer version instead.
     *
     * @return empty where it was not given back, or a newer one has taken its place
     */
    public Optional<DeclarationVersion> handIn(DeclarationVersion returned, String by, String reason) {
        return changed(returned, VersionState.RETURNED, AuditAct.DECLARATION_HANDED_IN, by, reason, version -> {
            version.standing = VersionState.PROPOSED;
            version.because(Words.asWritten(reason));
            version.reviewedBy = null;
            version.reviewedBecause = null;
            version.reviewedAt = null;
        });
    }

    private Optional<DeclarationVersion> changed(
            DeclarationVersion meant,
            VersionState standing,
            AuditAct act,
            String by,
            String reason,
            Consumer<DeclarationVersion> change) {
        return locked(() -> {
            Optional<DeclarationVersion> found = DeclarationVersion.of(meant.year, meant.project, meant.version)
                    .filter(version -> version.standing == standing);
            found.ifPresent(version -> {
                change.accept(version);
                AuditLog.record(
                        clock.instant(),
                        by,
                        act,
                        version.year + "/" + version.project,
                        AuditDetail.of(AuditPhrase.VERSION, version.version).and(AuditPhrase.AS_WRITTEN, reason));
            });
            return found;
        });
    }

    private static void within(DeclarationVersion proposed, LocalDate day) {
        if (Math.abs((long) day.getYear() - proposed.year) > MOST_YEARS) {
            throw new Problem(
                    ErrorCode.NO_SUCH_DAY,
                    "a version of " + proposed.year + " is in force from a day near it, not from " + day);
        }
    }

    /**
     * Puts a draft that was carried forward in force.
     *
     * @return false where there is no draft of that project and year
     */
    public boolean approve(int year, String project, String by, String reason) {
        boolean approved = locked(() -> {
            Optional<DeclarationVersion> draft = DeclarationVersion.of(year, project).stream()
                    .filter(one -> one.standing == VersionState.DRAFT)
                    .findFirst();
            draft.ifPresent(version -> {
                permitted(version, by);
                version.standing = VersionState.IN_FORCE;
                version.author = by;
                version.because(Words.asWritten(reason));
                version.approvedBy = by;
                version.approvedBecause = reason;
                version.approvedAt = clock.instant();
                AuditLog.record(
                        clock.instant(),
                        by,
                        AuditAct.DECLARATION_APPROVED,
                        year + "/" + project,
                        AuditDetail.of(AuditPhrase.VERSION, version.version));
            });
            return draft.isPresent();
        });
        declarations.load();
        return approved;
    }

    /**
     * Takes back what waits for approval or for its day.
     *
     * @return empty where it does not wait, or no longer
     */
    public Optional<DeclarationVersion> withdraw(DeclarationVersion waiting, String by, String reason) {
        return locked(() -> {
            Optional<DeclarationVersion> found = DeclarationVersion.of(waiting.year, waiting.project, waiting.version)
                    .filter(DeclarationVersion::open);
            found.ifPresent(version -> {
                version.withdraw(by, Words.asWritten(reason), clock.instant());
                AuditLog.record(
                        clock.instant(),
                        by,
                        AuditAct.DECLARATION_WITHDRAWN,
                        version.year + "/" + version.project,
                        AuditDetail.of(AuditPhrase.VERSION, version.version).and(AuditPhrase.AS_WRITTEN, reason));
            });
            return found;
        });
    }

    /**
     * A draft of another year with the promises of a declaration, as they stand at its end.
     *
     * @return empty where that year has a declaration or a draft of the project already
     * @throws IllegalArgumentException where the year is not after the declaration's
     * @throws Problem 400 where it is more than a hundred years after
     */
    public Optional<DeclarationVersion> carryForward(EffectiveDeclaration from, int year, String by, String reason) {
        if (year > from.declaration().year() + MOST_YEARS) {
            throw new Problem(
                    ErrorCode.NOT_A_LATER_YEAR,
                    year + " is too far after " + from.declaration().year());
        }
        Declaration carried = CarryForward.to(from.declaration(), year);
        return locked(() -> {
            boolean taken = DeclarationVersion.of(year, carried.project()).stream()
                    .anyMatch(one -> one.standing == VersionState.IN_FORCE || one.standing == VersionState.DRAFT);
            if (taken) {
                return Optional.empty();
            }
            int source = from.declaration().year();
            DeclarationVersion text = DeclarationVersion.of(source, carried.project(), from.version())
                    .orElseThrow();
            DeclarationVersion draft = Versions.added(
                    new Declarations.Key(year, carried.project()),
                    carried.name(),
                    text.text,
                    Versions.carriedFrom(source),
                    VersionState.DRAFT,
                    Optional.empty(),
                    clock.instant());
            draft.author = by;
            draft.because(Words.asWritten(reason));
            AuditLog.record(
                    clock.instant(),
                    by,
                    AuditAct.DECLARATION_CARRIED,
                    year + "/" + carried.project(),
                    AuditDetail.of(AuditPhrase.VERSION, draft.version).and(AuditPhrase.CARRIED_FROM, source));
            return Optional.of(draft);
        });
    }
}
