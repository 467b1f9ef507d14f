package io.dabiao.declare;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.measure.RemoteQuery;
import io.dabiao.core.measure.RemoteSeries;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Nearest;
import io.dabiao.yaml.Source;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a declaration from YAML, as a whole or not at all. */
public final class DeclarationReader {

    /** What came of reading a file. */
    public sealed interface DeclarationReading {

        /** @param effective the first day on which it shall be in force; empty for at once */
        record Accepted(Declaration declaration, Optional<LocalDate> effective) implements DeclarationReading {}

        /** @param faults all of them, in the file's order; never empty */
        record Refused(List<Fault> faults) implements DeclarationReading {
            public Refused {
                faults = List.copyOf(faults);
            }
        }
    }

    private static final int FIRST_YEAR = 1949;
    private static final int LAST_YEAR = 9999;
    private static final ZoneId USUAL_ZONE = ZoneId.of("Asia/Shanghai");
    private static final BigDecimal MOST_YUAN = new BigDecimal("999999999999999.99");

    private final Source source;
    private final Fields fields;
    private Optional<LocalDate> effective = Optional.empty();

    private DeclarationReader(Source source, Fields fields) {
        this.source = source;
        this.fields = fields;
    }

    /** @param file how its faults name it */
    public static DeclarationReading read(String file, String yaml) {
        Source source = new Source(file, yaml);
        Optional<DeclarationReader> reader = source.root()
                .flatMap(root -> root.fields("a declaration"))
                .map(fields -> new DeclarationReader(source, fields));
        Optional<Declaration> declaration = reader.flatMap(DeclarationReader::declaration);
        return source.faults().isEmpty()
                ? new DeclarationReading.Accepted(declaration.orElseThrow(), reader.orElseThrow().effective)
                : new DeclarationReading.Refused(source.faults());
    }

    /**
     * What a declaration is of, however much else of it is wrong.
     *
     * @param name empty where it has none
     */
    public record Heading(int year, String project, String name) {}

    /** Empty where project or year cannot be read; then {@link #read} tells why. */
    public static Optional<Heading> heading(String file, String yaml) {
        return new Source(file, yaml)
                .root()
                .flatMap(root -> root.fields("a declaration"))
                .flatMap(fields -> {
                    Optional<String> project = fields.required("project").flatMap(Cursor::id);
                    Optional<Integer> year = fields.required("year").flatMap(DeclarationReader::year);
                    String name = fields.optional("name").flatMap(Cursor::text).orElse("");
                    return project.flatMap(id -> year.map(of -> new Heading(of, id, name)));
                });
    }

    private Optional<Declaration> declaration() {
        Optional<String> project = fields.required("project").flatMap(Cursor::id);
        Optional<String> name = fields.required("name").flatMap(Cursor::text);
        List<String> names = new ArrayList<>(name.stream().toList());
        fields.optional("formerNames").map(at -> at.texts("names")).ifPresent(names::addAll);
        Optional<Integer> year = fields.required("year").flatMap(DeclarationReader::year);
        Declaration.Office office = office();
        Optional<ZoneId> zone =
                fields.optional("zone").map(DeclarationReader::zone).orElse(Optional.of(USUAL_ZONE));
        Optional<Period> period = fields.required("period").flatMap(at -> period(at, year, zone));
        Optional<Declaration.Budget> budget = fields.required("budget").flatMap(at -> budget(at, period));
        Optional<String> goal = fields.required("goal").flatMap(Cursor::text);
        List<String> notes =
                fields.optional("notes").map(at -> at.texts("notes")).orElse(List.of());
        List<RemoteQuery> queries = new ArrayList<>();
        List<Indicator> indicators = indicators(names, period, queries);
        List<Probe> probes = list("probes", "probes", new ProbeReader(zone)::read);
        List<LoadCheck> loads = list("loads", "load checks", new LoadReader(zone)::read);
        List<Maintenance> maintenance = list("maintenance", "maintenance windows", new MaintenanceReader(zone)::read);
        List<RemoteSeries> series = list("prometheus", "series of a Prometheus", RemoteReader::series);
        effective = fields.optional("effective").flatMap(at -> effective(at, period));
        Optional<Profile> profile = fields.optional("scoring")
                .flatMap(at ->
                        new ProfileReader(indicators.stream().map(Indicator::id).toList()).read(at));
        doubts(fields);
        fields.done();
        return source.faults().isEmpty()
                ? Optional.of(new Declaration(
                        project.orElseThrow(),
                        name.orElseThrow(),
                        names.subList(1, names.size()),
                        year.orElseThrow(),
                        office,
                        period.orElseThrow(),
                        budget.orElseThrow(),
                        goal.orElseThrow(),
                        notes,
                        indicators,
                        probes,
                        loads,
                        maintenance,
                        series,
                        queries,
                        profile))
                : Optional.empty();
    }

