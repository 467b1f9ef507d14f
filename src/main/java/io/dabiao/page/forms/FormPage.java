package io.dabiao.page.forms;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.ReviewAdvice;
import io.dabiao.forms.Draft;
import io.dabiao.forms.Form;
import io.dabiao.forms.Settled;
import io.dabiao.forms.work.FormWork;
import io.dabiao.forms.work.FormWorks;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** One project of a form: what is doubtful beside its source, settled one by one, then handed in. */
@Path("/enter/forms/{id}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class FormPage {

    /** @param here whether it is the row itself, and not one around it */
    public record Beside(String text, boolean here) {}

    /**
     * A row, or something that could not be read, as a form to be filled in.
     *
     * @param key of the row in paths and ids: {@code rows/3} or {@code unread/0}
     * @param mark the same, to stand in an id
     * @param known whether it was read at all
     * @param doubts why somebody has to look
     * @param narrated what the goal in words says of it
     * @param measured what it would measure, in words; empty where it would not be taken
     * @param by who settled it; empty for no one
     * @param faults what is wrong with what was typed
     * @param refused likewise, in English
     */
    public record Item(
            String key,
            String mark,
            String title,
            String place,
            String printed,
            List<Beside> lines,
            boolean known,
            List<String> doubts,
            List<String> narrated,
            Settled.SettledRow shown,
            String measured,
            boolean settled,
            String by,
            List<String> faults,
            List<Fault> refused) {}

    /** @param on whether it is settled */
    public record Doubt(int number, String words, boolean on) {}

    /** A row in the list of all of them. */
    public record Line(String name, String path, String printed, String read, String measured, String standing) {}

    /** What is chosen from. */
    public record Choice(String word, String words) {}

    /**
     * The project as a whole, as shown in its fields.
     *
     * @param open whether something of it is not settled
     */
    public record Head(
            String project,
            String name,
            String year,
            String institution,
            String from,
            String to,
            String total,
            String treasury,
            String carriedOver,
            String other,
            String goal,
            List<Doubt> doubts,
            boolean open,
            List<String> faults) {}

    /**
     * @param open how many things are not settled yet
     * @param doubtful how many there were
     * @param items those that are open, or were asked for
     * @param narrative what only the goal in words promises, or otherwise than the table
     * @param waits whether it can be handed in
     * @param completions of how many rows nothing is open but from which completion on their words count
     * @param faults what would keep the declaration from being approved
     * @param advice what a reviewer would say of it
     * @param handed path of the version; empty before it is handed in
     */
    @CheckedTemplate(basePath = "forms", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneForm(
            Frame frame,
            Messages say,
            String path,
            int seen,
            String file,
            int open,
            int doubtful,
            int settledPart,
            Head head,
            List<Item> items,
            long completions,
            DataTable.View lines,
            List<String> narrative,
            List<Choice> levels,
            List<String> operators,
            List<Choice> behaviours,
            boolean editable,
            List<Fault> faults,
            List<String> advice,
            String handed,
            String fault,
            String text)
            implements TemplateInstance {}

    /** What was typed and not taken, to be shown again. */
    private record Typed(
            String key,
            Settled.SettledRow row,
            List<String> faults,
            List<Fault> refused,
            HeadTyped head,
            String fault) {

        static final Typed NOTHING = new Typed("", null, List.of(), List.of(), null, "");

        static Typed said(String fault) {
            return new Typed("", null, List.of(), List.of(), null, fault);
        }
    }

    private final FormWorks works;
    private final Declarations declarations;
    private final ReviewAdvice advisor;
    private final PageContext pageContext;

    FormPage(FormWorks works, Declarations declarations, ReviewAdvice advisor, PageContext pageContext) {
        this.works = works;
        this.declarations = declarations;
        this.advisor = advisor;
        this.pageContext = pageContext;
    }

    /** @throws Problem where there is none, or none that the one who looks may see */
    private FormWorks.Opened opened(long id) {
        return works.find(id)
                .filter(one -> !pageContext.limited() || one.work().createdBy.equals(pageContext.name()))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_FORM, "no form is being settled under " + id));
    }

    /** @param asked the key of a row that is to be shown though nothing of it is open */
    @GET
    public TemplateInstance page(@PathParam("id") long id, @QueryParam("item") String asked) {
        FormWorks.Opened opened = opened(id);
        return page(opened, asked == null ? "" : asked, Typed.NOTHING);
    }

    private OneForm page(FormWorks.Opened opened, String asked, Typed typed) {
        Messages messages = pageContext.say(FormPage.class);
        Draft draft = opened.draft();
        FormWork work = opened.work();
        String path = path(work);
        String title = work.name.isEmpty() ? messages.of("nameless") : work.name;
        int open = draft.open();
        String text = draft.yaml();
        return new OneForm(
                pageContext.frame(title, new Frame.Crumb(messages.of("title"), "/enter/forms")),
                messages,
                path,
                work.revision,
                FormsPage.file(messages, work),
                open,
                draft.doubtful(),
                draft.doubtful() == 0 ? 100 : 100 * (draft.doubtful() - open) / draft.doubtful(),
                head(messages, opened, typed),
                opened.open() ? items(messages, opened, asked, typed) : List.of(),
                opened.open()
                        ? draft.rows().stream()
                                .filter(Draft.DraftRow::onlyCompletion)
                                .count()
                        : 0,
                rows(opened).view(),
                opened.form().narrative().stream()
                        .map(one -> narrated(messages, one))
                        .toList(),
                RowTyped.LEVELS.stream().map(level -> new Choice(level, level)).toList(),
                RowTyped.OPERATORS,
                Arrays.stream(Behaviour.values())
                        .map(one -> new Choice(one.word(), messages.of("behaviour_" + one.name())))
                        .toList(),
                opened.open(),
                opened.open() && open == 0 ? faults(text) : List.of(),
                opened.open() && open == 0 ? advice(messages, text) : List.of(),
                work.handedVersion == null
                        ? ""
                        : "/declarations/" + work.handedYear + "/" + Paths.encoded(work.handedProject) + "?version="
                                + work.handedVersion,
                typed.fault(),
                text);
    }

    private static String path(FormWork work) {
        return "/enter/forms/" + work.id;
    }

    private static List<Fault> faults(String text) {
        return DeclarationReader.read("draft", text) instanceof DeclarationReader.DeclarationReading.Refused refused
                ? refused.faults()
                : List.of();
    }

    private List<String> advice(Messages messages, String text) {
        return DeclarationReader.read("draft", text) instanceof DeclarationReader.DeclarationReading.Accepted accepted
                ? advisor.of(accepted.declaration()).stream()
                        .map(one -> messages.of(one.words()))
                        .toList()
                : List.of();
    }

    private static String narrated(Messages messages, Form.Narrated one) {
        return one.indicator()
                .map(name -> messages.of(one.conflict() ? "narratedOtherwise" : "narratedOnly", name, one.text()))
                .orElse(one.text());
    }

    private Head head(Messages messages, FormWorks.Opened opened, Typed typed) {
        Draft draft = opened.draft();
        Settled settled = opened.settled();
        List<Doubt> doubts = new ArrayList<>();
        for (int i = 0; i < draft.doubts().size(); i++) {
            String words = draft.doubts().get(i);
            boolean on = typed.head() == null
                    ? settled.doubts().contains(words)
                    : typed.head().doubts != null && typed.head().doubts.contains(String.valueOf(i));
            doubts.add(new Doubt(i, words, on));
        }
        boolean open =
                draft.doubts().stream().anyMatch(words -> !settled.doubts().contains(words));
        if (typed.head() != null) {
            HeadTyped head = typed.head();
            return new Head(
                    FieldText.stripped(head.project),
                    FieldText.stripped(head.name),
                    FieldText.stripped(head.year),
                    FieldText.stripped(head.institution),
                    FieldText.stripped(head.from),
                    FieldText.stripped(head.to),
                    FieldText.stripped(head.total),
                    FieldText.stripped(head.treasury),
                    FieldText.stripped(head.carriedOver),
                    FieldText.stripped(head.other),
                    FieldText.stripped(head.goal),
                    doubts,
                    true,
                    typed.faults().stream().map(messages::of).toList());
        }
        Settled.Head head = draft.head();
        return new Head(
                head.project(),
                head.name(),
                draft.dated() ? String.valueOf(head.year()) : "",
                head.institution(),
                draft.dated() ? head.from().toString() : "",
                draft.dated() ? head.to().toString() : "",
                head.total().toPlainString(),
                head.treasury().toPlainString(),
                head.carriedOver().toPlainString(),
                head.other().toPlainString(),
                head.goal(),
                doubts,
                open || !draft.dated(),
                List.of());
    }

    private List<Item> items(Messages messages, FormWorks.Opened opened, String asked, Typed typed) {
        List<Item> items = new ArrayList<>();
        for (Draft.DraftRow draftRow : opened.draft().rows()) {
            String key = "rows/" + draftRow.number();
            if (draftRow.open() || asked.equals(key) || typed.key().equals(key)) {
                items.add(item(messages, opened, key, draftRow, typed.key().equals(key) ? typed : Typed.NOTHING));
            }
        }
        for (int i = 0; i < opened.form().unread().size(); i++) {
            String key = "unread/" + i;
            boolean settled = opened.settled().unread().containsKey(i);
            if (!settled || asked.equals(key) || typed.key().equals(key)) {
                items.add(unread(messages, opened, key, i, typed.key().equals(key) ? typed : Typed.NOTHING));
            }
        }
        return items;
    }

    private Item item(Messages messages, FormWorks.Opened opened, String key, Draft.DraftRow draftRow, Typed typed) {
        Settled.SettledRow shown = typed.row() == null ? draftRow.shown() : typed.row();
        return new Item(
                key,
                key.replace('/', '-'),
                draftRow.printed().name(),
                draftRow.printed().place(),
                draftRow.printed().printed(),
                beside(opened, draftRow.printed().line()),
                true,
                draftRow.doubts(),
                opened.form().narrative().stream()
                        .filter(one -> one.indicator()
                                .equals(Optional.of(draftRow.printed().name())))
                        .map(one -> narrated(messages, one))
                        .toList(),
                shown,
                Draft.measured(draftRow.printed(), shown).map(pageContext::said).orElse(""),
                draftRow.settled(),
                draftRow.settled() ? draftRow.shown().by() : "",
                typed.faults().stream().map(messages::of).toList(),
                typed.refused());
    }

    private Item unread(Messages messages, FormWorks.Opened opened, String key, int number, Typed typed) {
        Form.Unread unread = opened.form().unread().get(number);
        Optional<Settled.Unread> settled =
                Optional.ofNullable(opened.settled().unread().get(number));
        Settled.SettledRow shown = Optional.ofNullable(typed.row())
                .or(() -> settled.flatMap(Settled.Unread::row))
                .orElse(new Settled.SettledRow(
                        true, unread.text(), "", "", "≥", "", "", false, "standing", "reported", "P400D", "", ""));
        return new Item(
                key,
                key.replace('/', '-'),
                unread.text(),
                unread.place(),
                "",
                beside(opened, unread.line()),
                false,
                List.of(unread.reason()),
                List.of(),
                shown,
                "",
                settled.isPresent(),
                settled.map(Settled.Unread::by).orElse(""),
                typed.faults().stream().map(messages::of).toList(),
                typed.refused());
    }

    private static List<Beside> beside(FormWorks.Opened opened, int line) {
        return opened.around(line).stream()
                .map(one -> new Beside(one.text(), one.line() == line))
                .toList();
    }

    private DataTable<Line> rows(FormWorks.Opened opened) {
        Messages messages = pageContext.say(FormPage.class);
        String path = path(opened.work());
        boolean posted = !Paths.same(pageContext.path(), path);
        return new DataTable<Line>(pageContext, "all", messages.of("allRows"))
                .at(posted ? path : pageContext.path())
                .column(
                        "indicator",
                        messages.of("indicator"),
                        line -> opened.open() ? Cell.link(line.name(), line.path()) : Cell.text(line.name()))
                .column("printed", messages.of("printedColumn"), line -> Cell.text(line.printed()))
                .column("read", messages.of("readColumn"), line -> Cell.text(line.read()))
                .column("measured", messages.of("measuredColumn"), line -> Cell.text(line.measured()))
                .column("state", messages.of("state"), line -> Cell.text(line.standing()))
                .rows(lines(messages, opened, path));
    }

    private List<Line> lines(Messages messages, FormWorks.Opened opened, String path) {
        List<Line> lines = new ArrayList<>();
        for (Draft.DraftRow draftRow : opened.draft().rows()) {
            String key = "rows/" + draftRow.number();
            lines.add(line(draftRow.printed(), draftRow.shown(), path, key, standing(messages, draftRow)));
        }
        opened.settled().unread().forEach((number, one) -> {
            Form.Unread unread = opened.form().unread().get(number);
            String key = "unread/" + number;
            lines.add(one.row()
                    .map(settledRow -> line(
                            Draft.added(unread, settledRow), settledRow, path, key, messages.of("added", one.by())))
                    .orElseGet(() -> new Line(
                            unread.text(), link(path, key), unread.text(), "", "", messages.of("leftOut", one.by()))));
        });
        return lines;
    }

    private static String standing(Messages messages, Draft.DraftRow draftRow) {
        if (draftRow.settled()) {
            return messages.of(
                    draftRow.shown().kept() ? "settledBy" : "leftOut",
                    draftRow.shown().by());
        }
        return messages.of(draftRow.open() ? "isOpen" : "asRead");
    }

    private Line line(Form.FormRow printed, Settled.SettledRow settledRow, String path, String key, String standing) {
        boolean target = settledRow.kept() && !settledRow.value().isEmpty();
        return new Line(
                settledRow.name(),
                link(path, key),
                printed.printed(),
                target ? settledRow.operator() + " " + settledRow.value() + " " + settledRow.unit() : "",
                settledRow.kept()
                        ? Draft.measured(printed, settledRow)
                                .map(pageContext::said)
                                .orElse("")
                        : "",
                standing);
    }

    private static String link(String path, String key) {
        return path + "?item=" + key + "#" + key.replace('/', '-');
    }

    @POST
    @Path("head")
    public Response head(@PathParam("id") long id, @BeanParam HeadTyped typed) {
        FormWorks.Opened opened = opened(id);
        List<String> faults = typed.faults();
        if (!faults.isEmpty()) {
            return refused(opened, 400, new Typed("", null, faults, List.of(), typed, ""));
        }
        Settled settled =
                opened.settled().with(typed.head(), typed.settled(opened.draft().doubts()));
        return saved(opened, typed.seen, settled, new Typed("", null, List.of(), List.of(), typed, ""));
    }

    @POST
    @Path("rows/{number}")
    public Response row(@PathParam("id") long id, @PathParam("number") int number, @BeanParam RowTyped typed) {
        FormWorks.Opened opened = opened(id);
        Draft.DraftRow draftRow = opened.draft().rows().stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_ROW, "the form has no row " + number));
        known(typed);
        if (typed.act.equals("reopen")) {
            return saved(opened, typed.seen, opened.settled().without(number), Typed.NOTHING);
        }
        Settled.SettledRow shown =
                typed.act.equals("correct") ? typed.row(pageContext.name()) : by(draftRow.shown(), pageContext.name());
        String key = "rows/" + number;
        if (typed.act.equals("drop")) {
            return saved(opened, typed.seen, opened.settled().with(number, dropped(draftRow.shown())), Typed.NOTHING);
        }
        List<String> faults = RowTyped.faults(shown);
        List<Fault> refused = faults.isEmpty() ? Draft.faults(draftRow.printed(), shown) : List.of();
        if (!faults.isEmpty() || !refused.isEmpty()) {
            return refused(opened, 400, new Typed(key, shown, faults, refused, null, ""));
        }
        return saved(
                opened,
                typed.seen,
                opened.settled().with(number, shown),
                new Typed(key, shown, List.of(), List.of(), null, ""));
    }

    private Settled.SettledRow dropped(Settled.SettledRow settledRow) {
        Settled.SettledRow of = by(settledRow, pageContext.name());
        return new Settled.SettledRow(
                false,
                of.name(),
                of.level1(),
                of.level2(),
                of.operator(),
                of.value(),
                of.unit(),
                of.completion(),
                of.behaviour(),
                of.measure(),
                of.cadence(),
                of.because(),
                of.by());
    }

    private static Settled.SettledRow by(Settled.SettledRow settledRow, String name) {
        return new Settled.SettledRow(
                true,
                settledRow.name(),
                settledRow.level1(),
                settledRow.level2(),
                settledRow.operator(),
                settledRow.value(),
                settledRow.unit(),
                settledRow.completion(),
                settledRow.behaviour(),
                settledRow.measure(),
                settledRow.cadence(),
                settledRow.because(),
                name);
    }

    /** Confirms of every row that promises in words, and of which nothing else is open, from which completion on it counts. */
    @POST
    @Path("completions")
    public Response completions(@PathParam("id") long id, @RestForm int seen) {
        FormWorks.Opened opened = opened(id);
        Settled settled = opened.settled();
        for (Draft.DraftRow draftRow : opened.draft().rows()) {
            if (draftRow.onlyCompletion()) {
                settled = settled.with(draftRow.number(), by(draftRow.shown(), pageContext.name()));
            }
        }
        return saved(opened, seen, settled, Typed.NOTHING);
    }

    @POST
    @Path("unread/{number}")
    public Response unread(@PathParam("id") long id, @PathParam("number") int number, @BeanParam RowTyped typed) {
        FormWorks.Opened opened = opened(id);
        if (number < 0 || number >= opened.form().unread().size()) {
            throw new Problem(ErrorCode.NO_SUCH_ROW, "nothing unread has the number " + number);
        }
        known(typed);
        if (!typed.act.equals("correct")) {
            Settled.Unread none = new Settled.Unread(Optional.empty(), pageContext.name());
            return saved(opened, typed.seen, opened.settled().with(number, none), Typed.NOTHING);
        }
        Settled.SettledRow settledRow = typed.row(pageContext.name());
        String key = "unread/" + number;
        List<String> faults = RowTyped.faults(settledRow);
        List<Fault> refused = faults.isEmpty()
                ? Draft.faults(Draft.added(opened.form().unread().get(number), settledRow), settledRow)
                : List.of();
        if (!faults.isEmpty() || !refused.isEmpty()) {
            return refused(opened, 400, new Typed(key, settledRow, faults, refused, null, ""));
        }
        return saved(
                opened,
                typed.seen,
                opened.settled().with(number, new Settled.Unread(Optional.of(settledRow), pageContext.name())),
                new Typed(key, settledRow, List.of(), List.of(), null, ""));
    }

    private static void known(RowTyped typed) {
        if (!RowTyped.known(typed.act)) {
            throw new Problem(ErrorCode.NO_SUCH_ACT, "a row is confirmed, corrected, dropped or opened again");
        }
    }

    private Response saved(FormWorks.Opened opened, int seen, Settled settled, Typed typed) {
        if (!works.settle(opened.work().id, seen, settled, pageContext.name())) {
            return conflict(opened, typed);
        }
        FormWorks.Opened now = opened(opened.work().id);
        String next = now.draft().rows().stream()
                .filter(Draft.DraftRow::open)
                .findFirst()
                .map(draftRow -> "#rows-" + draftRow.number())
                .orElse(now.draft().open() == 0 ? "#hand-in" : "");
        return done(pageContext.say(FormPage.class).of("savedWords", now.draft().open()), path(opened.work()) + next);
    }

    /** Somebody else was first: what was typed is still there, beside what he has saved. */
    private Response conflict(FormWorks.Opened opened, Typed typed) {
        Messages messages = pageContext.say(FormPage.class);
        return refused(
                opened(opened.work().id),
                409,
                new Typed(
                        typed.key(),
                        typed.row(),
                        typed.faults(),
                        typed.refused(),
                        typed.head(),
                        messages.of("conflict")));
    }

    private Response refused(FormWorks.Opened opened, int status, Typed typed) {
        return Response.status(status).entity(page(opened, typed.key(), typed)).build();
    }

    @POST
    @Path("hand-in")
    public Response handIn(@PathParam("id") long id, @RestForm String reason, @RestForm int seen) {
        Messages messages = pageContext.say(FormPage.class);
        FormWorks.Opened opened = opened(id);
        if (opened.work().revision != seen || !opened.open()) {
            return conflict(opened, Typed.NOTHING);
        }
        if (reason == null || reason.isBlank()) {
            return refused(opened, 400, Typed.said(messages.of("needsReason")));
        }
        Settled.Head head = opened.draft().head();
        if (!pageContext.sees(head.project())) {
            throw new ForbiddenException("a programme owner hands in his own projects alone");
        }
        if (opened.draft().open() > 0 || !faults(opened.draft().yaml()).isEmpty()) {
            return refused(opened, 422, Typed.said(messages.of("notSettled")));
        }
        Optional<String> file = declarations.file(new Declarations.Key(head.year(), head.project()));
        if (file.isPresent()) {
            return refused(opened, 409, Typed.said(messages.of("ownFile", file.get())));
        }
        Optional<DeclarationVersion> version = works.handIn(opened, pageContext.name(), reason.strip());
        return version.map(one -> done(
                        messages.of("handedWords"),
                        "/declarations/" + one.year + "/" + Paths.encoded(one.project) + "?version=" + one.version))
                .orElseGet(() -> conflict(opened, Typed.NOTHING));
    }

    @POST
    @Path("discard")
    public Response discard(@PathParam("id") long id, @RestForm int seen) {
        FormWorks.Opened opened = opened(id);
        return works.discard(id, seen, pageContext.name())
                ? done(pageContext.say(FormPage.class).of("discardedWords"), "/enter/forms")
                : conflict(opened, Typed.NOTHING);
    }

    private Response done(String words, String path) {
        pageContext.requiredSession();
        return pageContext.done(words, path);
    }
}
