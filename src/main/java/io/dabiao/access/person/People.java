package io.dabiao.access.person;

import io.dabiao.access.Role;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.database.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The accounts of people, and signing in to one. */
@ApplicationScoped
public class People {

    public static final int SHORTEST_PASSWORD = 12;
    public static final int LONGEST_PASSWORD = 256;
    public static final int LONGEST_NAME = 100;

    /** Of PostgreSQL's advisory locks: two first accounts are not made at once. */
    private static final long FIRST_ACCOUNT_LOCK = 5_900_001L;

    /** What came of a try to sign in. */
    public sealed interface SignInResult {

        record Welcome(Person person) implements SignInResult {}

        /** Name and password are right, and a code is to be asked for. */
        record Halfway(Person person) implements SignInResult {}

        /** The name or the password is wrong; which, is not told. */
        record Wrong() implements SignInResult {}

        /** Too many tries; nothing was checked. */
        record Locked(Instant until) implements SignInResult {}
    }

    /** Why an account cannot be made or changed as wanted. */
    public enum Fault {
        NO_NAME,
        NAME_TOO_LONG,
        NAME_TAKEN,
        NO_SUCH_ROLE,
        PASSWORD_TOO_SHORT,
        PASSWORD_TOO_LONG,
        PASSWORD_TOO_SIMPLE,
        PASSWORD_WRONG,
        TOO_MANY_TRIES,
        LAST_ADMINISTRATOR,
        NOT_FIRST,
        ENDED,
        CODE_WRONG,
        SECOND_FACTOR_ON,
        SECOND_FACTOR_DEMANDED,
        NO_SECOND_FACTOR_HERE
    }

    /** An account was not made or changed. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Fault fault;

        public Refused(Fault fault) {
            super(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            this.fault = fault;
        }

        public Fault fault() {
            return fault;
        }
    }

    private final Clock clock;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Guesses guesses;
    private final Transactions transactions;

    People(Clock clock, Passwords passwords, Sessions sessions, Guesses guesses, Transactions transactions) {
        this.transactions = transactions;
        this.clock = clock;
        this.passwords = passwords;
        this.sessions = sessions;
        this.guesses = guesses;
    }

    /** Whether no one can administer the service by signing in yet. */
    public boolean wantsFirst() {
        return QuarkusTransaction.requiringNew().call(() -> administrators() == 0);
    }

    /** Makes the first administrator's account; the caller has seen the administrator's token. */
    public Person first(String shown, String password, String by) {
        if (!wantsFirst()) {
            throw new Refused(Fault.NOT_FIRST);
        }
        return create(shown, password, Set.of(Role.ADMIN), Set.of(), Set.of(), by, First.YES);
    }

    /** Whether an account is to be the first that administers the service. */
    private enum First {
        YES,
        NO
    }

    /**
     * Makes an account.
     *
     * @param projects of an owner: ids of the only projects they see
     * @param ownerNames by what names declarations call the person or their office
     * @throws Refused where it cannot be
     */
    public Person create(
            String shown, String password, Set<String> roles, Set<String> projects, Set<String> ownerNames, String by) {
        return create(shown, password, roles, projects, ownerNames, by, First.NO);
    }

    private Person create(
            String shown,
            String password,
            Set<String> roles,
            Set<String> projects,
            Set<String> ownerNames,
            String by,
            First first) {
        String wanted = shown.strip();
        if (wanted.isEmpty()) {
            throw new Refused(Fault.NO_NAME);
        }
        if (wanted.length() > LONGEST_NAME) {
            throw new Refused(Fault.NAME_TOO_LONG);
        }
        if (roles.isEmpty() || !Role.OF_PEOPLE.containsAll(roles)) {
            throw new Refused(Fault.NO_SUCH_ROLE);
        }
        fit(password, wanted);
        String hash = passwords.hash(password);
        return QuarkusTransaction.requiringNew().call(() -> {
            String name = name(wanted);
            if (first == First.YES) {
                transactions.joined(handle -> handle.execute("select pg_advisory_xact_lock(?)", FIRST_ACCOUNT_LOCK));
                if (administrators() > 0) {
                    throw new Refused(Fault.NOT_FIRST);
                }
            }
            if (PersonRow.count("name", name) > 0) {
                throw new Refused(Fault.NAME_TAKEN);
            }
            PersonRow person = new PersonRow();
            person.name = name;
            person.shown = wanted;
            person.password = hash;
            person.roles = sorted(roles);
            person.projects = sorted(projects);
            person.ownerNames = sorted(ownerNames);
            person.createdAt = clock.instant();
            person.createdBy = by;
            person.persist();
            AuditLog.record(
                    person.createdAt, by, AuditAct.PERSON_CREATED, wanted, AuditDetail.of(AuditPhrase.ROLES, (Object[])
                            person.roles));
            return person.person();
        });
    }