    /** What a reader of a form was not sure of: each keeps the declaration from coming into force until someone settles it. */
    static void doubts(Fields fields) {
        fields.optional("doubts")
                .map(at -> at.items("doubts"))
                .orElse(List.of())
                .forEach(doubt -> doubt.text()
                        .ifPresent(text -> doubt.fault(
                                "the unsettled doubt '" + Cursor.abbreviated(text) + "'",
                                "every doubt settled",
                                "settle it with who wrote the form, then remove this line")));
    }

    private static Optional<LocalDate> effective(Cursor at, Optional<Period> period) {
        Optional<LocalDate> day = at.date();
        if (day.isPresent() && period.isPresent() && !period.get().until().isAfter(day.get())) {
            at.fault(
                    at.shown(),
                    "a day before the period's end",
                    "write the first day on which this version is in force, or remove the line");
        }
        return day;
    }

    static Optional<Integer> year(Cursor at) {
        return at.integer(FIRST_YEAR, LAST_YEAR, "a year such as 2024");
    }

    /** Forms differ in what they print beside the institution; what is not printed is empty. */
    private Declaration.Office office() {
        return new Declaration.Office(
                fields.required("institution").flatMap(Cursor::text).orElse(""),
                fields.optional("department").flatMap(Cursor::text).orElse(""),
                fields.optional("nature").flatMap(Cursor::text).orElse(""),
                fields.optional("category").flatMap(Cursor::text).orElse(""));
    }

    static Optional<ZoneId> zone(Cursor at) {
        return at.text().flatMap(id -> {
            try {
                return Optional.of(ZoneId.of(id));
            } catch (DateTimeException unknown) {
                at.fault(
                        at.shown(),
                        "a time zone such as Asia/Shanghai",
                        Nearest.mend(id, ZoneId.getAvailableZoneIds(), "write its IANA name"));
                return Optional.empty();
            }
        });
    }

    private Optional<Period> period(Cursor at, Optional<Integer> year, Optional<ZoneId> zone) {
        return at.fields("a period").flatMap(days -> {
            Optional<LocalDate> from = days.required("from").flatMap(day -> ofYear(day, year));
            Optional<LocalDate> to = days.required("to").flatMap(day -> ofYear(day, year));
            days.done();
            return from.flatMap(first -> to.filter(last -> at.expectThat(
                            !last.isBefore(first),
                            "a period from " + first + " to " + last,
                            "one that does not end before it begins",
                            "exchange the two"))
                    .flatMap(last -> zone.map(in -> new Period(first, last.plusDays(1), in))));
        });
    }

    private static Optional<LocalDate> ofYear(Cursor at, Optional<Integer> year) {
        return at.date()
                .filter(day -> year.isEmpty()
                        || at.expect(
                                day.getYear() == year.get(),
                                "a day of the declared year " + year.get(),
                                "write the same year here and in year:"));
    }

