package io.dabiao.core;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One project's form for one year.
 *
 * @param project the project's id, such as {@code it-operations}
 * @param name as printed, such as 信息化运维项目
 * @param period the days that the promises cover
 * @param goal in words
 * @param notes what the narrative promises that no indicator covers
 * @param probes how its sites are looked at from outside
 * @param maintenance announced work on them
 */
public record Declaration(
        String project,
        String name,
        int year,
        Office office,
        Period period,
        Budget budget,
        String goal,
        List<String> notes,
        List<Indicator> indicators,
        List<Probe> probes,
        List<Maintenance> maintenance) {

    /**
     * @param institution who carries the project out (实施单位)
     * @param department to whom it answers (主管部门)
     * @param nature 项目性质
     * @param category 项目类别
     */
    public record Office(String institution, String department, String nature, String category) {}

    /** Amounts in yuan, as printed. */
    public record Budget(BigDecimal total, BigDecimal treasury, BigDecimal carriedOver, BigDecimal other) {}

    public Declaration {
        notes = List.copyOf(notes);
        indicators = List.copyOf(indicators);
        probes = List.copyOf(probes);
        maintenance = List.copyOf(maintenance);
    }

    /** One that probes nothing itself. */
    public Declaration(
            String project,
            String name,
            int year,
            Office office,
            Period period,
            Budget budget,
            String goal,
            List<String> notes,
            List<Indicator> indicators) {
        this(project, name, year, office, period, budget, goal, notes, indicators, List.of(), List.of());
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
