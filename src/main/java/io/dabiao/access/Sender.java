package io.dabiao.access;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.text.Words;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who sends, and what he may send.
 *
 * @param name for the record
 * @param sources the only sources he may speak for; empty for any
 * @param types the only event types he may send; empty for any
 * @param reports whether he may report values by hand
 * @param projects the only projects, by id, for which he may report values by hand, and he may send nothing else; absent for any
 */
public record Sender(
        String name, Set<String> sources, Set<String> types, boolean reports, Optional<Set<String>> projects) {

    public Sender(String name, Set<String> sources, Set<String> types, boolean reports) {
        this(name, sources, types, reports, Optional.empty());
    }

    /** This sender, who may send no more than the other may either. */
    public Sender within(Sender other) {
        Optional<Set<String>> both = projects.map(own ->
                        other.projects().map(theirs -> common(own, theirs)).orElse(own))
                .or(other::projects);
        return new Sender(
                name,
                narrowed(sources, other.sources()),
                narrowed(types, other.types()),
                reports && other.reports(),
                both);
    }

    /** Empty stands for any; where nothing is common, only the empty name is left, which no event bears. */
    private static Set<String> narrowed(Set<String> ours, Set<String> theirs) {
        if (ours.isEmpty() || theirs.isEmpty()) {
            return ours.isEmpty() ? theirs : ours;
        }
        Set<String> common = common(ours, theirs);
        return common.isEmpty() ? Set.of("") : common;
    }

    private static Set<String> common(Set<String> ours, Set<String> theirs) {
        return ours.stream().filter(theirs::contains).collect(Collectors.toUnmodifiableSet());
    }

    /** Why this sender may not send the event; empty where he may. */
    public Optional<Words> refuses(Event event) {
        if (!sources.isEmpty() && !sources.contains(event.source())) {
            return Optional.of(Words.of(Sender.class, "notForTheSource", name, event.source()));
        }
        if (!types.isEmpty() && !types.contains(event.type())) {
            return Optional.of(Words.of(Sender.class, "notTheType", name, event.type()));
        }
        if (event.type().equals(Reported.TYPE) && !reports) {
            return Optional.of(Words.of(Sender.class, "needsTheRoleReport"));
        }
        return projects.filter(own -> !reportsFor(own, event))
                .map(own -> Words.of(Sender.class, "onlyTheProjects", String.join(", ", own)));
    }

    private static boolean reportsFor(Set<String> own, Event event) {
        return event.type().equals(Reported.TYPE)
                && event.attributes().get("project") instanceof Attribute.Text project
                && own.contains(project.text());
    }
}
