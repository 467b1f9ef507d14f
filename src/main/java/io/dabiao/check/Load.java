package io.dabiao.check;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.declare.Declarations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A load check as the declarations in force say it.
 *
 * @param project whose declaration it is
 * @param levels to test, in users at once; empty where nothing says how many
 */
public record Load(LoadCheck check, String project, int year, List<Integer> levels) {

    public Load {
        levels = List.copyOf(levels);
    }

    /**
     * The checks of the declarations whose period {@code at} lies in, by site: the first project's. Levels follow from the
     * targets of every declaration among them.
     */
    static Map<String, Load> of(Declarations.InForce inForce, Instant at) {
        List<Declaration> now = inForce.at(at);
        Map<String, Load> bySite = new TreeMap<>();
        for (Declaration declaration : now) {
            for (LoadCheck check : declaration.loads()) {
                List<Integer> levels = check.levels(now.stream().flatMap(one -> one.indicators().stream()));
                bySite.putIfAbsent(check.site(), new Load(check, declaration.project(), declaration.year(), levels));
            }
        }
        return bySite;
    }
}
