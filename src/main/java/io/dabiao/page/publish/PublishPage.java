package io.dabiao.page.publish;

import io.dabiao.access.Role;
import io.dabiao.access.person.SharedLinks;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.check.Probing;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
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
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.RestForm;

/** Where an administrator says what is public. */
@Path("/publish")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class PublishPage {

    private static final int LONGEST = 2_000;
    private static final int MOST = 60;

    public record Choice(String value, String words, boolean chosen) {}

    public record Group(String project, List<Choice> indicators) {

        /** How many of its indicators are chosen. */
        public long chosen() {
            return indicators.stream().filter(Choice::chosen).count();
        }
    }

    /** @param fault what is wrong; empty for nothing */
    @CheckedTemplate(basePath = "publish", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Publish(
            Frame frame,
            Messages say,
            boolean on,
            boolean withBadges,
            String pageTitle,
            String pageWords,
            int revision,
            List<Choice> sites,
            List<Group> indicators,
            boolean links,
            List<Frame.Link> badges,
            DataTable.View notices,
            String fault)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Probing probing;
    private final SharedLinks links;
    private final PageContext pageContext;

    PublishPage(Declarations declarations, Probing probing, SharedLinks links, PageContext pageContext) {
        this.declarations = declarations;
        this.probing = probing;
        this.links = links;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page() {
        return shown(PublicPage.find().orElseGet(PublicPage::new), "");
    }

    private Publish shown(PublicPage page, String fault) {
        Messages messages = pageContext.say(PublishPage.class);
        int year = pageContext.now().atZone(pageContext.zone()).getYear();
        Set<String> indicators = Set.copyOf(Arrays.asList(page.indicators));
        Set<String> sites = Set.copyOf(Arrays.asList(page.sites));
        List<Group> groups = declarations.inForce().year(year).stream()
                .map(one -> new Group(
                        one.declaration().name(),
                        one.declaration().indicators().stream()
                                .map(indicator -> {
                                    String value = one.declaration().project() + "/" + indicator.id();
                                    return new Choice(value, indicator.name(), indicators.contains(value));
                                })
                                .toList()))
                .toList();
        DataTable<PublicNotice> notices = new DataTable<PublicNotice>(pageContext, "notices", messages.of("notices"))
                .column("begins", messages.of("begins"), one -> Cell.time(one.begins, pageContext.zone()))
                .column("ends", messages.of("ends"), one -> Cell.time(one.ends, pageContext.zone()))
                .column("words", messages.of("noticeWords"), one -> Cell.text(one.words))
                .column("author", messages.of("author"), one -> Cell.text(one.author))
                .column(
                        "end",
                        messages.of("action"),
                        one -> one.ends == null
                                ? Cell.buttons(new Cell.Button(
                                        messages.of("endNotice"),
                                        "/publish/notices/" + one.id + "/end",
                                        Map.of("sure", "yes")))
                                : Cell.text(""))
                .at("/publish")
                .rows(PublicNotice.newest())
                .empty(messages.of("noNotices"));
        return new Publish(
                pageContext.frame(messages.of("title")),
                messages,
                page.turnedOn,
                page.badges,
                page.title,
                page.words,
                page.revision,
                new TreeSet<>(probing.sites().keySet())
                        .stream()
                                .map(site -> new Choice(site, site, sites.contains(site)))
                                .toList(),
                groups,
                links.allowed(),
                page.turnedOn && page.badges
                        ? groups.stream()
                                .flatMap(group -> group.indicators().stream())
                                .filter(Choice::chosen)
                                .map(one -> new Frame.Link(one.words(), badge(one.value()), false))
                                .toList()
                        : List.of(),
                notices.view(),
                fault);
    }

    private static String badge(String projectAndIndicator) {
        int slash = projectAndIndicator.indexOf('/');
        return "/status/badges/" + Paths.encoded(projectAndIndicator.substring(0, slash)) + "/"
                + Paths.encoded(projectAndIndicator.substring(slash + 1)) + ".svg";
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response save(
            @RestForm String on,
            @RestForm String badges,
            @RestForm String title,
            @RestForm String words,
            @RestForm List<String> sites,
            @RestForm List<String> indicators,
            @RestForm int revision) {
        Messages messages = pageContext.say(PublishPage.class);
        PublicPage typed = new PublicPage();
        typed.turnedOn = "yes".equals(on);
        typed.badges = "yes".equals(badges);
        typed.title = FieldText.stripped(title);
        typed.words = FieldText.stripped(words);
        typed.sites = some(sites);
        typed.indicators = some(indicators);
        typed.revision = revision;
        if (typed.title.length() > LONGEST || typed.words.length() > LONGEST) {
            return refused(typed, messages.of("tooLong", LONGEST));
        }
        if (typed.sites.length + typed.indicators.length > MOST) {
            return refused(typed, messages.of("tooMany", MOST));
        }
        String by = QuarkusTransaction.requiringNew().call(() -> {
            PublicPage page = PublicPage.find().orElseGet(() -> {
                PublicPage made = new PublicPage();
                made.changedAt = pageContext.now();
                made.persist();
                return made;
            });
            if (page.revision != revision) {
                return page.author;
            }
            page.turnedOn = typed.turnedOn;
            page.badges = typed.badges;
            page.title = typed.title;
            page.words = typed.words;
            page.sites = typed.sites;
            page.indicators = typed.indicators;
            page.author = pageContext.name();
            page.changedAt = pageContext.now();
            page.revision++;
            AuditLog.record(
                    page.changedAt,
                    page.author,
                    AuditAct.PUBLIC_PAGE_SAVED,
                    page.turnedOn ? "on" : "off",
                    AuditDetail.asWritten(String.join(", ", page.sites) + "; " + String.join(", ", page.indicators)));
            return "";
        });
        if (!by.isEmpty()) {
            return refused(typed, messages.of("meanwhile", by));
        }
        return said(messages.of(typed.turnedOn ? "savedOn" : "savedOff"));
    }

    private static String[] some(List<String> given) {
        return given == null
                ? new String[0]
                : given.stream().filter(one -> !one.isBlank()).distinct().toArray(String[]::new);
    }

    private Response refused(PublicPage typed, String fault) {
        return Response.status(400).entity(shown(typed, fault)).build();
    }

    private Response said(String words) {
        return pageContext.done(words, "/publish");
    }

    /** Whether people may make links that open without signing in. */
    @POST
    @Path("links")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response links(@RestForm String allowed) {
        boolean wanted = "yes".equals(allowed);
        links.allow(wanted, pageContext.name());
        return said(pageContext.say(PublishPage.class).of(wanted ? "linksOn" : "linksOff"));
    }

    @POST
    @Path("notices")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response notice(@RestForm String words) {
        Messages messages = pageContext.say(PublishPage.class);
        String said = FieldText.stripped(words);
        if (said.isEmpty() || said.length() > LONGEST) {
            return said(messages.of("noticeWanted", LONGEST));
        }
        QuarkusTransaction.requiringNew().run(() -> {
            PublicNotice notice = new PublicNotice();
            notice.words = said;
            notice.begins = pageContext.now();
            notice.author = pageContext.name();
            notice.persist();
            AuditLog.record(
                    notice.begins, notice.author, AuditAct.PUBLIC_PAGE_SAVED, "notice", AuditDetail.asWritten(said));
        });
        return said(messages.of("noticeMade"));
    }

    @POST
    @Path("notices/{id: \\d{1,18}}/end")
    public Response end(@PathParam("id") long id, @RestForm String sure) {
        QuarkusTransaction.requiringNew().run(() -> {
            PublicNotice notice = PublicNotice.<PublicNotice>findByIdOptional(id)
                    .filter(one -> one.ends == null)
                    .orElseThrow(() -> new Problem(ErrorCode.GONE, "no notice that goes on has the id " + id));
            notice.ends = pageContext.now();
        });
        return said(pageContext.say(PublishPage.class).of("noticeEnded"));
    }
}
