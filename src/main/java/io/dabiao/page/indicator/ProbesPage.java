package io.dabiao.page.indicator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Role;
import io.dabiao.check.Probing;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.DayPoint;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Fraction;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.LooksReader;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the looks at a probed site went: a strip of what was found, and how long answers took, over a day, a week, a month or the year. An
 * indicator's page asks for it once it stands, since a week of looks is long to read.
 */
@Path("/years/{year}/{project}/{indicator}/probes")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ProbesPage {

    private static final int MONTH_DAYS = 30;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("MM-dd HH:mm");

    /** How far back is looked. */
    enum Span {
        DAY(Duration.ofHours(24), Duration.ofMinutes(15)),
        WEEK(Duration.ofDays(7), Duration.ofHours(2)),
        /** Day by day, by what the measure says of each. */
        MONTH(Duration.ofDays(MONTH_DAYS), Duration.ofDays(1)),
        YEAR(Duration.ofDays(366), Duration.ofDays(1));

        private final Duration length;
        private final Duration each;

        Span(Duration length, Duration each) {
            this.length = length;
            this.each = each;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A part of the strip.
     *
     * @param word of what was found, as the style sheet knows it
     * @param left where it begins, in a strip that is as long as it has parts
     */
    public record Piece(String word, int left, String words) {}

    /**
     * @param others the other sites of the measure, this one among them; none where it is the only one
     * @param found in words, for those who do not see the strip
     * @param json for the chart of how long answers took; null where nothing was timed
     */
    @CheckedTemplate(basePath = "indicator", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Probes(
            Frame frame,
            Messages say,
            String site,
            List<Frame.Link> spans,
            List<Frame.Link> others,
            List<Piece> pieces,
            String from,
            String until,
            String found,
            RawString json)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Assessor assessor;
    private final LooksReader looks;
    private final Probing probing;
    private final PageContext pageContext;
    private final ObjectMapper json;

    ProbesPage(
            Declarations declarations,
            Assessor assessor,
            LooksReader looks,
            Probing probing,
            PageContext pageContext,
            ObjectMapper json) {
        this.declarations = declarations;
        this.assessor = assessor;
        this.looks = looks;
        this.probing = probing;
        this.pageContext = pageContext;
        this.json = json;
    }

    @GET
    public TemplateInstance page(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @QueryParam("span") String asked,
            @QueryParam("site") String wanted) {
        Messages messages = pageContext.say(ProbesPage.class);
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(year)).project(project);
        Indicator indicator = effectiveDeclaration
                .declaration()
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "' in " + project));
        ZoneId zone = effectiveDeclaration.declaration().zone();
        List<String> sites = ProbedSites.of(indicator, zone);
        if (sites.isEmpty()) {
            throw new Problem(ErrorCode.NOT_FOUND, "'" + id + "' is not measured by probes of a site");
        }
        String site = sites.contains(wanted) ? wanted : sites.get(0);
        Span span = Arrays.stream(Span.values())
                .filter(one -> one.word().equals(asked))
                .findFirst()
                .orElse(Span.DAY);
        Instant end = effectiveDeclaration.declaration().period().end();
        Instant until = pageContext.now().isBefore(end) ? pageContext.now() : end;
        List<Found> found = span == Span.DAY || span == Span.WEEK
                ? looked(messages, site, span, until, zone)
                : days(messages, effectiveDeclaration, indicator, span);
        String here = "/years/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(id);
        return new Probes(
                pageContext.frame(messages.of("probesTitle", site), new Frame.Crumb(indicator.name(), here)),
                messages,
                site,
                Arrays.stream(Span.values())
                        .map(one -> new Frame.Link(
                                messages.of("span_" + one.name()),
                                here + "/probes?span=" + one.word() + "&site=" + Paths.encoded(site),
                                one == span))
                        .toList(),
                sites.size() == 1
                        ? List.of()
                        : sites.stream()
                                .map(one -> new Frame.Link(
                                        one,
                                        here + "/probes?span=" + span.word() + "&site=" + Paths.encoded(one),
                                        one.equals(site)))
                                .toList(),
                pieces(messages, found),
                found.get(0).label(),
                found.get(found.size() - 1).label(),
                summary(messages, span, found),
                chart(messages, effectiveDeclaration, indicator, found));
    }

    /**
     * A part of the time.
     *
     * @param good looks, or days, that were as wanted
     * @param value how long answers took; null where that is not known
     */
    private record Found(
            String label, long good, long failed, long apart, BigDecimal value, BigDecimal longest, String words) {

        private String word() {
            if (failed > 0) {
                return good > 0 ? "partly" : "lost";
            }
            return good > 0 ? "kept" : apart > 0 ? "apart" : "unknown";
        }
    }

    private List<Found> looked(Messages messages, String site, Span span, Instant until, ZoneId zone) {
        Instant from = until.minus(span.length);
        Map<Integer, LooksReader.Part> parts =
                looks.of(site, probing.sites().containsKey(site), from, until, span.each).stream()
                        .collect(Collectors.toMap(LooksReader.Part::number, part -> part));
        int all = (int) span.length.dividedBy(span.each);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            LooksReader.Part part = parts.getOrDefault(i, new LooksReader.Part(i, 0, 0, 0, null, null));
            String label = MINUTE.format(from.plus(span.each.multipliedBy(i)).atZone(zone));
            found.add(new Found(
                    label,
                    part.good(),
                    part.failed(),
                    part.apart(),
                    part.mean(),
                    part.longest(),
                    part.good() + part.failed() + part.apart() == 0
                            ? messages.of("noLooks")
                            : messages.of("looksFound", part.good(), part.failed())));
        }
        return found;
    }

    private List<Found> days(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator, Span span) {
        List<DayPoint> days = assessor.detail(effectiveDeclaration, indicator, pageContext.now())
                .days();
        LocalDate last = days.isEmpty()
                ? effectiveDeclaration.declaration().period().from()
                : days.get(days.size() - 1).day();
        boolean seconds = indicator.measure().dimension() == Dimension.DURATION;
        BigDecimal scale = scale(effectiveDeclaration, indicator);
        List<Found> found = days.stream()
                .filter(day -> span == Span.YEAR || day.day().isAfter(last.minusDays(MONTH_DAYS)))
                .map(day -> new Found(
                        day.day().toString(),
                        day.state() == DayPoint.State.KEPT ? 1 : 0,
                        day.state() == DayPoint.State.LOST ? 1 : 0,
                        day.state() == DayPoint.State.APART ? 1 : 0,
                        seconds
                                ? day.actual()
                                        .map(Fraction::decimal)
                                        .map(value -> value.multiply(scale).setScale(3, RoundingMode.HALF_UP))
                                        .orElse(null)
                                : null,
                        null,
                        messages.of("day_" + day.state().name())))
                .toList();
        return found.isEmpty()
                ? List.of(new Found(last.toString(), 0, 0, 0, null, null, messages.of("noLooks")))
                : found;
    }

    /** How many seconds one of the target's unit is. */
    private BigDecimal scale(EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        return indicator
                .targetAt(pageContext.now(), effectiveDeclaration.declaration().zone())
                .map(target -> target.unit().scale())
                .orElse(BigDecimal.ONE);
    }

    private static List<Piece> pieces(Messages messages, List<Found> found) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Found one = found.get(i);
            pieces.add(new Piece(one.word(), i, messages.of("dayIs", one.label(), one.words())));
        }
        return pieces;
    }

    private static String summary(Messages messages, Span span, List<Found> found) {
        long good = found.stream().mapToLong(Found::good).sum();
        long failed = found.stream().mapToLong(Found::failed).sum();
        if (good + failed == 0) {
            return messages.of("noLooks");
        }
        String share = Numbers.shown(
                BigDecimal.valueOf(good * 100).divide(BigDecimal.valueOf(good + failed), 2, RoundingMode.DOWN));
        return span == Span.DAY || span == Span.WEEK
                ? messages.of("looksInAll", good + failed, failed, share)
                : messages.of("daysInAll", good + failed, failed, share);
    }

    private RawString chart(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator, List<Found> found) {
        if (found.stream().allMatch(one -> one.value() == null)) {
            return null;
        }
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("kind", "probe");
        chart.put("labels", found.stream().map(Found::label).toList());
        chart.put("mean", found.stream().map(Found::value).toList());
        chart.put(
                "longest",
                found.stream().anyMatch(one -> one.longest() != null)
                        ? found.stream().map(Found::longest).toList()
                        : List.of());
        boolean seconds = indicator.measure().dimension() == Dimension.DURATION;
        chart.put(
                "target",
                seconds
                        ? indicator
                                .targetAt(
                                        pageContext.now(),
                                        effectiveDeclaration.declaration().zone())
                                .map(target -> target.value().multiply(scale(effectiveDeclaration, indicator)))
                                .orElse(null)
                        : null);
        chart.put(
                "words",
                Map.of(
                        "mean", messages.of("chartMean"),
                        "longest", messages.of("chartLongest"),
                        "target", messages.of("chartTarget")));
        try {
            return ChartJson.raw(json.writeValueAsString(chart));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
