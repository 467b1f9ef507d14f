package io.dabiao.page.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.KeptSettings;
import io.dabiao.alert.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which alerts a kept setting is for, between the form's boxes and the keys of the file. */
final class Scopes {

    private Scopes() {}

    /** Writes what is ticked. @throws io.dabiao.problem.Problem 400 where something is ticked that is none */
    static void write(AlertKinds kinds, ScopeForm.Typed typed, ObjectNode settings) {
        Match match = typed.match(kinds);
        put(settings, "projects", match.projects());
        put(settings, "indicators", match.indicators());
        put(settings, "levels", match.levels());
        put(settings, "owners", match.owners());
        put(settings, "kinds", match.kinds());
    }

    private static void put(ObjectNode settings, String key, Set<String> words) {
        if (!words.isEmpty()) {
            settings.set(key, KeptSettings.list(List.copyOf(new TreeSet<>(words))));
        }
    }

    /** An indicator that is kept without its project is ticked in each of the projects that are. */
    static ScopeForm.Typed read(ObjectNode settings) {
        Set<String> projects = words(settings, "projects");
        Set<String> indicators = new HashSet<>();
        words(settings, "indicators")
                .forEach(indicator -> projects.forEach(project -> indicators.add(project + "/" + indicator)));
        return new ScopeForm.Typed(
                indicators.isEmpty() ? projects : Set.of(),
                indicators,
                words(settings, "kinds"),
                words(settings, "levels"),
                words(settings, "owners"));
    }

    private static Set<String> words(ObjectNode settings, String key) {
        return new HashSet<>(new ArrayList<>(KeptSettings.names(settings.path(key))));
    }
}
