package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.alert.ValuesDue;
import io.dabiao.core.declaration.Target;
import io.dabiao.declare.Declarations;
import io.dabiao.ingest.reported.Documents;
import io.dabiao.ingest.reported.Values;
import io.dabiao.page.FieldText;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/**
 * Many values at once: a row for each indicator that people report, filled in or pasted from a table, with documents for single
 * values and for all of them. Each value is taken by itself; what is wrong stays in its row, and so does what was typed there.
 */
@Path("/enter/grid")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class GridPage {

    /** Rows at once; of more one project is asked for. */
    private static final int MOST = 200;

    public record Choice(String value, String words, boolean chosen) {}

    /** What stands in a row; the date is empty where that of the whole holds. */
    public record Typed(String value, String date, String note, String reason) {

        static final Typed NOTHING = new Typed("", "", "", "");
    }

    /**
     * A row.
     *
     * @param key year, project and indicator
     * @param state why a value is wanted; empty where none is
     * @param mark of the state
     * @param last the newest value with its unit, and {@code day} its day; empty where none was reported
     * @param kind a word of {@link TypedValue.Kind}
     * @param faults by field; {@code reason} is there, too, where one is asked for
     * @param min the first day for which a value holds
     */
    public record Row(
            String key,
            String name,
            String path,
            String project,
            String state,
            String mark,
            String target,
            String last,
            String day,
            String kind,
            String unit,
            String min,
            String max,
            Typed typed,
            List<KeptDocuments.Kept> kept,
            Map<String, String> faults) {}

    /**
     * @param date for which the values hold, unless a row says another
     * @param kept documents for all values
     * @param wrong how many rows are wrong
     * @param fault what is wrong with the whole; empty for nothing
     */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Grid(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            Year year,
            List<Choice> projects,
            boolean wanted,
            String date,
            List<KeptDocuments.Kept> kept,
            List<Row> rows,
            int taken,
            int wrong,
            String fault,
            String kinds,
            long megabytes)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Manual manual;
    private final Values values;
    private final Documents documents;
    private final KeptDocuments kept;
    private final PageContext pageContext;

    GridPage(
            Declarations declarations,
            Manual manual,
            Values values,
            Documents documents,
            KeptDocuments kept,
            PageContext pageContext) {
        this.declarations = declarations;
        this.manual = manual;
        this.values = values;
        this.documents = documents;
        this.kept = kept;
        this.pageContext = pageContext;
    }

    /** What one form said, while it is worked on. */
    private static final class Sent {

        private final Map<String, Typed> typed = new HashMap<>();
        private final Map<String, List<KeptDocuments.Kept>> kept = new HashMap<>();
        private final Map<String, Map<String, String>> faults = new HashMap<>();
        private final List<KeptDocuments.Kept> all = new ArrayList<>();
        private final Set<String> taken = new HashSet<>();
        private String date = "";
        private String fault = "";

        private void fault(String key, String field, String words) {
            faults.computeIfAbsent(key, any -> new HashMap<>()).merge(field, words, (one, other) -> one + " " + other);
        }
    }

    @GET
    public TemplateInstance page(
            @QueryParam("year") Integer wanted,
            @QueryParam("project") String project,
            @QueryParam("wanted") String onlyWanted) {
        return shown(
                Year.of(declarations, pageContext, Optional.ofNullable(wanted)),
                project == null ? "" : project,
                "yes".equals(onlyWanted),
                new Sent());
    }

    private Grid shown(Year year, String project, boolean onlyWanted, Sent sent) {
        Messages messages = pageContext.say(GridPage.class);
        List<Manual.One> all = manual.of(year, pageContext).stream()
                .filter(this::begun)
                .sorted(Comparator.comparing((Manual.One one) ->
                        one.due().map(due -> due.why().ordinal()).orElse(Integer.MAX_VALUE)))
                .toList();
        List<Row> rows = all.stream()
                .filter(one -> sent.faults.containsKey(key(one))
                        || (project.isEmpty()
                                        || one.standing()
                                                .declaration()
                                                .project()
                                                .equals(project))
                                && (!onlyWanted || one.due().isPresent()))
                .limit(MOST)
                .map(one -> row(one, sent, messages))
                .toList();
        List<Choice> projects = all.stream()
                .map(one -> one.standing().declaration())
                .distinct()
                .map(one -> new Choice(one.project(), one.name(), one.project().equals(project)))
                .toList();
        LocalDate today = pageContext.today();
        LocalDate last = LocalDate.of(year.year(), 12, 31);
        return new Grid(
                pageContext.frame(messages.of("gridTitle"), Tabs.crumb(messages)),
                messages,
                Tabs.of(pageContext, messages, Tabs.GRID),
                year,
                projects,
                onlyWanted,
                sent.date.isEmpty() ? (today.isAfter(last) ? last : today).toString() : sent.date,
                sent.all,
                rows,
                sent.taken.size(),
                sent.faults.size(),
                sent.fault,
                documents.kinds(),
                documents.limit() >> 20);
    }

    /** Of a year to come nothing can be reported. */
    private boolean begun(Manual.One one) {
        return !pageContext.now().isBefore(one.standing().declaration().period().start());
    }

    private static String key(Manual.One one) {
        return one.standing().declaration().year() + "/"
                + one.standing().declaration().project() + "/" + one.indicator().id();
    }

    private Row row(Manual.One one, Sent sent, Messages messages) {
        var declaration = one.standing().declaration();
        Optional<Target> target = one.target(pageContext.now());
        String unit = target.map(is -> is.unit().symbol()).orElse("");
        String key = key(one);
        LocalDate today = pageContext.now().atZone(declaration.zone()).toLocalDate();
        LocalDate last = declaration.period().until().minusDays(1);
        boolean done = sent.taken.contains(key);
        return new Row(
                key,
                one.indicator().name(),
                one.path(),
                declaration.name(),
                one.due()
                        .map(ValuesDue::why)
                        .map(why -> messages.of("due_" + why.name()))
                        .orElse(""),
                one.due()
                        .map(ValuesDue::why)
                        .map(why -> why == ValuesDue.Why.NOT_YET
                                ? "no_data"
                                : why == ValuesDue.Why.EXPIRING ? "at_risk" : "breached")
                        .orElse("met"),
                target.map(Target::words).orElse(messages.of("noTarget")),
                one.last()
                        .map(was -> (was.value() == null ? "" : Numbers.whole(was.value()) + " " + unit).strip())
                        .orElse(""),
                one.last()
                        .map(was -> EnterPage.DAY.format(was.at().atZone(declaration.zone())))
                        .orElse(""),
                TypedValue.Kind.of(target, one.indicator().printed()).word(),
                unit,
                declaration.period().from().toString(),
                (today.isAfter(last) ? last : today).toString(),
                done ? Typed.NOTHING : sent.typed.getOrDefault(key, Typed.NOTHING),
                done ? List.of() : sent.kept.getOrDefault(key, List.of()),
                sent.faults.getOrDefault(key, Map.of()));
    }

    /** Fields are called {@code value:}, {@code date:}, {@code note:}, {@code reason:}, {@code kept:} and {@code evidence:} with a row's key. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response report(
            @QueryParam("year") Integer wanted,
            @QueryParam("project") String project,
            @QueryParam("wanted") String onlyWanted,
            @RestForm(FileUpload.ALL) List<FileUpload> files) {
        Messages messages = pageContext.say(GridPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        MultivaluedMap<String, String> fields = FormFields.read();
        Sent sent = new Sent();
        sent.date = first(fields, "date");
        sent.all.addAll(kept.known(fields.get("kept")));
        MultivaluedMap<String, FileUpload> documentsOf = new MultivaluedHashMap<>();
        if (files != null) {
            files.stream()
                    .filter(file -> file.fileName() != null && !file.fileName().isEmpty())
                    .forEach(file -> documentsOf.add(file.name(), file));
        }
        keep(documentsOf.get("evidence"), sent.all, messages).ifPresent(fault -> sent.fault = fault);
        Map<String, Manual.One> rows = new LinkedHashMap<>();
        manual.of(year, pageContext).stream().filter(this::begun).forEach(one -> rows.put(key(one), one));
        int figures = 0;
        for (Map.Entry<String, Manual.One> row : rows.entrySet()) {
            figures += report(row.getKey(), row.getValue(), fields, documentsOf, sent, messages);
        }
        if (sent.fault.isEmpty() && sent.faults.isEmpty() && sent.taken.isEmpty()) {
            sent.fault = messages.of("nothingFilled");
        }
        if (!sent.fault.isEmpty() || !sent.faults.isEmpty()) {
            return Response.status(400)
                    .entity(shown(year, project == null ? "" : project, "yes".equals(onlyWanted), sent))
                    .build();
        }
        String said = messages.of("gridTaken", sent.taken.size()) + messages.of("gridFigures", figures);
        return pageContext.done(
                said,
                Paths.with(
                        Paths.with(Tabs.GRID, "year", String.valueOf(year.year())),
                        "project",
                        project == null ? "" : project));
    }

    /** @return how many figures changed with the row's value; what is wrong with it is said in {@code sent} */
    private int report(
            String key,
            Manual.One one,
            MultivaluedMap<String, String> fields,
            MultivaluedMap<String, FileUpload> files,
            Sent sent,
            Messages messages) {
        Typed typed = new Typed(
                first(fields, "value:" + key),
                first(fields, "date:" + key),
                first(fields, "note:" + key),
                first(fields, "reason:" + key));
        sent.typed.put(key, typed);
        List<KeptDocuments.Kept> evidence = new ArrayList<>(kept.known(fields.get("kept:" + key)));
        keep(files.get("evidence:" + key), evidence, messages).ifPresent(fault -> sent.fault(key, "evidence", fault));
        sent.kept.put(key, evidence);
        if (typed.value().isEmpty()) {
            if (!typed.note().isEmpty() || !evidence.isEmpty()) {
                sent.fault(key, "value", messages.of("fault_nothing_typed"));
            }
            return 0;
        }
        if (!sent.fault.isEmpty() || sent.faults.containsKey(key)) {
            sent.faults.computeIfAbsent(key, any -> new HashMap<>());
            return 0;
        }
        try {
            Values.Asked asked = values.asked(
                    one.standing().declaration().year(),
                    one.standing().declaration().project(),
                    one.indicator().id());
            Values.Answer answer = values.report(
                    asked,
                    new Values.Wanted(
                            TypedValue.number(asked, typed.value(), pageContext.now()),
                            TypedValue.date(typed.date().isEmpty() ? sent.date : typed.date()),
                            null,
                            typed.note(),
                            Stream.concat(evidence.stream(), sent.all.stream())
                                    .map(KeptDocuments.Kept::sha256)
                                    .distinct()
                                    .toList(),
                            typed.reason()),
                    pageContext.sender());
            sent.taken.add(key);
            return answer.figures().size();
        } catch (Problem problem) {
            sent.fault(key, TypedValue.field(problem), Faults.words(problem, messages));
            return 0;
        }
    }

    /** @return what is wrong with the files; empty for nothing */
    private Optional<String> keep(List<FileUpload> files, List<KeptDocuments.Kept> into, Messages messages) {
        List<String> faults = new ArrayList<>();
        for (FileUpload file : files == null ? List.<FileUpload>of() : files) {
            try {
                into.add(kept.keep(file, pageContext.name()));
            } catch (Problem problem) {
                faults.add(messages.of("ofFile", file.fileName(), Faults.words(problem, messages)));
            }
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", faults));
    }

    private static String first(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return FieldText.stripped(value);
    }
}
