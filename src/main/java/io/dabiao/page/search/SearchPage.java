package io.dabiao.page.search;

import io.dabiao.access.Role;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds indicators, projects, pages, event types and single facts by words of their names. */
@Path(SearchPage.PATH)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class SearchPage {

    static final String PATH = "/search";

    /** Of each kind. */
    private static final int MOST = 25;

    private static final int LONGEST = 200;

    /** @param mark of a verdict; empty for none */
    public record Hit(String mark, String verdict, String name, String path, String detail) {}

    /** @param more how many there are besides those listed */
    public record Kind(String name, List<Hit> hits, int more) {}

    @CheckedTemplate(basePath = "search", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Results(Frame frame, Messages say, String asked, List<Kind> kinds) implements TemplateInstance {}

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final PageContext pageContext;

    SearchPage(Declarations declarations, EvaluationCache evaluationCache, PageContext pageContext) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(@QueryParam("q") String typed) {
        Messages messages = pageContext.say(SearchPage.class);
        String asked = FieldText.stripped(typed);
        Frame frame = pageContext.frame(messages.of("title"));
        List<Kind> kinds = new ArrayList<>();
        if (!asked.isEmpty() && asked.length() <= LONGEST) {
            List<String> words = words(asked);
            add(kinds, messages.of("indicators"), indicators(messages, words));
            add(kinds, messages.of("projects"), projects(words));
            add(kinds, messages.of("pages"), pages(frame, words));
            if (pageContext.may(Role.REPORT)) {
                add(kinds, messages.of("facts"), facts(messages, asked, words));
            }
        }
        return new Results(frame, messages, asked, kinds);
    }

    private static List<String> words(String asked) {
        return Arrays.stream(asked.toLowerCase(Locale.ROOT).split("\\s+")).toList();
    }

    private static boolean fits(List<String> words, String... texts) {
        String all = String.join(" ", texts).toLowerCase(Locale.ROOT);
        return words.stream().allMatch(all::contains);
    }

    private static void add(List<Kind> kinds, String name, List<Hit> hits) {
        if (!hits.isEmpty()) {
            kinds.add(new Kind(name, hits.stream().limit(MOST).toList(), Math.max(0, hits.size() - MOST)));
        }
    }

    /** The year that runs first, then the others, the newest before the older ones. */
    private int distance(int year) {
        int now = pageContext.now().atZone(declarations.zone()).getYear();
        return year <= now ? now - year : year;
    }

    private List<Hit> indicators(Messages messages, List<String> words) {
        return evaluationCache.rows().stream()
                .filter(row -> pageContext.sees(row.ref().project()))
                .filter(row -> fits(
                        words,
                        row.declared().name(),
                        row.declared().project(),
                        row.declared().owner(),
                        row.ref().id(),
                        String.valueOf(row.ref().year())))
                .sorted(Comparator.comparingInt(
                                (RecordedEvaluation row) -> distance(row.ref().year()))
                        .thenComparing(row -> !fits(words, row.declared().name())))
                .map(row -> new Hit(
                        row.verdict().word(),
                        messages.of(
                                row.verdict(),
                                Optional.ofNullable(row.declared().behaviour())),
                        row.declared().name(),
                        path(row.ref().year(), row.ref().project()) + "/"
                                + Paths.encoded(row.ref().id()),
                        messages.of(
                                "ofYear", row.declared().project(), row.ref().year())))
                .toList();
    }

    private List<Hit> projects(List<String> words) {
        Declarations.InForce inForce = declarations.inForce();
        return inForce.years().stream()
                .sorted(Comparator.comparingInt(this::distance))
                .flatMap(year -> inForce.year(year).stream())
                .map(EffectiveDeclaration::declaration)
                .filter(one -> pageContext.sees(one.project()))
                .filter(one ->
                        fits(words, one.name(), one.project(), one.office().department(), String.valueOf(one.year())))
                .map(one -> new Hit("", "", one.name(), path(one.year(), one.project()), String.valueOf(one.year())))
                .toList();
    }

    private static List<Hit> pages(Frame frame, List<String> words) {
        return frame.groups().stream()
                .flatMap(group -> group.links().stream()
                        .filter(link -> !link.path().equals(PATH) && fits(words, link.words()))
                        .map(link -> new Hit("", "", link.words(), link.path(), group.name())))
                .toList();
    }

    /** Types by their names, and one fact by its id. */
    private List<Hit> facts(Messages messages, String asked, List<String> words) {
        Stream<Hit> types = declarations.inForce().types().all().stream()
                .filter(type -> fits(words, type.name(), messages.of(type.title())))
                .map(type -> new Hit(
                        "",
                        "",
                        messages.of(type.title()),
                        "/enter/corrections?type=" + Paths.encoded(type.name()),
                        messages.of("newestOfType")));
        Hit byId = new Hit(
                "",
                "",
                messages.of("byId", asked),
                "/enter/corrections?id=" + Paths.encoded(asked),
                messages.of("byIdHint"));
        return Stream.concat(types, Stream.of(byId)).toList();
    }

    private static String path(int year, String project) {
        return "/years/" + year + "/" + Paths.encoded(project);
    }
}
