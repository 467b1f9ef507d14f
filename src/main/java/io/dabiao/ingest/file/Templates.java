package io.dabiao.ingest.file;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes tables to be filled in. */
@ApplicationScoped
public class Templates {

    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final Declarations declarations;
    private final Settings settings;
    private final Clock clock;

    Templates(Declarations declarations, Settings settings, Clock clock) {
        this.declarations = declarations;
        this.settings = settings;
        this.clock = clock;
    }

    /** What an attribute is called in the tables' headers, in Chinese; itself where it has no name. */
    public String title(String attribute) {
        return Vocabularies.of(settings).title(attribute);
    }

    /**
     * A table, to be saved: of a type, or of one indicator; the others are null.
     *
     * @param format {@code xlsx} or {@code csv}
     * @param language {@code zh} or {@code en}
     * @param seen the declarations that the one who asks may know of
     * @throws Problem where there is none so
     */
    public Response file(
            String type,
            Integer year,
            String project,
            String indicator,
            String format,
            String language,
            Predicate<EffectiveDeclaration> seen) {
        if (!format.equals("xlsx") && !format.equals("csv")) {
            throw new Problem(ErrorCode.NO_SUCH_FORMAT, "format is xlsx or csv, not '" + format + "'");
        }
        Language in = Language.named(language)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_LANGUAGE, "languages are " + Language.words() + ", not '" + language + "'"));
        boolean ofType = type != null && !type.isBlank();
        boolean ofIndicator = year != null && project != null && indicator != null;
        if (ofType == ofIndicator) {
            throw new Problem(ErrorCode.NOT_SAID, "say either type, or year, project and indicator");
        }
        Map<EffectiveDeclaration, List<Indicator>> asked = ofType ? every(seen) : one(year, project, indicator, seen);
        Set<Series> measures = new LinkedHashSet<>();
        asked.forEach((effectiveDeclaration, indicators) -> indicators.forEach(any -> measures.addAll(
                any.measure().series(effectiveDeclaration.declaration().zone()))));
        String of = ofType ? type : typeOf(measures, indicator);
        measures.removeIf(series -> !series.selector().type().equals(of));
        Map<EffectiveDeclaration, List<Indicator>> reported = new LinkedHashMap<>();
        asked.forEach((effectiveDeclaration, indicators) -> {
            List<Indicator> some = indicators.stream()
                    .filter(any -> any.measure().kind() == MeasureKind.REPORTED)
                    .toList();
            if (!some.isEmpty()) {
                reported.put(effectiveDeclaration, some);
            }
        });
        Template template = Template.of(
                of, measures, reported, declarations.inForce().types().type(of), Vocabularies.of(settings), in);
        String name = URLEncoder.encode((ofType ? of : indicator) + "." + format, StandardCharsets.UTF_8);
        return Response.ok(
                        format.equals("xlsx") ? template.xlsx() : template.csv(),
                        format.equals("xlsx") ? XLSX : "text/csv;charset=UTF-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"template." + format + "\"; filename*=UTF-8''" + name)
                .build();
    }

    /** Of this year; of the newest that is declared where this one is not. */
    private Map<EffectiveDeclaration, List<Indicator>> every(Predicate<EffectiveDeclaration> seen) {
        Map<EffectiveDeclaration, List<Indicator>> every = new LinkedHashMap<>();
        Collection<Integer> years = declarations.inForce().years();
        int now = clock.instant().atZone(declarations.zone()).getYear();
        (years.contains(now) ? Optional.of(now) : years.stream().max(Integer::compareTo))
                .ifPresent(year -> declarations.inForce().year(year).stream()
                        .filter(seen)
                        .forEach(effectiveDeclaration -> every.put(
                                effectiveDeclaration,
                                new ArrayList<>(
                                        effectiveDeclaration.declaration().indicators()))));
        return every;
    }

    private Map<EffectiveDeclaration, List<Indicator>> one(
            int year, String project, String id, Predicate<EffectiveDeclaration> seen) {
        EffectiveDeclaration effectiveDeclaration = declarations
                .inForce()
                .project(year, project)
                .filter(seen)
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' is declared for " + year));
        Indicator found = effectiveDeclaration
                .declaration()
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "' in " + project));
        return Map.of(effectiveDeclaration, List.of(found));
    }

    private static String typeOf(Set<Series> measures, String indicator) {
        List<String> types = measures.stream()
                .map(series -> series.selector().type())
                .distinct()
                .toList();
        if (types.size() != 1) {
            throw new Problem(
                    ErrorCode.SEVERAL_TYPES,
                    "the indicator " + indicator + " counts events of " + String.join(", ", types)
                            + ": ask for a template of each type");
        }
        return types.get(0);
    }
}