    /**
     * The account of somebody for whom another service vouches; it is made at their first sign-in. The name and the roles are what that
     * service says now; projects and owner names are what administrators set here.
     *
     * @throws Refused where the account has ended
     */
    public Person elsewhere(String issuer, String subject, String shown, Set<String> roles) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Instant now = clock.instant();
            Optional<PersonRow> known = PersonRow.find("issuer = ?1 and subject = ?2", issuer, subject)
                    .firstResultOptional();
            if (known.filter(person -> person.endedAt != null).isPresent()) {
                throw new Refused(Fault.ENDED);
            }
            PersonRow person = known.orElseGet(PersonRow::new);
            boolean changed = !Arrays.equals(person.roles, sorted(roles));
            person.shown = shown.length() > LONGEST_NAME ? shown.substring(0, LONGEST_NAME) : shown;
            person.roles = sorted(roles);
            if (known.isEmpty()) {
                // No one can type it: no local name has a line break.
                person.name = issuer + "\n" + subject;
                person.issuer = issuer;
                person.subject = subject;
                person.projects = new String[0];
                person.ownerNames = new String[0];
                person.createdAt = now;
                person.createdBy = issuer;
                person.persist();
            }
            if (changed) {
                AuditAct act = known.isEmpty() ? AuditAct.PERSON_CREATED : AuditAct.PERSON_CHANGED;
                AuditLog.record(
                        now, issuer, act, person.shown, AuditDetail.of(AuditPhrase.ROLES, (Object[]) person.roles));
            }
            AuditLog.record(now, person.shown, AuditAct.PERSON_SIGNED_IN, person.shown, AuditDetail.asWritten(issuer));
            return person.person();
        });
    }

    /** Checks name and password. A try is counted in the database before anything is computed, by the name that was typed. */
    public SignInResult signIn(String typed, String password) {
        String name = name(typed);
        if (name.length() > LONGEST_NAME || password.length() > LONGEST_PASSWORD) {
            return new SignInResult.Wrong();
        }
        Guesses.Try counted = guesses.count(name);
        if (counted instanceof Guesses.Try.Locked locked) {
            return new SignInResult.Locked(locked.until());
        }
        Optional<PersonRow> person = QuarkusTransaction.requiringNew()
                .call(() -> PersonRow.<PersonRow>find("name = ?1 and endedAt is null", name)
                        .firstResultOptional());
        boolean right = guesses.checked(
                name,
                () -> passwords.matches(
                        password, person.map(one -> one.password).orElse(null)));
        if (!right) {
            guesses.failed(counted, name);
            return counted.locksUntil()
                    .<SignInResult>map(SignInResult.Locked::new)
                    .orElseGet(SignInResult.Wrong::new);
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            guesses.forget(name);
            if (SecondFactorRow.on(person.get().id)) {
                return new SignInResult.Halfway(person.get().person());
            }
            AuditLog.record(
                    clock.instant(),
                    person.get().shown,
                    AuditAct.PERSON_SIGNED_IN,
                    person.get().shown,
                    AuditDetail.NONE);
            return new SignInResult.Welcome(person.get().person());
        });
    }

    /** Of some typed names those that people have, as they are shown. */
    public Set<String> known(Set<String> typed) {
        Set<String> names = typed.stream().map(People::name).collect(Collectors.toSet());
        return names.isEmpty()
                ? Set.of()
                : QuarkusTransaction.joiningExisting()
                        .call(() -> PersonRow.<PersonRow>list("name in ?1", names).stream()
                                .map(person -> person.shown)
                                .collect(Collectors.toSet()));
    }

    /**
     * Changes a person's own password and ends their other sessions.
     *
     * @throws Refused where the old one is wrong or the new one unfit
     */
    public void changePassword(Session session, String old, String wanted) {
        PersonRow person = QuarkusTransaction.requiringNew().call(() -> PersonRow.findById(session.personId()));
        // Somebody who found a browser open must not find the password out.
        String guess = "password\n" + session.personId();
        Guesses.Try counted = guesses.count(guess);
        if (counted instanceof Guesses.Try.Locked) {
            throw new Refused(Fault.TOO_MANY_TRIES);
        }
        if (!guesses.checked(guess, () -> passwords.matches(old, person.password))) {
            guesses.failed(counted, person.shown);
            throw new Refused(Fault.PASSWORD_WRONG);
        }
        guesses.forget(guess);
        fit(wanted, person.shown);
        String hash = passwords.hash(wanted);
        QuarkusTransaction.requiringNew().run(() -> {
            PersonRow.update("password = ?1 where id = ?2", hash, session.personId());
            AuditLog.record(
                    clock.instant(), person.shown, AuditAct.PERSON_PASSWORD_CHANGED, person.shown, AuditDetail.NONE);
        });
        sessions.endOthers(session);
    }

    /**
     * Changes what a person may do; it holds from the next request on. Where the roles become others, the person's sessions end, but for the
     * one that changes them.
     *
     * @param by the session of the administrator who does it
     * @throws Refused where no one would be left to administer the service
     */
    public void permit(long id, Set<String> roles, Set<String> projects, Set<String> ownerNames, Session by) {
        permit(id, roles, projects, ownerNames, by.shown(), by.hash());
    }

    /**
     * The same by a program.
     *
     * @param by its token
     */
    public void permit(long id, Set<String> roles, Set<String> projects, Set<String> ownerNames, String by) {
        permit(id, roles, projects, ownerNames, by, "");
    }

    /** @param staying the hash of the session that stays; empty for none */
    private void permit(
            long id, Set<String> roles, Set<String> projects, Set<String> ownerNames, String by, String staying) {
        if (roles.isEmpty() || !Role.OF_PEOPLE.containsAll(roles)) {
            throw new Refused(Fault.NO_SUCH_ROLE);
        }
        QuarkusTransaction.requiringNew().run(() -> {
            PersonRow person = PersonRow.findById(id);
            boolean others = !Arrays.equals(person.roles, sorted(roles));
            person.roles = sorted(roles);
            person.projects = sorted(projects);
            person.ownerNames = sorted(ownerNames);
            keepAnAdministrator();
            if (others) {
                SessionRow.delete("personId = ?1 and hash <> ?2", id, staying);
            }
            AuditLog.record(
                    clock.instant(),
                    by,
                    AuditAct.PERSON_CHANGED,
                    person.shown,
                    AuditDetail.of(AuditPhrase.ROLES, (Object[]) person.roles));
        });
    }

    /** An administrator sets a password again; all sessions of the person end. */
    public void resetPassword(long id, String wanted, String by) {
        PersonRow person = QuarkusTransaction.requiringNew().call(() -> PersonRow.findById(id));
        fit(wanted, person.shown);
        String hash = passwords.hash(wanted);
        QuarkusTransaction.requiringNew().run(() -> {
            PersonRow.update("password = ?1 where id = ?2", hash, id);
            guesses.forget(person.name);
            SessionRow.delete("personId", id);
            HalfwaySignIn.delete("personId", id);
            AuditLog.record(clock.instant(), by, AuditAct.PERSON_PASSWORD_RESET, person.shown, AuditDetail.NONE);
        });
    }

    /** Ends an account for good; its name stays taken, for the record. */
    public void end(long id, String by) {
        QuarkusTransaction.requiringNew().run(() -> {
            PersonRow person = PersonRow.findById(id);
            person.endedAt = clock.instant();
            person.endedBy = by;
            keepAnAdministrator();
            SessionRow.delete("personId", id);
            HalfwaySignIn.delete("personId", id);
            AuditLog.record(person.endedAt, by, AuditAct.PERSON_ENDED, person.shown, AuditDetail.NONE);
        });
    }

    /** By name, ended ones last. */
    public List<Person> all() {
        return QuarkusTransaction.requiringNew()
                .call(() -> PersonRow.<PersonRow>list("order by endedAt nulls first, name").stream()
                        .map(PersonRow::person)
                        .toList());
    }

    public Optional<Person> find(long id) {
        return row(id).map(PersonRow::person);
    }

    private static Optional<PersonRow> row(long id) {
        return QuarkusTransaction.requiringNew().call(() -> PersonRow.findByIdOptional(id));
    }

    /**
     * Marks that the overview is looked at.
     *
     * @param pause after how long without a look a visit is a new one
     * @return when the visit before this one ended; empty for the first of all
     */
    public Optional<Instant> visit(long id, Duration pause) {
        return QuarkusTransaction.requiringNew().call(() -> {
            PersonRow person = PersonRow.findById(id);
            Instant now = clock.instant();
            if (person.visitedAt != null && now.isAfter(person.visitedAt.plus(pause))) {
                person.visitedBefore = person.visitedAt;
            }
            person.visitedAt = now;
            return Optional.ofNullable(person.visitedBefore);
        });
    }

    /** When the visit before the one that goes on ended; empty for the first of all. Nothing is marked. */
    public Optional<Instant> visitBefore(long id) {
        return row(id).map(person -> person.visitedBefore);
    }

    private void keepAnAdministrator() {
        PersonRow.flush();
        if (administrators() == 0) {
            throw new Refused(Fault.LAST_ADMINISTRATOR);
        }
    }

    private long administrators() {
        return transactions.joined(handle -> handle.createQuery(
                        "select count(*) from person where ended_at is null and :role = any(roles)")
                .bind("role", Role.ADMIN)
                .mapTo(long.class)
                .one());
    }

    /** Length is what makes a password good; what is easily guessed all the same is refused. */
    private static void fit(String password, String shown) {
        if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
            throw new Refused(Fault.PASSWORD_TOO_SHORT);
        }
        if (password.length() > LONGEST_PASSWORD) {
            throw new Refused(Fault.PASSWORD_TOO_LONG);
        }
        if (!CommonPasswords.read().allows(password, shown)) {
            throw new Refused(Fault.PASSWORD_TOO_SIMPLE);
        }
    }

    /** Rows of failures that are too old to count are taken away. */
    public void forgetOldFailures() {
        guesses.forgetOld();
    }

    private static String name(String typed) {
        return Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static String[] sorted(Set<String> some) {
        return some.stream().sorted().toArray(String[]::new);
    }
}
