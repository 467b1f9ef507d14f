package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.ingest.Naming;
import io.dabiao.ingest.file.Spreadsheets;
import io.dabiao.ingest.file.Templates;
import io.dabiao.ingest.file.Upload;
import io.dabiao.ingest.file.Uploads;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Progress;
import io.dabiao.page.ProgressPart;
import io.dabiao.page.Redirect;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Spreadsheets: a template to fill in, a trial that says row by row what would happen, and the import itself. */
@Path("/enter/files")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.INGEST, Role.ADMIN})
@Blocking
public class FilesPage {

    /** A file that is ready within it shows no progress. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Where the installation says nothing else, an office's table of a type is called so. */
    private static final String SERIES = "//office/";

    private static final int LONGEST = 500;
    private static final int MOST_COLUMNS = 100;

    /** What becomes of rows, in the order in which people have to look at them. */
    private static final List<String> OUTCOMES =
            List.of("wrong", "changed", "withdrawn", "skipped", "duplicate", "new");

    /** A table that can be filled in: a type of events, and the indicators that rest on it. */
    private record Table(String type, Set<String> indicators) {}

    public record Option(String value, String words, boolean chosen) {}

    /** A column of the file, and what it may be. */
    public record Column(String title, List<Option> choices) {}

    public record Count(String mark, String words, long rows) {}

    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllFiles(Frame frame, Messages say, List<Frame.Link> tabs, DataTable.View tables, DataTable.View uploads)
            implements TemplateInstance {}

    /** @param faults by field */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record NewFile(
            Frame frame,
            Messages say,
            String type,
            List<Option> types,
            String series,
            List<String> known,
            boolean whole,
            boolean mayWithdraw,
            Map<String, String> faults,
            int megabytes)
            implements TemplateInstance {}

    /**
     * @param counts of the rows that there are, by outcome; empty before it was tried
     * @param takes whether it may be taken over
     * @param wantsReason whether rows of earlier files change with it
     * @param nothing whether it would change nothing at all
     * @param correction its number; empty where nothing was corrected
     * @param columns what each is, where that may be said; empty where it may not
     * @param year of days and months that bear none; empty where nothing was said
     */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneFile(
            Frame frame,
            Messages say,
            long id,
            boolean runs,
            Progress progress,
            Map<String, String> facts,
            String fault,
            List<Count> counts,
            boolean tried,
            boolean taken,
            boolean takes,
            boolean wantsReason,
            boolean mayCorrect,
            boolean nothing,
            long unlisted,
            String correction,
            String type,
            List<Column> columns,
            String year,
            DataTable.View figures,
            DataTable.View rows)
            implements TemplateInstance {}

    private final Uploads uploads;
    private final Templates templates;
    private final Own own;
    private final PageContext pageContext;

    FilesPage(Uploads uploads, Templates templates, Own own, PageContext pageContext) {
        this.uploads = uploads;
        this.templates = templates;
        this.own = own;
        this.pageContext = pageContext;
    }

    /** Of names several people may have the same. */
    private String owner() {
        return pageContext
                .session()
                .map(session -> "person/" + session.personId())
                .orElse("token/" + pageContext.name());
    }

    /** A programme owner reports, and sends nothing else. */
    private List<Table> tables() {
        return own.indicators().entrySet().stream()
                .filter(one -> !pageContext.limited() || one.getKey().equals(Reported.TYPE))
                .filter(one -> pageContext.may(Role.REPORT) || !one.getKey().equals(Reported.TYPE))
                .map(one -> new Table(one.getKey(), one.getValue()))
                .toList();
    }

    @GET
    public TemplateInstance all() {
        Messages messages = pageContext.say(FilesPage.class);
        DataTable<Table> tables = tables(messages);
        DataTable<Upload> sent = uploads(messages);
        return new AllFiles(
                pageContext.frame(messages.of("files"), Tabs.crumb(messages)),
                messages,
                Tabs.of(pageContext, messages, Tabs.FILES),
                tables.view(),
                sent.view());
    }