    private static Optional<Declaration.Budget> budget(Cursor at, Optional<Period> period) {
        return at.fields("a budget").flatMap(amounts -> {
            amounts.optional("total"); // Faults list the keys in the order in which they are asked for.
            List.of("treasury", "carriedOver", "other").forEach(amounts::optional);
            List<Declaration.Adjustment> adjustments = new ArrayList<>();
            for (Cursor one : amounts.optional("adjustments")
                    .map(list -> list.items("adjustments"))
                    .orElse(List.of())) {
                one.fields("an adjustment")
                        .flatMap(fields -> adjustment(one, fields, period))
                        .ifPresent(adjustments::add);
            }
            return amounts(at, amounts, adjustments);
        });
    }

    private static Optional<Declaration.Adjustment> adjustment(Cursor at, Fields fields, Optional<Period> period) {
        Optional<LocalDate> from = fields.required("from").flatMap(day -> IndicatorReader.within(day, period));
        Optional<String> because = fields.required("because").flatMap(Cursor::text);
        Optional<String> by = fields.required("by").flatMap(Cursor::text);
        Optional<Declaration.Budget> to = amounts(at, fields, List.of());
        return from.flatMap(day -> because.flatMap(
                why -> by.flatMap(who -> to.map(budget -> new Declaration.Adjustment(day, budget, why, who)))));
    }

    private static Optional<Declaration.Budget> amounts(
            Cursor at, Fields amounts, List<Declaration.Adjustment> adjustments) {
        Optional<BigDecimal> total = amounts.required("total").flatMap(DeclarationReader::yuan);
        Optional<BigDecimal> treasury = part(amounts, "treasury");
        Optional<BigDecimal> carriedOver = part(amounts, "carriedOver");
        Optional<BigDecimal> other = part(amounts, "other");
        amounts.done();
        if (total.isEmpty() || treasury.isEmpty() || carriedOver.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal sum = treasury.get().add(carriedOver.get()).add(other.get());
        boolean addsUp = at.expectThat(
                sum.compareTo(total.get()) == 0,
                "a total of " + total.get().toPlainString() + " whose parts make " + sum.toPlainString(),
                "total = treasury + carriedOver + other",
                "correct the amount that is wrong");
        return addsUp
                ? Optional.of(new Declaration.Budget(
                        total.get(), treasury.get(), carriedOver.get(), other.get(), adjustments))
                : Optional.empty();
    }

    private static Optional<BigDecimal> part(Fields amounts, String key) {
        return amounts.optional(key).map(DeclarationReader::yuan).orElse(Optional.of(BigDecimal.ZERO));
    }

    private static Optional<BigDecimal> yuan(Cursor at) {
        return at.number(BigDecimal.ZERO, MOST_YUAN, "an amount in yuan that is not negative");
    }

    private <T> List<T> list(String key, String what, Function<Cursor, Optional<T>> read) {
        return fields.optional(key).map(at -> at.items(what)).orElse(List.of()).stream()
                .map(read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** @param queries filled with what the measures ask of a Prometheus */
    private List<Indicator> indicators(List<String> names, Optional<Period> period, List<RemoteQuery> queries) {
        Optional<LocalDate> measuredFrom =
                fields.optional("measuredFrom").flatMap(at -> IndicatorReader.within(at, period));
        BigDecimal atRiskBelow = fields.optional("atRiskBelow")
                .flatMap(IndicatorReader::probability)
                .orElse(Indicator.USUALLY_AT_RISK_BELOW);
        IndicatorReader.Usually usually = new IndicatorReader.Usually(measuredFrom, atRiskBelow);
        Optional<Cursor> list = fields.required("indicators");
        List<Cursor> rows = list.map(at -> at.items("indicators")).orElse(List.of());
        list.filter(at -> at.emptyList())
                .ifPresent(at -> at.fault("no indicator", "one at least", "declare what is promised"));
        IndicatorReader reader = new IndicatorReader(source, names, period);
        Interruptions interruptions = new Interruptions();
        List<Indicator> indicators = rows.stream()
                .map(row -> {
                    Optional<Indicator> indicator = reader.read(row, usually);
                    indicator.ifPresent(read -> interruptions.check(read.measure(), row));
                    return indicator;
                })
                .flatMap(Optional::stream)
                .toList();
        queries.addAll(reader.queries());
        return indicators;
    }
}
