package io.dabiao.page.alerts;

import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.Match;
import io.dabiao.alert.Severity;
import io.dabiao.alert.State;
import io.dabiao.page.Cell;
import io.dabiao.page.Messages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is said about alerts on several of their pages. */
final class Wording {

    private Wording() {}

    /** Those of a verdict, so that they need no marks of their own. */
    private static String mark(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "breached";
            case WARNING -> "at_risk";
            case INFO -> "on_track";
        };
    }

    static Cell severity(Severity severity, Messages messages) {
        return Cell.mark(mark(severity), messages.of(severity.words()));
    }

    static String state(State state, Messages messages) {
        return messages.of("state_" + state.word());
    }

    static Map<String, String> kinds(AlertKinds known, Messages messages) {
        Map<String, String> kinds = new LinkedHashMap<>();
        known.all().forEach(alertKind -> kinds.put(alertKind.word(), messages.of(alertKind.words())));
        return kinds;
    }

    static Map<String, String> severities(Messages messages) {
        Map<String, String> severities = new LinkedHashMap<>();
        for (Severity severity : List.of(Severity.CRITICAL, Severity.WARNING, Severity.INFO)) {
            severities.put(severity.word(), messages.of(severity.words()));
        }
        return severities;
    }

    /** Of an alert about the service itself, the service. */
    static String project(Alert alert, Messages messages) {
        return alert.projectName.isEmpty() ? messages.of("service") : alert.projectName;
    }

    /** What a silence or a maintenance is for. */
    static String scope(AlertKinds kinds, Match match, Messages messages) {
        List<String> parts = new ArrayList<>();
        part(parts, messages.of("project"), new TreeSet<>(match.projects()));
        part(parts, messages.of("indicator"), new TreeSet<>(match.indicators()));
        part(
                parts,
                messages.of("kind"),
                match.kinds().stream()
                        .sorted()
                        .map(word -> messages.of(kinds.called(word)))
                        .toList());
        part(parts, messages.of("level1"), new TreeSet<>(match.levels()));
        part(parts, messages.of("owner"), new TreeSet<>(match.owners()));
        return parts.isEmpty() ? messages.of("everything") : String.join(messages.of("and"), parts);
    }

    private static void part(List<String> parts, String what, java.util.Collection<String> words) {
        if (!words.isEmpty()) {
            parts.add(say(what, words));
        }
    }

    private static String say(String what, java.util.Collection<String> words) {
        return what + ": " + words.stream().collect(Collectors.joining(", "));
    }
}