    private DataTable<Table> tables(Messages messages) {
        return new DataTable<Table>(pageContext, "tables", messages.of("tables"))
                .column(
                        "indicators",
                        messages.of("feeds"),
                        one -> Cell.text(String.join(messages.of("comma"), one.indicators()))
                                .detail(one.type()))
                .column(
                        "template",
                        messages.of("template"),
                        one -> Cell.links(List.of(
                                new Cell.Link("XLSX", template(one.type(), "xlsx")),
                                new Cell.Link("CSV", template(one.type(), "csv")))))
                .column(
                        "send",
                        messages.of("actions"),
                        one -> Cell.link(
                                messages.of("sendTable"), Tabs.FILES + "/new?type=" + Paths.encoded(one.type())))
                .rows(tables())
                .most(20)
                .empty(messages.of("noTables"));
    }

    private static String template(String type, String format) {
        return Tabs.FILES + "/template?type=" + Paths.encoded(type) + "&format=" + format;
    }

    private DataTable<Upload> uploads(Messages messages) {
        return new DataTable<Upload>(pageContext, "uploads", messages.of("uploads"))
                .column("at", messages.of("sentAt"), one -> Cell.time(one.begun(), pageContext.zone()))
                .column(
                        "name",
                        messages.of("file"),
                        one -> Cell.link(one.name(), Tabs.FILES + "/" + one.id())
                                .detail(one.type()))
                .column("state", messages.of("state"), one -> state(one, messages))
                .column("series", messages.of("series"), one -> Cell.text(one.series()))
                .rows(uploads.of(owner()))
                .goesOn(uploads.of(owner()).stream().anyMatch(one -> one.state().runs()))
                .empty(messages.of("noUploads"));
    }

    private static Cell state(Upload upload, Messages messages) {
        String word = switch (upload.state()) {
            case TRYING, TAKING -> "on_track";
            case TRIED -> "at_risk";
            case TAKEN -> "met";
            case FAILED -> "breached";
        };
        return Cell.mark(word, messages.of("upload_" + upload.state().name()));
    }

    @GET
    @Path("template")
    @Produces(MediaType.WILDCARD)
    public Response template(
            @QueryParam("type") String type,
            @QueryParam("year") Integer year,
            @QueryParam("project") String project,
            @QueryParam("indicator") String indicator,
            @QueryParam("format") String format) {
        return templates.file(
                type,
                year,
                project,
                indicator,
                format == null ? "xlsx" : format,
                pageContext.language().word(),
                effectiveDeclaration ->
                        pageContext.sees(effectiveDeclaration.declaration().project()));
    }

    @GET
    @Path("new")
    public TemplateInstance form(@QueryParam("type") String type) {
        return form(type == null ? "" : type, "", false, Map.of());
    }

