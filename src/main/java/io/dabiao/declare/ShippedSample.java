package io.dabiao.declare;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.core.text.Words;
import io.dabiao.database.Transactions;
import io.dabiao.lifecycle.Wake;
import io.dabiao.yaml.ResourceFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * What becomes of the declarations that ship with the service. They are a sample to every institution but the one they are of, and an
 * administrator says so with one choice. Safe for use by several threads and at several replicas.
 */
@ApplicationScoped
public class ShippedSample {

    /** What was chosen. Until then the sample is in force, as if it had been kept. */
    public enum Choice {
        /** It is the institution's own. */
        KEPT,
        /** It is out of force, with the drafts that the service carried forward from it; its versions wait to be shown again. */
        HIDDEN,
        /** Likewise, and its versions are withdrawn. */
        REMOVED;

        /** As the database and forms have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Empty for a word that is none. */
        public static Optional<Choice> ofWord(String word) {
            for (Choice choice : values()) {
                if (choice.word().equals(word)) {
                    return Optional.of(choice);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * What is chosen now.
     *
     * @param choice empty while nothing was said
     * @param by who said so; empty with it
     */
    public record Chosen(Optional<Choice> choice, String by) {

        /** Whether the sample is out of force. */
        public boolean absent() {
            return choice.filter(one -> one != Choice.KEPT).isPresent();
        }
    }

    /** @param years of which it declares something, in their order */
    public record Content(int projects, int indicators, List<Integer> years) {}

    private final Declarations declarations;
    private final Clock clock;
    private final Event<Wake> wakes;
    private final Transactions transactions;

    ShippedSample(Declarations declarations, Clock clock, Event<Wake> wakes, Transactions transactions) {
        this.transactions = transactions;
        this.declarations = declarations;
        this.clock = clock;
        this.wakes = wakes;
    }

    /** As it ships, whatever was chosen. */
    public static Content content() {
        return Shipped.CONTENT;
    }

    /** Read when it is first asked for: it is the same as long as the service runs. */
    private static final class Shipped {

        static final Content CONTENT =
                content(Catalogue.load(ResourceFolder.shipped("catalogue")).entries());

        private static Content content(List<Catalogue.Entry> entries) {
            return new Content(
                    entries.size(),
                    entries.stream()
                            .mapToInt(entry -> entry.declaration().indicators().size())
                            .sum(),
                    entries.stream()
                            .map(entry -> entry.declaration().year())
                            .distinct()
                            .sorted()
                            .toList());
        }
    }

    public Chosen chosen() {
        return QuarkusTransaction.requiringNew().call(() -> transactions.joined(ShippedSample::read));
    }

    /** Within the caller's transaction. */
    static Chosen read(Handle handle) {
        return handle.createQuery("select choice, author from shipped_sample")
                .map((row, context) -> new Chosen(Choice.ofWord(row.getString("choice")), row.getString("author")))
                .findOne()
                .orElse(new Chosen(Optional.empty(), ""));
    }

    /**
     * Takes effect within seconds, at every replica. What people stored or approved, and what one's own files declare, stays in force
     * whatever is chosen.
     *
     * @param reason for versions that are withdrawn
     */
    public void choose(Choice choice, String by, String reason) {
        Instant now = clock.instant();
        synchronized (declarations.recording()) {
            QuarkusTransaction.requiringNew().run(() -> {
                transactions.joined(handle -> handle.createUpdate("""
                                insert into shipped_sample (choice, author, changed_at) values (:choice, :by, :now)
                                on conflict (one) do update
                                set choice = excluded.choice, author = excluded.author, changed_at = excluded.changed_at""")
                        .bind("choice", choice.word())
                        .bind("by", by)
                        .bind("now", now)
                        .execute());
                if (choice == Choice.REMOVED) {
                    withdraw(by, reason, now);
                }
                AuditLog.record(now, by, AuditAct.SAMPLE_CHOSEN, choice.word(), AuditDetail.NONE);
            });
        }
        wakes.fire(new Wake("declarations"));
    }

    private void withdraw(String by, String reason, Instant now) {
        Sample sample =
                Sample.of(Catalogue.load(ResourceFolder.shipped("catalogue")).entries(), Set.of());
        List<DeclarationVersion> versions =
                DeclarationVersion.list("standing in ?1", List.of(VersionState.IN_FORCE, VersionState.DRAFT));
        versions.stream()
                .filter(version -> sample.has(version)
                        && declarations
                                .file(new Declarations.Key(version.year, version.project))
                                .isEmpty())
                .forEach(version -> version.withdraw(by, Words.asWritten(reason), now));
    }

    /**
     * Which versions are the sample's.
     *
     * @param files it came from
     * @param projects that it declares
     */
    record Sample(Set<String> files, Set<String> projects) {

        static final Sample NONE = new Sample(Set.of(), Set.of());

        /** @param own files of the same names that are the user's */
        static Sample of(List<Catalogue.Entry> shipped, Set<String> own) {
            return new Sample(
                    shipped.stream()
                            .map(Catalogue.Entry::file)
                            .filter(file -> !own.contains(file))
                            .collect(Collectors.toUnmodifiableSet()),
                    shipped.stream()
                            .map(entry -> entry.declaration().project())
                            .collect(Collectors.toUnmodifiableSet()));
        }

        /** Whether it came with the service, or was carried forward from what did without a person. */
        boolean has(DeclarationVersion version) {
            return files.contains(version.origin)
                    || version.standing == VersionState.DRAFT
                            && version.author.equals(Versions.SERVICE)
                            && projects.contains(version.project);
        }
    }
}
