package io.dabiao.ingest.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Sender;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Overloaded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.work.QueuedWork;
import io.dabiao.work.WorkKind;
import io.dabiao.work.WorkProgress;
import io.dabiao.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;

/**
 * Tries and takes spreadsheets in the background ({@link WorkQueue}). The file and what was found are kept in the database, so that
 * any replica can answer. Safe for use by several threads.
 */
@ApplicationScoped
public class Uploads implements WorkKind {

    private static final Logger LOG = Logger.getLogger(Uploads.class);

    /** Rows that are shown; of more those that somebody has to look at. */
    public static final int LISTED = 10_000;

    /** Of one owner: each may have 32 MB. */
    private static final int MOST = 20;
    /** The content is held here and, on its way, by the driver of the database. */
    private static final int COPIES = 2;

    private static final int WHOLE = 100;

    private static final String UNTIL_IT_IS_MADE = "a file that was tried";

    private final Spreadsheets spreadsheets;
    private final WorkBudget budget;
    private final Settings settings;
    private final ObjectMapper json;
    private final WorkQueue queue;
    private final Clock clock;

    Uploads(
            Spreadsheets spreadsheets,
            WorkBudget budget,
            Settings settings,
            ObjectMapper json,
            WorkQueue queue,
            Clock clock) {
        this.queue = queue;
        this.settings = settings;
        this.budget = budget;
        this.spreadsheets = spreadsheets;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "spreadsheet";
    }

    @Override
    public Duration kept() {
        return Duration.ofDays(1);
    }

    @Override
    public void lost(long work) {
        UploadRow.update(
                "state = ?1, fault = ?2, detail = ?3 where work = ?4 and state in ?5",
                Upload.State.FAILED,
                ErrorCode.GONE.code(),
                "the replica that worked on it is gone: send the file again, what was taken counts once",
                work,
                List.of(Upload.State.TRYING, Upload.State.TAKING));
    }

    /** What a file may have at most, in bytes. */
    public static int limit() {
        return Spreadsheets.LIMIT;
    }

    /**
     * Begins to try a file.
     *
     * @param owner who may see it
     * @param name the file's
     * @param file where it lies; it is copied
     * @param whole whether rows of earlier files that are missing are to be withdrawn
     * @param patience how long it is waited for, as long as it is not ready
     * @return by which it is asked for
     * @throws Problem where the type or the series is not said, or the file is too large
     */
    public long begin(
            String owner,
            String name,
            String type,
            String series,
            boolean whole,
            Path file,
            Sender sender,
            Duration patience) {
        if (type == null || type.isBlank() || series == null || series.isBlank()) {
            throw new Problem(
                    ErrorCode.NOT_SAID, "type says which events the rows are, series names the table they come from");
        }
        long length = length(file);
        if (length > Spreadsheets.LIMIT) {
            throw new Problem(ErrorCode.FILE_TOO_LARGE, "a file may have 32 MB at most");
        }
        Instant now = clock.instant();
        UploadRow upload = new UploadRow();
        upload.owner = owner;
        upload.name = name;
        upload.type = type.strip();
        upload.series = series.strip();
        upload.whole = whole;
        upload.state = Upload.State.TRYING;
        upload.begunAt = now;
        try (WorkBudget.Place place = budget.begin(Work.DOCUMENT, COPIES * length)) {
            place.allowance().check();
            byte[] bytes = bytes(file);
            QuarkusTransaction.requiringNew().run(() -> {
                sweep(owner);
                upload.work = entered(owner);
                upload.persistAndFlush();
                UploadFile content = new UploadFile();
                content.upload = upload.id;
                content.content = bytes;
                content.persist();
            });
        }
        wait(queue.start(this, upload.work, progress -> trying(upload, progress, sender)), patience);
        return upload.id;
    }