    private NewFile form(String type, String series, boolean whole, Map<String, String> faults) {
        Messages messages = pageContext.say(FilesPage.class);
        List<Table> tables = tables();
        return new NewFile(
                pageContext.frame(
                        messages.of("sendTable"),
                        Tabs.crumb(messages),
                        new Frame.Crumb(messages.of("files"), Tabs.FILES)),
                messages,
                type,
                tables.stream()
                        .map(one -> new Option(
                                one.type(),
                                messages.of(
                                        "typeWords", String.join(messages.of("comma"), one.indicators()), one.type()),
                                one.type().equals(type)))
                        .toList(),
                series.isEmpty() && !type.isEmpty() ? SERIES + type : series,
                uploads.of(owner()).stream().map(Upload::series).distinct().toList(),
                whole,
                pageContext.may(Role.REPORT) && !pageContext.limited(),
                faults,
                Uploads.limit() >> 20);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response send(
            @RestForm String type, @RestForm String series, @RestForm String whole, @RestForm("file") FileUpload file) {
        Messages messages = pageContext.say(FilesPage.class);
        String of = type == null ? "" : type.strip();
        String from = series == null || series.isBlank() ? SERIES + of : series.strip();
        boolean all = whole != null;
        Map<String, String> faults = new TreeMap<>();
        if (tables().stream().noneMatch(one -> one.type().equals(of))) {
            faults.put("type", messages.of("fault_no_type"));
        }
        if (from.length() > LONGEST) {
            faults.put("series", messages.of("fault_series_too_long", LONGEST));
        }
        if (file == null || file.fileName() == null || file.fileName().isEmpty() || file.size() == 0) {
            faults.put("file", messages.of("fault_no_file"));
        } else if (file.size() > Uploads.limit()) {
            faults.put("file", messages.of("fault_file_too_large"));
        }
        if (!faults.isEmpty()) {
            return Response.status(400).entity(form(of, from, all, faults)).build();
        }
        if (all && pageContext.limited()) {
            throw new Problem(
                    ErrorCode.NOT_PERMITTED, "rows of others may be in the table: it cannot be replaced as a whole");
        }
        long begun = uploads.begin(
                owner(),
                name(file.fileName()),
                of,
                from,
                all && pageContext.may(Role.REPORT),
                file.uploadedFile(),
                Naming.of(pageContext.sender(), own.standings()),
                PATIENCE);
        return Redirect.to(Tabs.FILES + "/" + begun);
    }

    private static String name(String given) {
        String plain = given.replaceAll("[\\p{Cntrl}/\\\\]", "_").strip();
        return plain.length() > 200 ? plain.substring(0, 200) : plain;
    }

    private Upload found(long id) {
        return uploads.find(owner(), id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_FILE, "no file of yours has the number " + id));
    }

    private Progress progress(Upload upload, Messages messages) {
        String here = Tabs.FILES + "/" + upload.id();
        boolean done = !upload.state().runs();
        String words = done
                ? messages.of("workDone")
                : upload.work().percent() < 0
                        ? messages.of("workFigures")
                        : messages.of(upload.state() == Upload.State.TAKING ? "workTaking" : "workReading");
        return new Progress(words, done ? 100 : upload.work().percent(), done, here + "/progress", here);
    }

    @GET
    @Path("{id: \\d+}/progress")
    public Response progress(@PathParam("id") long id) {
        Messages messages = pageContext.say(FilesPage.class);
        return new ProgressPart(progress(found(id), messages), pageContext.frame(messages.of("files"))).answer();
    }

    @GET
    @Path("{id: \\d+}")
    public TemplateInstance one(@PathParam("id") long id) {
        Messages messages = pageContext.say(FilesPage.class);
        Upload upload = found(id);
        Optional<Spreadsheets.Answer> answer = upload.state().runs() ? Optional.empty() : uploads.answer(upload);
        DataTable<Spreadsheets.RowReceipt> rows =
                rows(answer.map(Spreadsheets.Answer::rows).orElse(List.of()), messages);
        var figures = Changes.listing(
                pageContext,
                messages.of(upload.state() == Upload.State.TAKEN ? "figuresChanged" : "figuresWould"),
                messages.of(upload.state() == Upload.State.TAKEN ? "noFiguresChanged" : "noFiguresWould"),
                answer.map(Spreadsheets.Answer::figures).orElse(List.of()),
                messages);
        return shown(upload, answer, figures.view(), rows.view(), "", messages);
    }

