package io.dabiao.forms.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Proposals;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Draft;
import io.dabiao.forms.Form;
import io.dabiao.forms.FormReader;
import io.dabiao.forms.FormSource;
import io.dabiao.forms.Settled;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Forms that people read in and settle, row by row, until they can be handed in. Safe for use by several threads and replicas. */
@ApplicationScoped
public class FormWorks {

    /** Above and below a row that was read. */
    private static final int AROUND = 2;

    private static final int LONGEST_LINE = 400;
    private static final int LONGEST_FILE = 200;

    /** A file that is not in memory before it is its turn. */
    public interface Content {
        byte[] bytes() throws IOException;
    }

    /** A row of the file, its cells side by side. */
    public record Line(int line, String text) {}

    /** One that has been opened. */
    public record Opened(FormWork work, Form form, List<Line> lines, Settled settled, Draft draft) {

        /** The rows of the file around one. */
        public List<Line> around(int line) {
            return lines.stream()
                    .filter(one -> Math.abs(one.line() - line) <= AROUND)
                    .toList();
        }

        public boolean open() {
            return work.state.equals(FormWork.OPEN);
        }
    }

    private final Proposals proposals;
    private final Declarations declarations;
    private final WorkBudget budget;
    private final OwnWords words;
    private final ObjectMapper json;
    private final Clock clock;

