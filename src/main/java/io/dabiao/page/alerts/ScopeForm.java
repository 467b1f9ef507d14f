package io.dabiao.page.alerts;

import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.Match;
import io.dabiao.alert.Severity;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a form that says which alerts something is for, of silences, maintenance and routes. Shown by
 * {@code {#include alerts/scope}}.
 */
public record ScopeForm(
        List<Choice> projects, List<Group> indicators, List<Choice> kinds, List<Choice> levels, List<Choice> owners) {

    /** A box to be ticked. */
    public record Choice(String value, String words, boolean chosen) {}

    /** A project's indicators to choose from. */
    public record Group(String project, List<Choice> indicators) {}

    /** What is ticked; indicators with their projects, as {@code project/indicator}. */
    record Typed(
            Set<String> projects, Set<String> indicators, Set<String> kinds, Set<String> levels, Set<String> owners) {

        static final Typed NOTHING = new Typed(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

        static Typed of(
                List<String> projects,
                List<String> indicators,
                List<String> kinds,
                List<String> levels,
                List<String> owners) {
            return new Typed(set(projects), set(indicators), set(kinds), set(levels), set(owners));
        }

        private static Set<String> set(List<String> given) {
            return given == null
                    ? Set.of()
                    : given.stream().filter(one -> !one.isEmpty()).collect(Collectors.toSet());
        }

        /**
         * Indicators are named with their projects: other projects may have ones of the same name.
         *
         * @throws Problem 400 where something is chosen that is none
         */
        Match match(AlertKinds known) {
            Set<String> named = new HashSet<>(projects);
            Set<String> ids = new HashSet<>();
            for (String one : indicators) {
                int slash = one.indexOf('/');
                if (slash < 0) {
                    throw new Problem(ErrorCode.UNKNOWN_INDICATOR, "no indicator '" + one + "'");
                }
                named.add(one.substring(0, slash));
                ids.add(one.substring(slash + 1));
            }
            for (String word : kinds) {
                if (known.ofWord(word).isEmpty()) {
                    throw new Problem(ErrorCode.NO_SUCH_KIND, "no kind '" + word + "'");
                }
            }
            return new Match(named, ids, kinds, levels, owners, Severity.INFO);
        }
    }

    static ScopeForm of(
            AlertKinds kinds, Declarations declarations, PageContext pageContext, Messages messages, Typed typed) {
        List<EffectiveDeclaration> projects =
                Year.of(declarations, pageContext, Optional.empty()).projects();
        List<Indicator> indicators = projects.stream()
                .flatMap(effectiveDeclaration -> effectiveDeclaration.declaration().indicators().stream())
                .toList();
        return new ScopeForm(
                projects.stream()
                        .map(effectiveDeclaration -> new Choice(
                                effectiveDeclaration.declaration().project(),
                                effectiveDeclaration.declaration().name(),
                                typed.projects()
                                        .contains(effectiveDeclaration
                                                .declaration()
                                                .project())))
                        .toList(),
                groups(projects, typed),
                Wording.kinds(kinds, messages).entrySet().stream()
                        .map(kind -> new Choice(
                                kind.getKey(), kind.getValue(), typed.kinds().contains(kind.getKey())))
                        .toList(),
                choices(indicators.stream().map(Indicator::level1), typed.levels()),
                choices(indicators.stream().flatMap(one -> one.remarks().owner().stream()), typed.owners()));
    }

    private static List<Choice> choices(Stream<String> words, Set<String> chosen) {
        return words.filter(word -> !word.isEmpty()).collect(Collectors.toCollection(TreeSet::new)).stream()
                .map(word -> new Choice(word, word, chosen.contains(word)))
                .toList();
    }

    /** The service's own parts are in it where the form began at an alert about one. */
    private static List<Group> groups(List<EffectiveDeclaration> projects, Typed typed) {
        List<Group> groups = new ArrayList<>();
        Set<String> left = new HashSet<>(typed.indicators());
        for (EffectiveDeclaration effectiveDeclaration : projects) {
            String project = effectiveDeclaration.declaration().project();
            groups.add(new Group(
                    effectiveDeclaration.declaration().name(),
                    effectiveDeclaration.declaration().indicators().stream()
                            .map(one -> new Choice(
                                    project + "/" + one.id(), one.name(), left.remove(project + "/" + one.id())))
                            .toList()));
        }
        if (!left.isEmpty()) {
            groups.add(new Group(
                    "—",
                    left.stream().map(value -> new Choice(value, value, true)).toList()));
        }
        return groups;
    }
}