    private OneFile shown(
            Upload upload,
            Optional<Spreadsheets.Answer> answer,
            DataTable.View figures,
            DataTable.View rows,
            String fault,
            Messages messages) {
        Map<String, Long> counts = answer.map(Spreadsheets.Answer::counts).orElse(Map.of());
        long changing = counts.getOrDefault("changed", 0L) + counts.getOrDefault("withdrawn", 0L);
        long taking = changing + counts.getOrDefault("new", 0L);
        boolean tried = upload.state() == Upload.State.TRIED;
        boolean sound = counts.getOrDefault("wrong", 0L) == 0;
        boolean mayCorrect = pageContext.may(Role.REPORT);
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        String said = !fault.isEmpty()
                ? fault
                : upload.fault()
                        .map(one -> Faults.words(
                                one.code(), one.detail(), one.detailZh().orElse(null), messages))
                        .orElse("");
        return new OneFile(
                pageContext.frame(
                        upload.name(), Tabs.crumb(messages), new Frame.Crumb(messages.of("files"), Tabs.FILES)),
                messages,
                upload.id(),
                upload.state().runs(),
                progress(upload, messages),
                facts(upload, answer, messages),
                said,
                OUTCOMES.stream()
                        .filter(word -> counts.getOrDefault(word, 0L) > 0)
                        .map(word -> new Count(mark(word), messages.of("outcome_" + word), counts.get(word)))
                        .toList(),
                tried,
                upload.state() == Upload.State.TAKEN,
                tried && sound && taking > 0 && (changing == 0 || mayCorrect),
                changing > 0,
                mayCorrect,
                tried && sound && taking == 0,
                all - answer.map(one -> one.rows().size()).orElse(0),
                answer.map(Spreadsheets.Answer::correction).map(String::valueOf).orElse(""),
                upload.type(),
                columns(upload, messages),
                upload.year().isEmpty() ? "" : String.valueOf(upload.year().getAsInt()),
                figures,
                rows);
    }

    /** Titles that the vocabulary knows are chosen already; what is chosen for another is remembered. */
    private List<Column> columns(Upload upload, Messages messages) {
        if (upload.state() != Upload.State.TRIED && upload.state() != Upload.State.FAILED) {
            return List.of();
        }
        boolean chinese = messages.language() == Language.ZH;
        List<Column> columns = new ArrayList<>();
        uploads.titles(upload).forEach((title, attribute) -> {
            List<Option> choices = new ArrayList<>();
            choices.add(new Option("", messages.of("columnNotTaken"), attribute.isEmpty()));
            uploads.choices()
                    .forEach(one -> choices.add(new Option(
                            one.attribute(),
                            chinese && !one.title().equals(one.attribute())
                                    ? messages.of("typeWords", one.title(), one.attribute())
                                    : one.attribute(),
                            one.attribute().equals(attribute))));
            if (choices.stream().noneMatch(Option::chosen)) {
                choices.add(new Option(attribute, attribute, true));
            }
            columns.add(new Column(title, choices));
        });
        return columns;
    }

    /** What the columns are, as a person says: the file is tried again so, and the table's next one too. */
    @POST
    @Path("{id: \\d+}/columns")
    public Response columns(
            @PathParam("id") long id,
            @RestForm List<String> title,
            @RestForm List<String> attribute,
            @RestForm String year,
            @RestForm String csrf) {
        Upload upload = found(id);
        if (title.size() != attribute.size() || title.size() > MOST_COLUMNS) {
            throw new Problem(ErrorCode.NOT_SAID, "each title goes with one attribute, which may be empty");
        }
        Map<String, String> said = new LinkedHashMap<>();
        Map<String, String> before = uploads.titles(upload);
        for (int i = 0; i < title.size(); i++) {
            if (before.containsKey(title.get(i)) && !before.get(title.get(i)).equals(attribute.get(i))) {
                said.put(title.get(i), attribute.get(i));
            }
        }
        Integer of = year == null || !year.strip().matches("(?:19|20)\\d{2}") ? null : Integer.valueOf(year.strip());
        uploads.say(upload, said, of, Naming.of(pageContext.sender(), own.standings()), pageContext.name(), PATIENCE);
        return Redirect.to(Tabs.FILES + "/" + id);
    }