    private long entered(String owner) {
        return queue.enter(this, owner, Optional.empty()).orElseThrow();
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void sweep(String owner) {
        UploadRow.of(owner).stream()
                .skip(MOST - 1L)
                .filter(one -> !one.state.runs())
                .forEach(one -> UploadRow.deleteById(one.id));
    }

    /**
     * Begins to take over a file that was tried; once.
     *
     * @param reason why rows of earlier files are replaced or withdrawn; blank where none is
     * @param mayCorrect whether the sender may do that
     * @throws Problem 409 where it cannot be taken over now
     */
    public void take(Upload upload, String reason, Sender sender, boolean mayCorrect, Duration patience) {
        UploadRow row = QuarkusTransaction.requiringNew().call(() -> {
            UploadRow found = worked(upload, List.of(Upload.State.TRIED));
            found.state = Upload.State.TAKING;
            return found;
        });
        Optional<String> why =
                Optional.ofNullable(reason).filter(text -> !text.isBlank()).map(String::strip);
        wait(queue.start(this, row.work, progress -> taking(row, progress, why, sender, mayCorrect)), patience);
    }

    /** One that work begins on, where it is in one of these states. */
    private UploadRow worked(Upload upload, List<Upload.State> states) {
        UploadRow row = UploadRow.<UploadRow>findByIdOptional(upload.id(), LockModeType.PESSIMISTIC_WRITE)
                .filter(one -> states.contains(one.state))
                .orElseThrow(() ->
                        new Problem(ErrorCode.NOT_WAITING, "the file is being worked on, was taken over, or is gone"));
        row.fault = null;
        row.detail = null;
        row.detailZh = null;
        row.work = entered(row.owner);
        return row;
    }

    /** What a column may be: an attribute and its name in Chinese. */
    public record Choice(String attribute, String title) {}

    /** What a column of a table may be, in the order of the vocabulary. */
    public List<Choice> choices() {
        Vocabulary vocabulary = Vocabularies.of(settings);
        return vocabulary.attributes().stream()
                .map(one -> new Choice(one, vocabulary.title(one)))
                .toList();
    }

    /** The titles of a file's columns, each with the attribute it was taken for, which is empty where it is none. */
    public Map<String, String> titles(Upload upload) {
        Map<String, String> titles = new LinkedHashMap<>();
        try {
            String kept = row(upload).titles;
            if (kept != null) {
                Map<String, String> said = ColumnMeaning.of(upload.series(), upload.type());
                Vocabulary vocabulary = Vocabularies.of(settings).saying(said);
                for (String title : json.readValue(kept, String[].class)) {
                    titles.put(
                            title,
                            vocabulary
                                    .column(title)
                                    .map(Vocabulary.Column::attribute)
                                    .orElse(""));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        if (titles.isEmpty()) {
            answer(upload).ifPresent(answer -> {
                titles.putAll(answer.columns());
                answer.ignoredColumns().forEach(title -> titles.putIfAbsent(title, ""));
            });
        }
        return titles;
    }

    /**
     * Keeps what a person says of the columns, for this file and those of the same table that follow, and tries it again.
     *
     * @param columns by title the attribute; empty for a column that is not to be taken
     * @param year of days and months that bear none; null where nothing is said
     * @throws Problem 409 where it is being worked on, was taken over, or is gone
     */
    public void say(
            Upload upload, Map<String, String> columns, Integer year, Sender sender, String by, Duration patience) {
        Spreadsheets.sound(columns);
        UploadRow row = QuarkusTransaction.requiringNew().call(() -> {
            UploadRow found = worked(upload, List.of(Upload.State.TRIED, Upload.State.FAILED));
            found.state = Upload.State.TRYING;
            found.titles = null;
            found.year = year;
            return found;
        });
        ColumnMeaning.say(upload.series(), upload.type(), columns, by, clock.instant());
        wait(queue.start(this, row.work, progress -> trying(row, progress, sender)), patience);
    }

    private static void wait(Future<?> work, Duration patience) {
        try {
            work.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException later) {
            LOG.debug("a file takes longer than its sender is made to wait", later);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    private void trying(UploadRow upload, WorkProgress progress, Sender sender) {
        try {
            Spreadsheets.Answer answer = work(upload, progress, sender, Optional.of(UNTIL_IT_IS_MADE), true, true);
            end(upload, Upload.State.TRIED, answer);
        } catch (Throwable failed) { // Else the file would stand as being tried for ever: its person is told instead.
            fail(upload, Upload.State.FAILED, failed);
        }
    }

    /** What was found to stand in the way is found out again, and the file may be taken over again. */
    private void taking(
            UploadRow upload, WorkProgress progress, Optional<String> reason, Sender sender, boolean mayCorrect) {
        Spreadsheets.Answer answer;
        try {
            answer = work(upload, progress, sender, reason, mayCorrect, false);
        } catch (Throwable failed) { // As above.
            trying(upload, progress, sender);
            fail(upload, Upload.State.TRIED, failed);
            return;
        }
        // It is taken, whatever happens from here on: should this not get on record, the same file once more changes
        // nothing.
        end(upload, Upload.State.TAKEN, answer);
    }

    private Spreadsheets.Answer work(
            UploadRow upload,
            WorkProgress progress,
            Sender sender,
            Optional<String> reason,
            boolean mayCorrect,
            boolean trial) {
        return spreadsheets.take(
                () -> QuarkusTransaction.requiringNew()
                        .call(() -> UploadFile.<UploadFile>findByIdOptional(upload.id))
                        .map(one -> one.content)
                        .orElseThrow(() -> new Problem(ErrorCode.GONE, "the file is gone: send it again")),
                new Spreadsheets.Wanted(
                        upload.type,
                        upload.series,
                        trial,
                        reason,
                        upload.whole,
                        upload.name,
                        sender,
                        mayCorrect,
                        Map.of(),
                        upload.year == null ? OptionalInt.empty() : OptionalInt.of(upload.year)),
                LISTED,
                new Spreadsheets.Listener() {
                    @Override
                    public void read(int rows, int all) {
                        progress.at((int) (WHOLE * (long) rows / Math.max(1, all)), WHOLE);
                    }

                    @Override
                    public void figuring() {
                        progress.at(0, 0);
                    }
                });
    }

    /** The bytes of a file that was taken go with it. */
    private void end(UploadRow upload, Upload.State state, Spreadsheets.Answer answer) {
        byte[] packed = packed(answer);
        QuarkusTransaction.requiringNew().run(() -> {
            UploadRow.update("state = ?1, answer = ?2 where id = ?3", state, packed, upload.id);
            if (state == Upload.State.TAKEN) {
                UploadFile.deleteById(upload.id);
            }
        });
    }

    private void fail(UploadRow upload, Upload.State state, Throwable failed) {
        ErrorCode fault = ErrorCode.BROKEN;
        String detail = "the service failed; its log says why";
        Object chinese = null;
        Object titles = null;
        if (failed instanceof Problem problem) {
            fault = problem.code();
            detail = problem.getMessage();
            chinese = problem.body().get("detailZh");
            titles = problem.body().get("titles");
        } else if (failed instanceof Exceeded exceeded) {
            fault = exceeded.code();
            detail = exceeded.getMessage();
        } else if (failed instanceof Overloaded) {
            fault = ErrorCode.NOT_NOW;
            detail = failed.getMessage();
        } else if (failed instanceof StoreUnavailable) {
            fault = ErrorCode.NOT_NOW;
            detail = failed.getMessage();
            LOG.warn(failed.getMessage());
        } else {
            LOG.errorf(failed, "the uploaded file %d failed", upload.id);
        }
        String said = fault.code();
        String english = detail;
        String zh = Objects.toString(chinese, null);
        String columns = titles == null ? null : written(titles);
        QuarkusTransaction.requiringNew()
                .run(() -> UploadRow.update(
                        "state = ?1, fault = ?2, detail = ?3, detailZh = ?4, titles = ?5 where id = ?6",
                        state,
                        said,
                        english,
                        zh,
                        columns,
                        upload.id));
    }

    private String written(Object titles) {
        try {
            return json.writeValueAsString(titles);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private byte[] packed(Spreadsheets.Answer answer) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                json.writeValue(gzip, answer);
            }
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What was found; empty before it was tried. */
    public Optional<Spreadsheets.Answer> answer(Upload upload) {
        byte[] kept = row(upload).answer;
        if (kept == null) {
            return Optional.empty();
        }
        try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(kept))) {
            return Optional.of(json.readValue(packed, Spreadsheets.Answer.class));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static UploadRow row(Upload upload) {
        return QuarkusTransaction.requiringNew()
                .call(() -> UploadRow.<UploadRow>findByIdOptional(upload.id()))
                .orElseThrow(() -> new Problem(ErrorCode.GONE, "the file is gone: send it again"));
    }

    /** Somebody's files of the last day, the newest first. */
    public List<Upload> of(String owner) {
        List<UploadRow> rows = QuarkusTransaction.requiringNew().call(() -> UploadRow.of(owner));
        Map<Long, QueuedWork> works =
                queue.find(rows.stream().map(row -> row.work).toList());
        return rows.stream()
                .filter(row -> works.containsKey(row.work))
                .map(row -> row.shown(works.get(row.work)))
                .toList();
    }

    /** One of them. */
    public Optional<Upload> find(String owner, long id) {
        return of(owner).stream().filter(one -> one.id() == id).findFirst();
    }
}
