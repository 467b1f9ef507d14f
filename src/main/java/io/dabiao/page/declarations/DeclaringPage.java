package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.VersionDifferences;
import io.dabiao.declare.VersionState;
import io.dabiao.declare.Versions;
import io.dabiao.evaluate.ReviewAdvice;
import io.dabiao.page.FieldText;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.EventReader;
import io.dabiao.store.EventsExported;
import io.dabiao.store.FactsReader;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.YamlEdit;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Declaring without YAML: forms that write a project's next version, and several versions approved at once. */
@Path("/declaring")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class DeclaringPage {

    private static final int LONGEST_REASON = 2_000;

    /** An option of a list. */
    public record Option(String value, String words, boolean chosen) {}

    /**
     * @param faults by field, in words
     * @param refused faults that the declaration as a whole would have
     * @param approves whether the reader may put it in force at once
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record NewIndicator(
            Frame frame,
            Messages say,
            String path,
            TypedIndicator typed,
            List<Option> levels,
            List<String> secondLevels,
            List<Option> operators,
            List<Option> measures,
            List<Option> types,
            List<Option> attributes,
            List<Option> conditions,
            List<String> units,
            Map<String, String> faults,
            List<Fault> refused,
            boolean approves,
            Trial trial)
            implements TemplateInstance {}

    /** A month and what the measure says of it. */
    public record Month(String label, String value) {}

    /**
     * What a measure would say on the facts there are.
     *
     * @param trouble why nothing can be said; empty where something can
     * @param events how many facts it takes
     */
    public record Trial(String trouble, String measure, String sentence, String events, List<Month> months) {

        static Trial none(String why) {
            return new Trial(why, "", "", "", List.of());
        }
    }

    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Preview(Messages say, Trial trial) implements TemplateInstance {}

    /**
     * @param asked what was typed, by field
     * @param now the target in force, as printed
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AmendedIndicator(
            Frame frame,
            Messages say,
            String path,
            String now,
            List<Option> operators,
            Map<String, String> asked,
            Map<String, String> faults,
            List<Fault> refused,
            boolean approves)
            implements TemplateInstance {}

    /**
     * @param now the amounts in force, in words
     * @param correctable whether the amounts of the year's beginning can be corrected here: only before they were adjusted
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record BudgetForm(
            Frame frame,
            Messages say,
            String path,
            String now,
            TypedBudget typed,
            boolean correctable,
            Map<String, String> faults,
            List<Fault> refused,
            boolean approves)
            implements TemplateInstance {}

    /** A row of the official table. */
    public record TableRow(String level1, String level2, String name, String target) {}

    /**
     * A version that waits.
     *
     * @param differences in the words of the table
     * @param advice what a reviewer would say of it
     * @param table the whole official table
     */
    public record WaitingVersion(
            String key,
            String name,
            String standing,
            String author,
            String path,
            boolean approvable,
            int indicators,
            List<Change> differences,
            List<String> advice,
            List<TableRow> table) {}

    public record Change(String where, String what, String before, String after) {}

    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record ApproveSeveral(Frame frame, Messages say, List<WaitingVersion> waiting, String fault)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final EventReader events;
    private final FactsReader reader;
    private final ReviewAdvice advisor;
    private final PageContext pageContext;

    DeclaringPage(
            Declarations declarations,
            Proposals proposals,
            EventReader events,
            FactsReader reader,
            ReviewAdvice advisor,
            PageContext pageContext) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.events = events;
        this.reader = reader;
        this.advisor = advisor;
        this.pageContext = pageContext;
    }

    @GET
    @Path("{year: \\d{4}}/{project}/indicators")
    public TemplateInstance add(@PathParam("year") int year, @PathParam("project") String project) {
        base(year, project);
        String owner = pageContext.session().map(Session::shown).orElse("");
        return form(year, project, TypedIndicator.nothing(owner), Map.of(), List.of(), Trial.none(""));
    }

    /** @throws Problem where there is nothing that the reader may see, or that can be changed here */
    private NextVersion.Base base(int year, String project) {
        if (!pageContext.sees(project)) {
            throw none(year, project);
        }
        declarations.file(new Declarations.Key(year, project)).ifPresent(file -> {
            throw new Problem(
                    ErrorCode.DECLARED_BY_A_FILE,
                    "the file " + file + " declares '" + project + "' for " + year + ": change it there");
        });
        try {
            return NextVersion.base(year, project).orElseThrow(() -> none(year, project));
        } catch (YamlEdit.Unchangeable written) {
            throw new Problem(ErrorCode.CANNOT_BE_CHANGED_HERE, written.getMessage() + ": change its text and send it");
        }
    }

    private static Problem none(int year, String project) {
        return new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' in " + year);
    }

    private NewIndicator form(
            int year,
            String project,
            TypedIndicator typed,
            Map<String, String> faults,
            List<Fault> refused,
            Trial trial) {
        Messages messages = pageContext.say(DeclaringPage.class);
        String name =
                NextVersion.base(year, project).map(base -> base.row().name).orElse(project);
        EventTypes types = declarations.inForce().types();
        Optional<EventTypes.Type> type = types.type(typed.type());
        List<Option> attributes = new ArrayList<>();
        List<Option> conditions = new ArrayList<>();
        for (EventTypes.Type one : type.map(List::of).orElse(types.all())) {
            for (EventTypes.Bears bears : one.attributes()) {
                String words = messages.of(bears.title());
                attributes.add(new Option(bears.name(), words, bears.name().equals(typed.attribute())));
                conditions.add(new Option(bears.name(), words, bears.name().equals(typed.where())));
            }
        }
        return new NewIndicator(
                pageContext.frame(
                        messages.of("newIndicator"),
                        new Frame.Crumb(name, "/years/" + year + "/" + Paths.encoded(project))),
                messages,
                path(year, project) + "/indicators",
                typed,
                options(TypedIndicator.LEVELS, typed.level1()),
                TypedIndicator.SECOND_LEVELS,
                options(TypedIndicator.OPERATORS, typed.operator()),
                java.util.Arrays.stream(TypedIndicator.How.values())
                        .map(how -> new Option(
                                how.name(),
                                messages.of("how_" + how.name()),
                                how.name().equals(typed.measure())))
                        .toList(),
                types.all().stream()
                        .map(one -> new Option(
                                one.name(), messages.of(one.title()), one.name().equals(typed.type())))
                        .sorted(Comparator.comparing(Option::words))
                        .toList(),
                distinct(attributes),
                distinct(conditions),
                List.of("次", "个", "件", "篇", "人", "人次", "家", "项", "%", "天", "秒", "万元"),
                worded(messages, faults),
                refused,
                approves(),
                trial);
    }

    private static List<Option> distinct(List<Option> options) {
        Map<String, Option> byValue = new LinkedHashMap<>();
        options.forEach(option -> byValue.putIfAbsent(option.value(), option));
        return List.copyOf(byValue.values());
    }

    private static List<Option> options(List<String> values, String chosen) {
        return values.stream()
                .map(value -> new Option(value, value, value.equals(chosen)))
                .toList();
    }

    private static Map<String, String> worded(Messages messages, Map<String, String> faults) {
        Map<String, String> words = new LinkedHashMap<>();
        faults.forEach((field, key) -> words.put(field, messages.of(key)));
        return words;
    }

    private static String path(int year, String project) {
        return "/declaring/" + year + "/" + Paths.encoded(project);
    }

    /** What the chosen measure would say, while one chooses. */
    @POST
    @Path("{year: \\d{4}}/{project}/indicators/preview")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public TemplateInstance preview(
            @PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        NextVersion.Base base = base(year, project);
        return new Preview(pageContext.say(DeclaringPage.class), trial(base, TypedIndicator.of(FormFields.read())));
    }

    private Trial trial(NextVersion.Base base, TypedIndicator typed) {
        Messages messages = pageContext.say(DeclaringPage.class);
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        if (!faults.isEmpty()) {
            return Trial.none(messages.of(
                    "trialWaits", messages.of(faults.values().iterator().next())));
        }
        if (typed.how().filter(TypedIndicator.How::ofEvents).isEmpty()) {
            return Trial.none(messages.of("trialNone_" + typed.measure()));
        }
        DeclarationReader.DeclarationReading outcome = read(base, added(base, typed));
        if (!(outcome instanceof DeclarationReader.DeclarationReading.Accepted accepted)) {
            return Trial.none(messages.of("trialRefused"));
        }
        Declaration declaration =
                accepted.declaration().under(declarations.inForce().types());
        Indicator indicator =
                declaration.indicators().get(declaration.indicators().size() - 1);
        Instant now = pageContext.now();
        try {
            Map<Series, LocalDate> needed = Evaluation.needed(indicator, declaration, now);
            LocalDate from = needed.values().stream()
                    .min(Comparator.naturalOrder())
                    .orElse(declaration.period().from());
            Facts facts = events.at(
                    reader.position(),
                    needed.keySet(),
                    from,
                    declaration.period().until(),
                    now);
            Evaluation evaluation = Evaluation.of(
                    indicator, declaration, facts, declarations.inForce().calendar());
            List<Month> months =
                    Evaluation.course(
                                    indicator,
                                    declaration,
                                    facts,
                                    declarations.inForce().calendar(),
                                    Grain.MONTH)
                            .stream()
                            .map(point -> new Month(
                                    point.label(),
                                    point.actual()
                                            .map(Fraction::decimal)
                                            .map(Numbers::shown)
                                            .orElse("—")))
                            .toList();
            return new Trial(
                    "",
                    pageContext.said(indicator.measure()),
                    pageContext.said(evaluation.sentence()),
                    messages.of("trialEvents", evaluation.reading().parts().samples()),
                    months);
        } catch (EventsExported exported) {
            return Trial.none(messages.of("trialExported"));
        }
    }

    private static DeclarationReader.DeclarationReading read(NextVersion.Base base, String text) {
        return DeclarationReader.read(base.row().origin, text);
    }

    private String added(NextVersion.Base base, TypedIndicator typed) {
        YamlEdit text = base.text();
        int number = 1;
        while (text.has("indicators", "#added-" + number)) {
            number++;
        }
        String id = "added-" + number;
        String site = base.row().project + "-" + id;
        YamlEdit next = text.append(typed.lines(id, site, declarations.inForce().types()), "indicators");
        return typed.how().orElseThrow() == TypedIndicator.How.PAGE
                ? next.append(List.of("site: " + site, "url: " + Quoted.of(typed.url())), "probes")
                        .toString()
                : next.toString();
    }

    @POST
    @Path("{year: \\d{4}}/{project}/indicators")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response added(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        Messages messages = pageContext.say(DeclaringPage.class);
        MultivaluedMap<String, String> form = FormFields.read();
        NextVersion.Base base = base(year, project);
        TypedIndicator typed = TypedIndicator.of(form);
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(form(year, project, typed, faults, List.of(), Trial.none("")))
                    .build();
        }
        return stored(
                        base,
                        changed(() -> added(base, typed)),
                        messages.of("addedReason", typed.name()),
                        form.containsKey("approve"))
                .<Response>map(refused -> Response.status(422)
                        .entity(form(year, project, typed, Map.of(), refused, Trial.none("")))
                        .build())
                .orElseGet(() -> done(messages, form.containsKey("approve"), year, project));
    }

    private static String changed(java.util.function.Supplier<String> edit) {
        try {
            return edit.get();
        } catch (YamlEdit.Unchangeable written) {
            throw new Problem(ErrorCode.CANNOT_BE_CHANGED_HERE, written.getMessage() + ": change its text and send it");
        }
    }

    /** @return the faults because of which nothing was stored; empty where it was */
    private Optional<List<Fault>> stored(NextVersion.Base base, String text, String reason, boolean approve) {
        DeclarationReader.DeclarationReading outcome = read(base, text);
        if (outcome instanceof DeclarationReader.DeclarationReading.Refused refused) {
            return Optional.of(refused.faults());
        }
        DeclarationVersion row = base.row();
        DeclarationVersion version = proposals.propose(
                new DeclarationReader.Heading(row.year, row.project, row.name), text, pageContext.name(), reason);
        if (approve && approves()) {
            List<Fault> faults = proposals.faults(version);
            if (!faults.isEmpty()) {
                return Optional.of(faults);
            }
            proposals.approve(version, Optional.empty(), pageContext.name(), reason);
        }
        return Optional.empty();
    }

    private boolean approves() {
        return pageContext.may(Role.ADMIN) && proposals.atOnce();
    }

    private Response done(Messages messages, boolean approved, int year, String project) {
        boolean inForce = approved && approves();
        return pageContext.done(
                messages.of(inForce ? "inForceNow" : "handedIn"),
                inForce
                        ? "/years/" + year + "/" + Paths.encoded(project)
                        : "/declarations/" + year + "/" + Paths.encoded(project) + "?version="
                                + DeclarationVersion.of(year, project).get(0).version);
    }

    private Session session() {
        return pageContext.requiredSession();
    }

    @GET
    @Path("{year: \\d{4}}/{project}/indicators/{indicator}")
    public TemplateInstance amend(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator) {
        NextVersion.Base base = base(year, project);
        Indicator now = indicator(base, indicator);
        return amended(year, project, now, asked(base, now), Map.of(), List.of());
    }

    /** What stands in the form before anything is typed. */
    private Map<String, String> asked(NextVersion.Base base, Indicator now) {
        LocalDate today = pageContext.today();
        Map<String, String> asked = new LinkedHashMap<>();
        now.target().ifPresent(target -> {
            asked.put("operator", target.operator().symbol());
            asked.put("unit", target.unit().symbol());
        });
        asked.put("from", today.toString());
        asked.put("owner", now.remarks().owner().orElse(""));
        asked.put(
                "points",
                base.text().value("indicators", "#" + now.id(), "points").orElse(""));
        return asked;
    }

    private static Optional<Declaration> declared(NextVersion.Base base) {
        return read(base, base.text().toString()) instanceof DeclarationReader.DeclarationReading.Accepted accepted
                ? Optional.of(accepted.declaration())
                : Optional.empty();
    }

    private static Indicator indicator(NextVersion.Base base, String id) {
        return declared(base)
                .flatMap(declaration -> declaration.indicator(id))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "'"));
    }

    private AmendedIndicator amended(
            int year,
            String project,
            Indicator now,
            Map<String, String> asked,
            Map<String, String> faults,
            List<Fault> refused) {
        Messages messages = pageContext.say(DeclaringPage.class);
        return new AmendedIndicator(
                pageContext.frame(
                        messages.of("amendTitle", now.name()),
                        new Frame.Crumb(
                                now.name(),
                                "/years/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(now.id()))),
                messages,
                path(year, project) + "/indicators/" + Paths.encoded(now.id()),
                now.targetAt(pageContext.now(), pageContext.zone())
                        .map(Target::words)
                        .orElse(now.printed().map(Printed::text).orElse("—")),
                options(TypedIndicator.OPERATORS, asked.getOrDefault("operator", "≥")),
                asked,
                worded(messages, faults),
                refused,
                approves());
    }

    @POST
    @Path("{year: \\d{4}}/{project}/indicators/{indicator}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response amended(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @RestForm String csrf) {
        Messages messages = pageContext.say(DeclaringPage.class);
        NextVersion.Base base = base(year, project);
        Indicator now = indicator(base, id);
        MultivaluedMap<String, String> form = FormFields.read();
        TypedIndicator typed = TypedIndicator.of(form);
        Map<String, String> asked = new LinkedHashMap<>();
        form.forEach((field, values) ->
                asked.put(field, values.isEmpty() ? "" : values.get(0).strip()));
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        faults.keySet().retainAll(Set.of("operator", "owner", "points"));
        boolean newTarget = !typed.target().isEmpty();
        if (newTarget) {
            Map<String, String> all = typed.faults(declarations.inForce().types());
            all.keySet().retainAll(Set.of("target", "unit"));
            faults.putAll(all);
            if (FieldText.day(asked.get("from")).isEmpty()) {
                faults.put("from", "noDate");
            }
            if (asked.getOrDefault("because", "").isEmpty()
                    || asked.get("because").length() > LONGEST_REASON) {
                faults.put("because", "needsReason");
            }
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(amended(year, project, now, asked, faults, List.of()))
                    .build();
        }
        String reason = newTarget ? asked.get("because") : messages.of("remarksReason", now.name());
        String next = changed(() -> amended(base.text(), id, typed, asked, newTarget));
        return answered(base, now, asked, next, reason, form.containsKey("approve"));
    }

    /**
     * Stores the next version of an indicator's declaration and goes on to its project; where it is refused, the form comes back with why.
     *
     * @param asked what the form held
     */
    private Response answered(
            NextVersion.Base base,
            Indicator now,
            Map<String, String> asked,
            String next,
            String reason,
            boolean approve) {
        return stored(base, next, reason, approve)
                .<Response>map(refused -> Response.status(422)
                        .entity(amended(base.row().year, base.row().project, now, asked, Map.of(), refused))
                        .build())
                .orElseGet(
                        () -> done(pageContext.say(DeclaringPage.class), approve, base.row().year, base.row().project));
    }

    /** The next version promises it no more; what was recorded of it stays. */
    @POST
    @Path("{year: \\d{4}}/{project}/indicators/{indicator}/end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ended(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @RestForm String csrf) {
        Messages messages = pageContext.say(DeclaringPage.class);
        NextVersion.Base base = base(year, project);
        Indicator now = indicator(base, id);
        MultivaluedMap<String, String> form = FormFields.read();
        String reason = FieldText.stripped(form.getFirst("why"));
        Map<String, String> asked = asked(base, now);
        asked.put("why", reason);
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            return Response.status(400)
                    .entity(amended(year, project, now, asked, Map.of("why", "needsReason"), List.of()))
                    .build();
        }
        String next = changed(() -> base.text().without("indicators", "#" + id).toString());
        return answered(
                base, now, asked, next, messages.of("endedReason", now.name(), reason), form.containsKey("approve"));
    }

    private String amended(
            YamlEdit before, String id, TypedIndicator typed, Map<String, String> asked, boolean newTarget) {
        YamlEdit text = before;
        String item = "#" + id;
        if (newTarget) {
            text = text.append(
                    List.of(
                            "from: " + asked.get("from"),
                            "printed: " + Quoted.of(typed.printed()),
                            "because: " + Quoted.of(asked.get("because")),
                            "by: " + Quoted.of(pageContext.name())),
                    "indicators",
                    item,
                    "amendments");
        }
        if (!typed.owner().isEmpty()
                && !typed.owner().equals(text.value("indicators", item, "owner").orElse(""))) {
            text = text.set(Quoted.of(typed.owner()), "indicators", item, "owner");
        }
        if (!typed.points().isEmpty()
                && !typed.points()
                        .equals(text.value("indicators", item, "points").orElse(""))) {
            text = text.set(typed.points(), "indicators", item, "points");
        }
        return text.toString();
    }

    @GET
    @Path("{year: \\d{4}}/{project}/budget")
    public TemplateInstance budget(@PathParam("year") int year, @PathParam("project") String project) {
        NextVersion.Base base = base(year, project);
        String manner = base.row().standing == VersionState.IN_FORCE || adjusted(base)
                ? TypedBudget.ADJUST
                : TypedBudget.CORRECT;
        return budget(base, TypedBudget.of(funds(base), manner, pageContext.today()), Map.of(), List.of());
    }

    /** The form shows what is in force today: stored as the amounts of the year's beginning it would be a wrong number. */
    private boolean adjusted(NextVersion.Base base) {
        return declared(base)
                .filter(declaration -> !declaration.budget().adjustments().isEmpty())
                .isPresent();
    }

    /** Those in force today by the text that is changed. */
    private Declaration.Budget funds(NextVersion.Base base) {
        return declared(base)
                .map(declaration -> declaration.budget().on(pageContext.today()))
                .orElseThrow(() -> new Problem(ErrorCode.CANNOT_BE_CHANGED_HERE, "the declaration has faults"));
    }

    private BudgetForm budget(
            NextVersion.Base base, TypedBudget typed, Map<String, String> faults, List<Fault> refused) {
        Messages messages = pageContext.say(DeclaringPage.class);
        int year = base.row().year;
        String project = base.row().project;
        Declaration.Budget now = funds(base);
        return new BudgetForm(
                pageContext.frame(
                        messages.of("budgetTitle"),
                        new Frame.Crumb(base.row().name, "/years/" + year + "/" + Paths.encoded(project))),
                messages,
                path(year, project) + "/budget",
                messages.of(
                        "budgetNow",
                        Numbers.shown(now.total()),
                        Numbers.shown(now.treasury()),
                        Numbers.shown(now.carriedOver()),
                        Numbers.shown(now.other())),
                typed,
                !adjusted(base),
                worded(messages, faults),
                refused,
                approves());
    }

    @POST
    @Path("{year: \\d{4}}/{project}/budget")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response budgeted(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        NextVersion.Base base = base(year, project);
        MultivaluedMap<String, String> form = FormFields.read();
        TypedBudget typed = TypedBudget.of(form);
        Map<String, String> faults = typed.faults();
        // They are applied in the order in which they stand: one that came before the last would undo it.
        boolean late = declared(base).stream()
                .flatMap(declaration -> declaration.budget().adjustments().stream())
                .allMatch(one ->
                        FieldText.day(typed.from()).filter(one.from()::isBefore).isPresent());
        if (typed.adjusts() && !late) {
            faults.putIfAbsent("from", "faultLater");
        }
        if (!typed.adjusts() && adjusted(base)) {
            faults.putIfAbsent("manner", "faultAdjusted");
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(budget(base, typed, faults, List.of()))
                    .build();
        }
        boolean approve = form.containsKey("approve");
        return stored(base, changed(() -> typed.written(base.text(), pageContext.name())), typed.because(), approve)
                .<Response>map(refused -> Response.status(422)
                        .entity(budget(base, typed, Map.of(), refused))
                        .build())
                .orElseGet(() -> done(pageContext.say(DeclaringPage.class), approve, year, project));
    }

    @GET
    @Path("approve")
    @RolesAllowed(Role.ADMIN)
    public TemplateInstance several() {
        return several("");
    }

    private ApproveSeveral several(String fault) {
        Messages messages = pageContext.say(DeclaringPage.class);
        return new ApproveSeveral(
                pageContext.frame(
                        messages.of("approveSeveral"), new Frame.Crumb(messages.of("title"), "/declarations")),
                messages,
                waiting().stream().map(row -> waiting(messages, row)).toList(),
                fault);
    }

    private static List<DeclarationVersion> waiting() {
        return DeclarationVersion.list(
                "standing in ?1 order by year desc, project, version",
                List.of(VersionState.PROPOSED, VersionState.DRAFT));
    }

    static boolean anyWaits() {
        return DeclarationVersion.count("standing in ?1", List.of(VersionState.PROPOSED, VersionState.DRAFT)) > 0;
    }

    private static String key(DeclarationVersion row) {
        return row.year + "/" + row.project + "/" + row.version;
    }

    private WaitingVersion waiting(Messages messages, DeclarationVersion row) {
        boolean proposed = row.standing == VersionState.PROPOSED;
        List<TableRow> table = Versions.own(row)
                .map(own -> own.indicators().stream()
                        .map(one -> new TableRow(
                                one.level1(),
                                one.level2(),
                                one.name(),
                                one.printed().map(Printed::text).orElse("—")))
                        .toList())
                .orElse(List.of());
        Map<String, String> names = Versions.own(row)
                .map(own -> own.indicators().stream()
                        .collect(Collectors.toMap(Indicator::id, Indicator::name, (one, other) -> one)))
                .orElse(Map.of());
        List<Change> differences = DeclarationVersion.of(row.year, row.project, VersionDifferences.usual(row))
                .flatMap(before -> VersionDifferences.between(before, row))
                .orElse(List.of())
                .stream()
                .map(one -> change(messages, names, one))
                .toList();
        return new WaitingVersion(
                key(row),
                messages.of("oneTitle", row.name, row.year),
                messages.of("standing_" + row.standing.word()),
                row.author,
                "/declarations/" + row.year + "/" + Paths.encoded(row.project) + "?version=" + row.version,
                proposals.hindrance(row, pageContext.name()).isEmpty()
                        && (!proposed || proposals.faults(row).isEmpty()),
                table.size(),
                differences,
                Versions.own(row)
                        .map(own -> advisor.of(own).stream()
                                .map(one -> messages.of(one.words()))
                                .toList())
                        .orElse(List.of()),
                table);
    }

    private static Change change(Messages messages, Map<String, String> names, Difference one) {
        String key = "key_" + one.what();
        return new Change(
                names.getOrDefault(one.where(), one.where().equals("project") ? messages.of("project") : one.where()),
                messages.has(key) ? messages.of(key) : one.what(),
                one.before() == null ? "—" : one.before(),
                one.after() == null ? "—" : one.after());
    }

    @POST
    @Path("approve")
    @RolesAllowed(Role.ADMIN)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response approved(@RestForm String csrf) {
        MultivaluedMap<String, String> form = FormFields.read();
        Messages messages = pageContext.say(DeclaringPage.class);
        List<String> chosen = form.getOrDefault("version", List.of());
        if (chosen.isEmpty()) {
            return Response.status(400)
                    .entity(several(messages.of("chooseOne")))
                    .build();
        }
        String typed =
                Optional.ofNullable(form.getFirst("reason")).map(String::strip).orElse("");
        String reason = typed.isEmpty() ? messages.of("approvedUnchanged") : typed;
        int done = 0;
        for (DeclarationVersion row : waiting()) {
            if (chosen.contains(key(row)) && approve(row, reason)) {
                done++;
            }
        }
        return pageContext.done(messages.of("approvedSeveral", done), "/declarations");
    }

    private boolean approve(DeclarationVersion row, String reason) {
        if (proposals.hindrance(row, pageContext.name()).isPresent()) {
            return false;
        }
        if (row.standing == VersionState.DRAFT) {
            return proposals.approve(row.year, row.project, pageContext.name(), reason);
        }
        return declarations.file(new Declarations.Key(row.year, row.project)).isEmpty()
                && proposals.faults(row).isEmpty()
                && proposals
                        .approve(row, Optional.empty(), pageContext.name(), reason)
                        .isPresent();
    }
}
