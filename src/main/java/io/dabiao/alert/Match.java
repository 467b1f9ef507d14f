package io.dabiao.alert;

import java.util.Set;

/**
 * Which alerts a route, a silence or a maintenance is for. An empty set is any; an alert must fit all of them.
 *
 * @param projects ids
 * @param indicators ids; for the service its parts
 * @param kinds words
 * @param levels first levels as printed
 * @param least the least severity
 */
public record Match(
        Set<String> projects,
        Set<String> indicators,
        Set<String> kinds,
        Set<String> levels,
        Set<String> owners,
        Severity least) {

    public static final Match ALL = new Match(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Severity.INFO);

    public Match {
        projects = Set.copyOf(projects);
        indicators = Set.copyOf(indicators);
        kinds = Set.copyOf(kinds);
        levels = Set.copyOf(levels);
        owners = Set.copyOf(owners);
    }

    boolean fits(Alert alert) {
        return any(projects, alert.project)
                && any(indicators, alert.indicator)
                && any(kinds, alert.kind)
                && any(levels, alert.level1)
                && any(owners, alert.owner)
                && alert.severity.compareTo(least) >= 0;
    }

    private static boolean any(Set<String> wanted, String found) {
        return wanted.isEmpty() || wanted.contains(found);
    }
}
