package io.dabiao.ingest.file;

import io.dabiao.access.Sender;
import io.dabiao.budget.Allowance;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.text.Words;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.declare.Declarations;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.SpendingProjects;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.Arrival;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.Identities;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Takes a spreadsheet, each row an event, in one transaction; or tries it. Safe for use by several threads: they take turns. */
@ApplicationScoped
public class Spreadsheets {

    /** Bytes of one file. */
    static final int LIMIT = 32 << 20;

    /** Rows listed in an answer of the API. */
    static final int LISTED = 1_000;

    /** A file that is not in memory before it is its turn. */
    interface Content {

        byte[] bytes() throws IOException;

        /** For the record: the SHA-256 of its bytes, once they are read. */
        static String hash(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Is told how far a file has come. */
    interface Listener {

        Listener NONE = new Listener() {
            @Override
            public void read(int rows, int all) {}

            @Override
            public void figuring() {}
        };

        /** Of {@code all} rows so many are read. */
        void read(int rows, int all);

        /** All rows are read; what follows cannot be divided. */
        void figuring();
    }

    /**
     * What is to be done with a file.
     *
     * @param type of the events that the rows are
     * @param series the table that they come from: their source
     * @param reason why rows of earlier files are replaced or withdrawn; empty where none may be
     * @param whole whether rows of earlier files that are missing are to be withdrawn
     * @param name the file's, for the record; null where none is known
     * @param mayCorrect whether the sender may replace and withdraw
     * @param columns by title what the sender says of the table's columns: the attribute that one holds, empty for one that
     *     is not to be taken; it goes before what was said of the table earlier
     * @param year of days and months that bear none; empty where it is the one that the table prints
     */
    record Wanted(
            String type,
            String series,
            boolean dryRun,
            Optional<String> reason,
            boolean whole,
            String name,
            Sender sender,
            boolean mayCorrect,
            Map<String, String> columns,
            OptionalInt year) {}

    /**
     * What became of a file, or would.
     *
     * @param counts of the rows by outcome
     * @param rows those that are not simply new, at most 1,000; where room is left, the new ones too
     * @param columns each header with the attribute it was taken for
     * @param ignoredColumns headers that were not understood
     * @param units by header, what its numbers were multiplied by
     * @param sheet of a workbook that was read; empty for a text
     * @param otherSheets visible sheets of the workbook that were passed over
     * @param figures those that the file changes, before and after
     * @param correction its number where rows of earlier files were replaced or withdrawn, else null
     */
    @Schema(name = "SpreadsheetReceipt")
    public record Answer(
            boolean dryRun,
            Map<String, Long> counts,
            List<RowReceipt> rows,
            Map<String, String> columns,
            List<String> ignoredColumns,
            Map<String, BigDecimal> units,
            String sheet,
            List<String> otherSheets,
            List<CorrectionLog.Change> figures,
            Long correction) {

        /** An answer that was kept before these were known has none of them. */
        public Answer {
            units = units == null ? Map.of() : units;
            sheet = sheet == null ? "" : sheet;
            otherSheets = otherSheets == null ? List.of() : otherSheets;
        }
    }

    /**
     * A cell that cannot be taken as it is.
     *
     * @param column its title
     * @param cell what stands in it, shortened where it is long
     * @param detail what is wrong and how to mend it
     */
    public record WrongCell(String column, String cell, String detail, String detailZh) {}

    /**
     * A row of the answer.
     *
     * @param row as a spreadsheet numbers it; null where it is withdrawn
     * @param outcome {@code new}, {@code duplicate}, {@code changed}, {@code withdrawn}, {@code wrong} or {@code skipped}
     * @param id null where none could be made
     * @param time the instant that was read; null where the row is no event
     * @param value the number that was read, in units: 12.5 below 万元 is 125000; null where there is none
     * @param cells those that are wrong; empty where none is, or the row as a whole
     */
    public record RowReceipt(
            Integer row,
            String outcome,
            String id,
            Instant time,
            BigDecimal value,
            String detail,
            String detailZh,
            List<WrongCell> cells) {

        /** An answer that was kept before they were told one by one has none. */
        public RowReceipt {
            cells = cells == null ? List.of() : cells;
        }

        /** Smaller is to be looked at first. */
        public int urgency() {
            return UploadedRows.RowFate.ofWord(outcome).urgency();
        }

        static RowReceipt withoutEvent(Integer row, UploadedRows.RowFate outcome, String id, Words words) {
            return new RowReceipt(row, outcome.word(), id, null, null, words.english(), words.chinese(), List.of());
        }

        static RowReceipt wrong(Integer row, List<WrongCell> cells) {
            String english = cells.stream().map(WrongCell::detail).collect(Collectors.joining("; "));
            String chinese = cells.stream().map(WrongCell::detailZh).collect(Collectors.joining("；"));
            return new RowReceipt(row, UploadedRows.RowFate.WRONG.word(), null, null, null, english, chinese, cells);
        }

        static RowReceipt of(Integer row, UploadedRows.RowFate outcome, Arrival arrival, Words words) {
            Event event = arrival.event();
            BigDecimal value =
                    event.attributes().get("value") instanceof Attribute.Number number ? number.value() : null;
            return new RowReceipt(
                    row, outcome.word(), event.id(), event.time(), value, words.english(), words.chinese(), List.of());
        }
    }

    private final Intake intake;
    private final Identities identities;
    private final Declarations declarations;
    private final SpendingProjects spending;
    private final Settings settings;
    private final Clock clock;
    private final WorkBudget budget;

    Spreadsheets(
            Intake intake,
            Identities identities,
            Declarations declarations,
            SpendingProjects spending,
            WorkBudget budget,
            Settings settings,
            Clock clock) {
        this.budget = budget;
        this.intake = intake;
        this.identities = identities;
        this.declarations = declarations;
        this.spending = spending;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Takes a file or tries it.
     *
     * @param listed so many rows at most are in the answer
     * @throws Problem where nothing of it was taken, or would be
     */
    Answer take(Content file, Wanted wanted, int listed, Listener listener) {
        try (WorkBudget.Place place = budget.begin(Work.SPREADSHEET)) {
            return taken(file.bytes(), wanted, listed, listener, place.allowance());
        } catch (IOException gone) {
            throw new StoreUnavailable("the file cannot be read again: send it once more", gone);
        }
    }

    /** For the record: the file's name and its SHA-256. */
    static String origin(String name, byte[] file) {
        String plain = name == null || name.isBlank() ? "" : name.strip().replaceAll("[\\p{Cntrl}/\\\\]", "_");
        String cut = plain.length() > 200 ? plain.substring(0, 200) : plain;
        return (cut + " sha256:" + Content.hash(file)).strip();
    }

    private Answer taken(byte[] file, Wanted wanted, int listed, Listener listener, Allowance allowance) {
        Instant now = clock.instant();
        UploadedRows uploaded = rows(file, wanted, now, listener, allowance);
        String origin = origin(wanted.name(), file);
        uploaded.compare(
                identities.known(uploaded.arrivals()),
                wanted.whole() && wanted.reason().isPresent()
                        ? UploadedRows.Withdrawn.COUNT_AGAIN
                        : UploadedRows.Withdrawn.STAY);
        boolean sound = uploaded.counts().get(UploadedRows.RowFate.WRONG.word()) == 0;
        List<Corrections.Step> steps = new ArrayList<>();
        uploaded.changed().forEach(arrival -> steps.add(new Corrections.Replacement(arrival)));
        if (wanted.whole() && sound) {
            uploaded.missing(identities.counting(wanted.series()))
                    .forEach(id -> steps.add(new Corrections.Withdrawal(wanted.series(), id)));
        }
        if (!wanted.dryRun()) {
            if (!sound) {
                throw refused(
                        ErrorCode.ROWS_ARE_WRONG, "nothing was taken: mend the rows and send the file again", uploaded);
            }
            permitted(steps, wanted, uploaded);
        }
        Corrections.Change change = new Corrections.Change(
                uploaded.fresh(),
                steps,
                wanted.reason().orElse("a file that was tried"),
                wanted.sender().name(),
                now,
                Optional.of(origin));
        listener.figuring();
        Corrections.Made made = made(change, wanted.dryRun() ? Corrections.Mode.TRIED : Corrections.Mode.MADE);
        if (!wanted.dryRun()) {
            ColumnMeaning.say(
                    wanted.series(),
                    wanted.type(),
                    wanted.columns(),
                    wanted.sender().name(),
                    now);
        }
        return new Answer(
                wanted.dryRun(),
                uploaded.counts(),
                uploaded.listed(listed),
                uploaded.header().understood(),
                uploaded.header().ignored(),
                uploaded.header().multiplied(),
                uploaded.sheet().name(),
                uploaded.sheet().others(),
                made.figures().stream()
                        .filter(Corrections.Consequence::changed)
                        .map(CorrectionLog.Change::of)
                        .toList(),
                made.no().orElse(null));
    }

    /** @throws Problem where what is said of a column is no attribute */
    static void sound(Map<String, String> columns) {
        columns.forEach((title, attribute) -> {
            if (title.isBlank() || !attribute.isEmpty() && !attribute.matches("[A-Za-z][A-Za-z0-9_]{0,60}")) {
                throw new Problem(
                        ErrorCode.NO_SUCH_COLUMN,
                        "column is a title and an attribute, such as 阅读数=value, or a title and nothing, such as 电话=; not '"
                                + CellText.shortened(title + "=" + attribute) + "'");
            }
        });
    }

    private UploadedRows rows(byte[] file, Wanted wanted, Instant now, Listener listener, Allowance allowance) {
        Map<String, String> said = new HashMap<>(ColumnMeaning.of(wanted.series(), wanted.type()));
        said.putAll(wanted.columns());
        Vocabulary vocabulary = Vocabularies.of(settings).saying(said);
        Sheet sheet = Sheet.NONE;
        try {
            sheet = Sheet.read(
                    file, one -> Header.isIn(one, vocabulary) || CrossTable.isIn(one, vocabulary), allowance);
            UploadedRows uploaded = new UploadedRows(
                    wanted.type(),
                    wanted.series(),
                    vocabulary,
                    settings.zone(),
                    now,
                    wanted.sender(),
                    NeededAttributes.of(wanted.type(), declarations.inForce()),
                    wanted.year(),
                    spending::refuses);
            uploaded.read(sheet, listener);
            return uploaded;
        } catch (Unfit unfit) {
            throw new Problem(ErrorCode.NOT_A_TABLE, unfit.words().english())
                    .with("detailZh", unfit.words().chinese())
                    .with("titles", Header.titles(sheet, vocabulary));
        }
    }

    private void permitted(List<Corrections.Step> steps, Wanted wanted, UploadedRows uploaded) {
        if (steps.isEmpty()) {
            return;
        }
        if (wanted.reason().isEmpty()) {
            throw refused(
                    ErrorCode.ROWS_HAVE_CHANGED,
                    "nothing was taken: rows say something else than before, or are missing; give a reason to correct them",
                    uploaded);
        }
        if (!wanted.mayCorrect()) {
            throw new Problem(ErrorCode.NOT_PERMITTED, "correcting rows of earlier files needs the role report");
        }
    }

    private Corrections.Made made(Corrections.Change change, Corrections.Mode mode) {
        try {
            return intake.corrected(change, mode);
        } catch (Corrections.NotCorrectable not) {
            throw new Problem(
                    ErrorCode.EXPIRED,
                    "nothing was taken: the row " + not.id() + " was expired from the log, so that its days cannot be"
                            + " recomputed");
        }
    }

    private static Problem refused(ErrorCode code, String detail, UploadedRows uploaded) {
        return new Problem(code, detail).with("counts", uploaded.counts()).with("rows", uploaded.listed(LISTED));
    }
}
