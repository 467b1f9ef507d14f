package io.dabiao.check;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declarations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A site to probe, as the declarations in force say it.
 *
 * @param project whose declaration probes it
 * @param maintenance announced work on it, of any declaration
 * @param others further projects that declare a probe of the site: one site is probed once, by the first project
 */
public record Assignment(Probe probe, String project, int year, List<Maintenance> maintenance, List<String> others) {

    /** The sites of the declarations whose period {@code at} lies in, by name; without work that people announced. */
    public static Map<String, Assignment> of(Declarations.InForce inForce, Instant at) {
        return of(inForce, at, List.of());
    }

    /** @param announced work that people announced, beside that of declarations */
    static Map<String, Assignment> of(Declarations.InForce inForce, Instant at, List<Maintenance> announced) {
        List<Declaration> now = inForce.at(at);
        Map<String, Assignment> bySite = new TreeMap<>();
        for (Declaration declaration : now) {
            for (Probe probe : declaration.probes()) {
                Assignment first = bySite.get(probe.site());
                if (first == null) {
                    List<Maintenance> work = Stream.concat(
                                    now.stream().flatMap(one -> one.maintenance().stream()), announced.stream())
                            .filter(window -> window.sites().contains(probe.site()))
                            .toList();
                    bySite.put(
                            probe.site(),
                            new Assignment(probe, declaration.project(), declaration.year(), work, List.of()));
                } else {
                    List<String> others = new ArrayList<>(first.others());
                    others.add(declaration.project());
                    bySite.put(
                            probe.site(),
                            new Assignment(first.probe(), first.project(), first.year(), first.maintenance(), others));
                }
            }
        }
        return bySite;
    }

    /** The window that covers an instant. */
    Optional<String> maintenanceAt(Instant at) {
        return maintenance.stream()
                .filter(window -> window.covers(probe.site(), at))
                .map(Maintenance::id)
                .findFirst();
    }
}
