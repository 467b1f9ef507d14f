package io.dabiao.ingest.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Sender;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Overloaded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.lifecycle.Draining;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.StoreUnavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;

/**
 * Tries and takes spreadsheets in the background, one after the other: a large one wants much memory. The file, how far it has come
 * and what was found are kept in the database, so that the one who sent it may leave, and any replica can answer.
 */
@ApplicationScoped
public class Uploads {

    private static final Logger LOG = Logger.getLogger(Uploads.class);

    /** Rows that are shown; of more those that somebody has to look at. */
    public static final int LISTED = 10_000;

    private static final Duration KEPT = Duration.ofDays(1);
    /** Of one owner: each may have 32 MB. */
    private static final int MOST = 20;
    /** The content is held here and, on its way, by the driver of the database. */
    private static final int COPIES = 2;

    /** Of whom no one has heard for so long is gone with its replica. A correction takes eight minutes at most. */
    private static final Duration GONE = Duration.ofMinutes(20);

    private static final String UNTIL_IT_IS_MADE = "a file that was tried";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Spreadsheets spreadsheets;
    private final WorkBudget budget;
    private final Settings settings;
    private final ObjectMapper json;
    private final Clock clock;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "dabiao-uploads");
        thread.setDaemon(true);
        return thread;
    });

    Uploads(Spreadsheets spreadsheets, WorkBudget budget, Settings settings, ObjectMapper json, Clock clock) {
        this.settings = settings;
        this.budget = budget;
        this.spreadsheets = spreadsheets;
        this.json = json;
        this.clock = clock;
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent stopping) throws InterruptedException {
        Draining.drain(worker, STOP_PATIENCE, "spreadsheets");
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
     * @throws Problem where the type or the series is not said, or the file is too large
     */
    public Upload begin(
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
        Upload upload = new Upload();
        upload.owner = owner;
        upload.name = name;
        upload.type = type.strip();
        upload.series = series.strip();
        upload.whole = whole;
        upload.state = Upload.State.TRYING;
        upload.begunAt = now;
        upload.seenAt = now;
        try (WorkBudget.Place place = budget.begin(Work.DOCUMENT, COPIES * length)) {
            place.allowance().check();
            byte[] bytes = bytes(file);
            QuarkusTransaction.requiringNew().run(() -> {
                sweep(owner, now);
                upload.persistAndFlush();
                UploadFile content = new UploadFile();
                content.upload = upload.id;
                content.content = bytes;
                content.persist();
            });
        }
        wait(worker.submit(() -> onRecord(upload, () -> trying(upload, sender))), patience);
        return find(owner, upload.id).orElse(upload);
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

    private static void sweep(String owner, Instant now) {
        Upload.delete("begunAt < ?1", now.minus(KEPT));
        Upload.update(
                "state = ?1, fault = ?2, detail = ?3, endedAt = ?4 where state in ?5 and seenAt < ?6",
                Upload.State.FAILED,
                "gone",
                "the replica that worked on it is gone: send the file again, what was taken counts once",
                now,
                List.of(Upload.State.TRYING, Upload.State.TAKING),
                now.minus(GONE));
        List<Upload> mine = Upload.of(owner);
        mine.stream().skip(MOST - 1L).filter(one -> !one.state.runs()).forEach(one -> Upload.deleteById(one.id));
    }

    /**
     * Begins to take over a file that was tried; once.
     *
     * @param reason why rows of earlier files are replaced or withdrawn; blank where none is
     * @param mayCorrect whether the sender may do that
     * @throws Problem 409 where it cannot be taken over now
     */
    public void take(Upload upload, String reason, Sender sender, boolean mayCorrect, Duration patience) {
        int begun = QuarkusTransaction.requiringNew()
                .call(() -> Upload.update(
                        "state = ?1, percent = 0, fault = null, detail = null, detailZh = null, seenAt = ?2"
                                + " where id = ?3 and state = ?4",
                        Upload.State.TAKING,
                        clock.instant(),
                        upload.id,
                        Upload.State.TRIED));
        if (begun == 0) {
            throw new Problem(ErrorCode.NOT_WAITING, "the file is being worked on, was taken over, or is gone");
        }
        Optional<String> why =
                Optional.ofNullable(reason).filter(text -> !text.isBlank()).map(String::strip);
        wait(worker.submit(() -> onRecord(upload, () -> taking(upload, why, sender, mayCorrect))), patience);
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
            if (upload.titles != null) {
                Map<String, String> said = ColumnMeaning.of(upload.series, upload.type);
                Vocabulary vocabulary = Vocabularies.of(settings).saying(said);
                for (String title : json.readValue(upload.titles, String[].class)) {
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
        int begun = QuarkusTransaction.requiringNew()
                .call(() -> Upload.update(
                        "state = ?1, percent = 0, fault = null, detail = null, detailZh = null, titles = null,"
                                + " year = ?2, seenAt = ?3 where id = ?4 and state in ?5",
                        Upload.State.TRYING,
                        year,
                        clock.instant(),
                        upload.id,
                        List.of(Upload.State.TRIED, Upload.State.FAILED)));
        if (begun == 0) {
            throw new Problem(ErrorCode.NOT_WAITING, "the file is being worked on, was taken over, or is gone");
        }
        ColumnMeaning.say(upload.series, upload.type, columns, by, clock.instant());
        upload.year = year;
        wait(worker.submit(() -> onRecord(upload, () -> trying(upload, sender))), patience);
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

    private void trying(Upload upload, Sender sender) {
        try {
            Spreadsheets.Answer answer = work(upload, sender, Optional.of(UNTIL_IT_IS_MADE), true, true);
            end(upload, Upload.State.TRIED, answer);
        } catch (Throwable failed) { // Else the file would stand as being tried for ever: its person is told instead.
            fail(upload, Upload.State.FAILED, failed);
        }
    }

    /** What was found to stand in the way is found out again, and the file may be taken over again. */
    private void taking(Upload upload, Optional<String> reason, Sender sender, boolean mayCorrect) {
        Spreadsheets.Answer answer;
        try {
            answer = work(upload, sender, reason, mayCorrect, false);
        } catch (Throwable failed) { // As above.
            trying(upload, sender);
            fail(upload, Upload.State.TRIED, failed);
            return;
        }
        // It is taken, whatever happens from here on: should this not get on record, the same file once more changes
        // nothing.
        end(upload, Upload.State.TAKEN, answer);
    }

    /** No one may be waiting any more for what goes wrong here. */
    private static void onRecord(Upload upload, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException unavailable) {
            LOG.errorf(unavailable, "what became of the uploaded file %d is not on record", upload.id);
            throw unavailable;
        }
    }

    private Spreadsheets.Answer work(
            Upload upload, Sender sender, Optional<String> reason, boolean mayCorrect, boolean trial) {
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
                        progress(upload, (int) (100L * rows / Math.max(1, all)));
                    }

                    @Override
                    public void figuring() {
                        progress(upload, -1);
                    }
                });
    }

    private void progress(Upload upload, int percent) {
        QuarkusTransaction.requiringNew()
                .run(() ->
                        Upload.update("percent = ?1, seenAt = ?2 where id = ?3", percent, clock.instant(), upload.id));
    }

    /** The bytes of a file that was taken go with it. */
    private void end(Upload upload, Upload.State state, Spreadsheets.Answer answer) {
        byte[] packed = packed(answer);
        QuarkusTransaction.requiringNew().run(() -> {
            Upload.update(
                    "state = ?1, percent = 100, answer = ?2, endedAt = ?3 where id = ?4",
                    state,
                    packed,
                    clock.instant(),
                    upload.id);
            if (state == Upload.State.TAKEN) {
                UploadFile.deleteById(upload.id);
            }
        });
    }

    private void fail(Upload upload, Upload.State state, Throwable failed) {
        String fault = "broken";
        String detail = "the service failed; its log says why";
        Object chinese = null;
        Object titles = null;
        if (failed instanceof Problem problem) {
            fault = problem.code().title();
            detail = problem.getMessage();
            chinese = problem.body().get("detailZh");
            titles = problem.body().get("titles");
        } else if (failed instanceof Exceeded exceeded) {
            fault = exceeded.code().title();
            detail = exceeded.getMessage();
        } else if (failed instanceof Overloaded) {
            fault = "not now";
            detail = failed.getMessage();
        } else if (failed instanceof StoreUnavailable) {
            fault = "not now";
            detail = failed.getMessage();
            LOG.warn(failed.getMessage());
        } else {
            LOG.errorf(failed, "the uploaded file %d failed", upload.id);
        }
        String said = fault;
        String english = detail;
        String zh = Objects.toString(chinese, null);
        String columns = titles == null ? null : written(titles);
        QuarkusTransaction.requiringNew()
                .run(() -> Upload.update(
                        "state = ?1, fault = ?2, detail = ?3, detailZh = ?4, titles = ?5, endedAt = ?6 where id = ?7",
                        state,
                        said,
                        english,
                        zh,
                        columns,
                        clock.instant(),
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
        if (upload.answer == null) {
            return Optional.empty();
        }
        try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(upload.answer))) {
            return Optional.of(json.readValue(packed, Spreadsheets.Answer.class));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Somebody's files of the last day, the newest first. */
    public List<Upload> of(String owner) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> Upload.of(owner)).stream()
                .filter(one -> one.begunAt.isAfter(now.minus(KEPT)))
                .toList();
    }

    /** One of them. */
    public Optional<Upload> find(String owner, long id) {
        return of(owner).stream().filter(one -> one.id == id).findFirst();
    }
}