    private Map<String, String> facts(Upload upload, Optional<Spreadsheets.Answer> answer, Messages messages) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(messages.of("state"), messages.of("upload_" + upload.state().name()));
        facts.put(
                messages.of("sentAt"),
                Cell.time(upload.begun(), pageContext.zone()).text());
        facts.put(messages.of("type"), upload.type());
        facts.put(messages.of("series"), upload.series());
        if (upload.whole()) {
            facts.put(messages.of("extent"), messages.of("wholeTable"));
        }
        answer.ifPresent(one -> {
            StringBuilder columns = new StringBuilder();
            one.columns()
                    .forEach((header, attribute) -> columns.append(columns.isEmpty() ? "" : messages.of("comma"))
                            .append(multiplied(header, one, messages))
                            .append(header.equals(attribute) ? "" : " → " + attribute));
            facts.put(messages.of("columns"), columns.toString());
            if (!one.otherSheets().isEmpty()) {
                facts.put(messages.of("sheet"), one.sheet());
                facts.put(messages.of("otherSheets"), String.join(messages.of("comma"), one.otherSheets()));
            }
            if (!one.ignoredColumns().isEmpty()) {
                facts.put(messages.of("ignored"), String.join(messages.of("comma"), one.ignoredColumns()));
            }
        });
        return facts;
    }

    private static String multiplied(String header, Spreadsheets.Answer answer, Messages messages) {
        BigDecimal factor = answer.units().get(header);
        return factor == null ? header : messages.of("times", header, Numbers.whole(factor));
    }

    private static String mark(String outcome) {
        return switch (outcome) {
            case "wrong" -> "breached";
            case "changed", "withdrawn" -> "at_risk";
            case "new" -> "met";
            default -> "undeclared";
        };
    }

    private DataTable<Spreadsheets.RowReceipt> rows(List<Spreadsheets.RowReceipt> all, Messages messages) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        OUTCOMES.forEach(word -> outcomes.put(word, messages.of("outcome_" + word)));
        return new DataTable<Spreadsheets.RowReceipt>(pageContext, "rows", messages.of("rowsFound"))
                .choice("outcome", messages.of("outcome"), outcomes, Spreadsheets.RowReceipt::outcome)
                .column(
                        "row",
                        messages.of("row"),
                        one -> Cell.number(one.row() == null ? null : BigDecimal.valueOf(one.row())))
                .column(
                        "outcome",
                        messages.of("outcome"),
                        one -> Cell.mark(mark(one.outcome()), messages.of("outcome_" + one.outcome())))
                .column("time", messages.of("readTime"), one -> Cell.time(one.time(), pageContext.zone()))
                .column(
                        "value",
                        messages.of("readValue"),
                        one -> one.value() == null
                                ? Cell.number(null)
                                : Cell.number(one.value(), Numbers.whole(one.value())))
                .column(
                        "what",
                        messages.of("what"),
                        one -> Cell.text(messages.of(new Words(
                                        Objects.toString(one.detail(), ""), Objects.toString(one.detailZh(), ""))))
                                .detail(Objects.toString(one.id(), "")))
                .rows(all.stream()
                        .sorted(Comparator.comparingInt(Spreadsheets.RowReceipt::urgency))
                        .toList())
                .most(50)
                .empty(messages.of("noRows"));
    }

    @POST
    @Path("{id: \\d+}/take")
    public Response take(@PathParam("id") long id, @RestForm String reason, @RestForm String csrf) {
        Messages messages = pageContext.say(FilesPage.class);
        Upload upload = found(id);
        uploads.take(
                upload,
                reason,
                Naming.of(pageContext.sender(), own.standings()),
                pageContext.may(Role.REPORT),
                PATIENCE);
        if (found(id).state() == Upload.State.TAKEN) {
            pageContext.flash(messages.of("imported"));
        }
        return Redirect.to(Tabs.FILES + "/" + id);
    }
}
