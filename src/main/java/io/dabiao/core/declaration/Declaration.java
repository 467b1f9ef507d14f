package io.dabiao.core.declaration;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.RemoteQuery;
import io.dabiao.core.measure.RemoteSeries;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Series;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One project's form for one year.
 *
 * @param project the project's id, such as {@code it-operations}
 * @param name as printed, such as 信息化运维项目
 * @param formerNames of the project; events that name it so are its own still
 * @param period the days that the promises cover
 * @param goal in words
 * @param notes what the narrative promises that no indicator covers
 * @param probes how its sites are looked at from outside
 * @param loads how many users at once they are to sustain is checked so
 * @param maintenance announced work on them
 * @param series what is taken of the series that a Prometheus sends
 * @param queries what is asked of a Prometheus for its measures
 * @param profile how it is scored; empty where the installation's profile does
 */
public record Declaration(
        String project,
        String name,
        List<String> formerNames,
        int year,
        Office office,
        Period period,
        Budget budget,
        String goal,
        List<String> notes,
        List<Indicator> indicators,
        List<Probe> probes,
        List<LoadCheck> loads,
        List<Maintenance> maintenance,
        List<RemoteSeries> series,
        List<RemoteQuery> queries,
        Optional<Profile> profile) {

    /**
     * @param institution who carries the project out (实施单位)
     * @param department to whom it answers (主管部门)
     * @param nature 项目性质
     * @param category 项目类别
     */
    public record Office(String institution, String department, String nature, String category) {}

    /**
     * Amounts in yuan, as printed.
     *
     * @param adjustments changes during the year, in order; the original stays beside them
     */
    public record Budget(
            BigDecimal total,
            BigDecimal treasury,
            BigDecimal carriedOver,
            BigDecimal other,
            List<Adjustment> adjustments) {

        public Budget {
            adjustments = List.copyOf(adjustments);
        }

        public Budget(BigDecimal total, BigDecimal treasury, BigDecimal carriedOver, BigDecimal other) {
            this(total, treasury, carriedOver, other, List.of());
        }

        /** The amounts in force on a day. */
        public Budget on(LocalDate day) {
            Budget inForce = this;
            for (Adjustment adjustment : adjustments) {
                if (!day.isBefore(adjustment.from())) {
                    inForce = adjustment.to();
                }
            }
            return inForce;
        }
    }

    /**
     * A budget changed during the year.
     *
     * @param from the first day on which it is in force
     * @param to all amounts again, without adjustments of their own
     */
    public record Adjustment(LocalDate from, Budget to, String because, String by) {}

    public Declaration {
        formerNames = List.copyOf(formerNames);
        notes = List.copyOf(notes);
        probes = List.copyOf(probes);
        indicators = depending(indicators, probes, period.zone());
        loads = List.copyOf(loads);
        maintenance = List.copyOf(maintenance);
        series = List.copyOf(series);
        queries = List.copyOf(queries);
    }

    /** This declaration, whose measures decide only on events that bear what the catalogue says they must. */
    public Declaration under(EventTypes types) {
        return new Declaration(
                project,
                name,
                formerNames,
                year,
                office,
                period,
                budget,
                goal,
                notes,
                indicators.stream().map(indicator -> indicator.under(types)).toList(),
                probes,
                loads,
                maintenance,
                series,
                queries,
                profile);
    }

    /** The sites that a site depends on, and those that these depend on, as far as they are probed here. */
    private static void upstream(String site, Map<String, Probe> probes, Set<String> into) {
        Probe probe = probes.get(site);
        if (probe != null) {
            for (String cause : probe.dependsOn()) {
                if (into.add(cause)) {
                    upstream(cause, probes, into);
                }
            }
        }
    }

    private static List<Indicator> depending(List<Indicator> indicators, List<Probe> probes, ZoneId zone) {
        Map<String, Probe> bySite = new LinkedHashMap<>();
        probes.forEach(probe -> bySite.put(probe.site(), probe));
        boolean depends = probes.stream().anyMatch(probe -> !probe.dependsOn().isEmpty());
        return indicators.stream()
                .map(indicator -> depends ? indicator.because(causes(indicator, bySite, zone)) : indicator)
                .map(indicator -> promised(indicator, bySite, zone))
                .toList();
    }

    /** With the hours in which the sites that it counts are promised; a site without any is promised around the clock. */
    private static Indicator promised(Indicator indicator, Map<String, Probe> probes, ZoneId zone) {
        if (!(indicator.measure() instanceof AvailableDays days) || !days.asksForHours()) {
            return indicator;
        }
        ServiceHours always = new ServiceHours(ServiceHours.Days.ALL, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, zone);
        return indicator.measuring(days.promised(sites(days.over(), probes)
                .map(site -> probes.get(site).hours().orElse(always))
                .toList()));
    }

    /** Those of the probed sites that a selector looks at. */
    private static Stream<String> sites(Selector selector, Map<String, Probe> probes) {
        return probes.keySet().stream()
                .filter(site -> selector.matchers().stream()
                        .filter(matcher -> matcher.attribute().equals("site"))
                        .allMatch(
                                matcher -> matcher.fit(Map.of("site", new Attribute.Text(site))) == Selector.Fit.YES));
    }

    private static List<String> causes(Indicator indicator, Map<String, Probe> probes, ZoneId zone) {
        Set<String> causes = new TreeSet<>();
        for (Series series : indicator.measure().series(zone)) {
            Selector selector = series.selector();
            if (selector.type().equals(Probe.TYPE)) {
                sites(selector, probes).forEach(site -> upstream(site, probes, causes));
            }
        }
        return List.copyOf(causes);
    }

    public ZoneId zone() {
        return period.zone();
    }

    /**
     * The maintenance windows whose time an indicator leaves out: its measure selects probes or outages that bear no
     * window's id, of sites that the window names.
     */
    public List<Maintenance> exclusions(Indicator indicator) {
        return maintenance.stream()
                .filter(window -> indicator.measure().series(zone()).stream()
                        .map(Series::selector)
                        .anyMatch(window::leftOutBy))
                .toList();
    }

    public Optional<Indicator> indicator(String id) {
        return indicators.stream()
                .filter(indicator -> indicator.id().equals(id))
                .findFirst();
    }
}
