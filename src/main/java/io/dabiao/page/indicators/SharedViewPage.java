package io.dabiao.page.indicators;

import io.dabiao.access.person.SharedLinks;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A list of indicators as somebody shares it, to be read and no more: it leads nowhere and cannot be filtered otherwise. */
@Path("/indicators/shared/{secret}")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class SharedViewPage {

    private static final int MOST = 1_000;
    private static final String YEAR = "year";

    /** @param rows of each indicator what stands in the columns that were chosen */
    @CheckedTemplate(basePath = "indicators", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record SharedView(
            Frame frame,
            Messages say,
            String by,
            String ends,
            String asOf,
            List<DataTable.Heading> headings,
            List<List<Cell>> rows,
            int found)
            implements TemplateInstance {}

    private final SharedLinks links;
    private final Declarations declarations;
    private final IndicatorsTable table;
    private final PageContext pageContext;

    SharedViewPage(SharedLinks links, Declarations declarations, IndicatorsTable table, PageContext pageContext) {
        this.links = links;
        this.declarations = declarations;
        this.table = table;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(@PathParam("secret") String secret) {
        SharedLinks.Opened opened = links.open(secret, SharedLinks.Kind.VIEW)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "the address shows nothing, or not any more"));
        Messages messages = pageContext.say(SharedViewPage.class);
        MultivaluedMap<String, String> query = query(opened.link().query());
        Year year = year(Optional.ofNullable(query.getFirst(YEAR)), opened);
        DataTable<RecordedEvaluation> list = table.of(messages, year, opened::sees, false)
                .at("/indicators?" + opened.link().query())
                .most(MOST);
        DataTable.View view = list.view(query);
        return new SharedView(
                pageContext.frame(opened.link().name()),
                messages,
                opened.link().by(),
                opened.link()
                        .ends()
                        .minusSeconds(1)
                        .atZone(pageContext.zone())
                        .toLocalDate()
                        .toString(),
                Cell.time(pageContext.now(), pageContext.zone()).text(),
                view.headings(),
                view.rows(),
                view.found());
    }

    /** The year that was shown when the link was made; the one that runs where it is declared no more. */
    private Year year(Optional<String> wanted, SharedLinks.Opened opened) {
        List<Integer> years = declarations.inForce().years();
        int year = wanted.filter(text -> text.matches("\\d{4}"))
                .map(Integer::valueOf)
                .filter(years::contains)
                .orElseGet(() -> pageContext.now().atZone(pageContext.zone()).getYear());
        return new Year(
                year,
                declarations.inForce().year(year).stream()
                        .filter(one -> opened.sees(one.declaration().project()))
                        .toList(),
                years);
    }

    private static MultivaluedMap<String, String> query(String text) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.add(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