    FormWorks(
            Proposals proposals,
            Declarations declarations,
            WorkBudget budget,
            OwnWords words,
            ObjectMapper json,
            Clock clock) {
        this.budget = budget;
        this.words = words;
        this.proposals = proposals;
        this.declarations = declarations;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Reads a form and keeps what was read of each of its projects, to be settled.
     *
     * @return in the file's order; empty where it holds no form
     * @throws FormSource.Unreadable where it is not what its source takes it for
     * @throws io.dabiao.budget.Exceeded where it asks for more than a form needs
     * @throws io.dabiao.budget.Overloaded where too many forms are being read
     */
    public List<FormWork> read(FormSource source, String file, Content content, String by) throws IOException {
        words.apply();
        try (WorkBudget.Place place = budget.begin(Work.FORM)) {
            Cell.Grid grid = FormSource.read(content.bytes(), source, place.allowance());
            List<Form> forms = FormReader.read(grid, place.allowance());
            return kept(forms, grid, file, by);
        }
    }

    private List<FormWork> kept(List<Form> forms, Cell.Grid grid, String file, String by) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<FormWork> works = new ArrayList<>();
            for (Form form : forms) {
                FormWork work = new FormWork();
                work.file = file.length() > LONGEST_FILE ? file.substring(file.length() - LONGEST_FILE) : file;
                work.name = form.name();
                work.form = written(form);
                work.lines = written(lines(grid, form));
                work.settled = written(Settled.NOTHING);
                work.revision = 1;
                work.state = FormWork.OPEN;
                work.createdBy = by;
                work.createdAt = clock.instant();
                work.changedBy = by;
                work.changedAt = work.createdAt;
                work.persist();
                AuditLog.record(
                        work.createdAt,
                        by,
                        AuditAct.FORM_READ,
                        work.file,
                        AuditDetail.of(AuditPhrase.WORK, work.id).and(AuditPhrase.AS_WRITTEN, form.name()));
                works.add(work);
            }
            return works;
        });
    }

    private static List<Line> lines(Cell.Grid grid, Form form) {
        Set<Integer> wanted = new TreeSet<>();
        form.indicators().forEach(formRow -> around(wanted, formRow.line()));
        form.unread().forEach(one -> around(wanted, one.line()));
        return grid.rows().stream()
                .filter(row -> !row.isEmpty() && wanted.contains(row.get(0).line()))
                .map(row -> new Line(
                        row.get(0).line(),
                        cut(row.stream()
                                .map(Cell::text)
                                .filter(text -> !text.isBlank())
                                .map(String::strip)
                                .collect(Collectors.joining(" │ ")))))
                .filter(line -> !line.text().isEmpty())
                .toList();
    }

    private static void around(Set<Integer> wanted, int line) {
        for (int at = line - AROUND; at <= line + AROUND; at++) {
            wanted.add(at);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_LINE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_LINE))) + "…";
    }

    /** All that are open, and what was handed in last, the newest change first. */
    public List<FormWork> all() {
        return FormWork.list("state <> ?1 order by changedAt desc", FormWork.DISCARDED);
    }

    public List<FormWork> open() {
        return FormWork.list("state = ?1 order by changedAt desc", FormWork.OPEN);
    }

    /** Empty where there is none, or it was discarded. */
    public Optional<Opened> find(long id) {
        return FormWork.<FormWork>findByIdOptional(id)
                .filter(work -> !work.state.equals(FormWork.DISCARDED))
                .map(this::opened);
    }

    private Opened opened(FormWork work) {
        Form form = read(work.form, new TypeReference<>() {});
        Settled settled = read(work.settled, new TypeReference<>() {});
        List<Line> lines = read(work.lines, new TypeReference<>() {});
        return new Opened(work, form, lines, settled, Draft.of(form, settled, project(work, form)));
    }

    /** As the same project was called before, so that years can be compared. */
    private String project(FormWork work, Form form) {
        return declarations.inForce().byKey().values().stream()
                .filter(one -> one.declaration().name().equals(form.name()))
                .map(one -> one.declaration().project())
                .findFirst()
                .orElse("project-" + work.id);
    }

    /**
     * Keeps what was settled.
     *
     * @param seen the revision that the one who settled it has seen
     * @return false where somebody else has saved meanwhile, or it is no longer open; then nothing is changed
     */
    public boolean settle(long id, int seen, Settled settled, String by) {
        return changed(id, seen, by, work -> {
                    work.settled = written(settled);
                    settled.head().ifPresent(head -> work.name = head.name());
                })
                .isPresent();
    }

    /** Likewise puts it away, unsettled. */
    public boolean discard(long id, int seen, String by) {
        return changed(id, seen, by, work -> {
                    work.state = FormWork.DISCARDED;
                    AuditLog.record(
                            clock.instant(),
                            by,
                            AuditAct.FORM_DISCARDED,
                            work.file,
                            AuditDetail.of(AuditPhrase.WORK, work.id));
                })
                .isPresent();
    }

    private Optional<FormWork> changed(long id, int seen, String by, Consumer<FormWork> change) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<FormWork> found = FormWork.<FormWork>findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
                    .filter(work -> work.revision == seen && work.state.equals(FormWork.OPEN));
            found.ifPresent(work -> {
                change.accept(work);
                work.revision++;
                work.changedBy = by;
                work.changedAt = clock.instant();
            });
            return found;
        });
    }

    /**
     * Hands it in: a version of a declaration that waits for approval.
     *
     * @return empty where it is no longer open
     * @throws IllegalStateException where something is not settled
     */
    public Optional<DeclarationVersion> handIn(Opened opened, String by, String reason) {
        if (opened.draft().open() > 0) {
            throw new IllegalStateException(opened.draft().open() + " things are not settled");
        }
        String text = opened.draft().yaml();
        DeclarationReader.Heading heading =
                DeclarationReader.heading(opened.work().file, text).orElseThrow();
        if (!opened.open()) {
            return Optional.empty();
        }
        // The version first: should the service end here, the form is open still and nothing is lost.
        DeclarationVersion version = proposals.propose(heading, text, by, reason);
        changed(opened.work().id, opened.work().revision, by, work -> {
            work.state = FormWork.HANDED_IN;
            work.handedYear = version.year;
            work.handedProject = version.project;
            work.handedVersion = version.version;
        });
        return Optional.of(version);
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts and numbers cannot be written", impossible);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("what was kept of a form cannot be read back", broken);
        }
    }
}
