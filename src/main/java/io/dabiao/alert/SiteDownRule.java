package io.dabiao.alert;

import io.dabiao.check.AnnouncedWork;
import io.dabiao.check.Assignment;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.ProbeWatch;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.store.NewestEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The sites whose outage is open in the log. What fails because of another site has no outage of its own, so that one cause is one
 * alert, which names what depends on it. Announced work raises none.
 */
@ApplicationScoped
class SiteDownRule implements AlertRule {

    private static final AlertKind KIND = AlertKind.of(
                    "site_down", Words.of(SiteDownRule.class, "siteDown"), Severity.CRITICAL)
            .at(AlertKind.Pace.OUTAGE);

    private static final List<String> TYPES = List.of(Probe.OUTAGE, Probe.OUTAGE_ENDED);

    /** An outage that no one has looked after for so long is over, whatever it was. */
    private static final Duration LONGEST = Duration.ofDays(400);
    /** Twice the interval, and at most so long: what is over by the next looks is not told of. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

    private static final String SITE = "site";
    /** Of what depends on it so many are named. */
    private static final int NAMED = 10;

    private final Declarations declarations;
    private final NewestEvents events;
    private final AnnouncedWork work;
    private Seen seen;

    SiteDownRule(Declarations declarations, NewestEvents events, AnnouncedWork work) {
        this.work = work;
        this.declarations = declarations;
        this.events = events;
    }

    @Override
    public AlertKind kind() {
        return KIND;
    }

    /**
     * What is known of the sites at one look.
     *
     * @param newest by the source of their outages, the newest event of an outage
     * @param announced work that goes on or is to come
     */
    private record Seen(
            Instant at,
            Declarations.InForce inForce,
            Map<String, Assignment> sites,
            Map<String, Event> newest,
            List<AnnouncedWork.Work> announced) {

        /** The outage of a site that is open and is not announced work; empty where there is none. */
        Optional<Event> open(String site) {
            return Optional.ofNullable(sites.get(site))
                    .map(one -> newest.get(one.probe().outageSource()))
                    .filter(event -> event.type().equals(Probe.OUTAGE)
                            && text(event, Maintenance.ATTRIBUTE).isEmpty());
        }

        /** Whether there is announced work on a site now. */
        boolean worked(Assignment site) {
            String name = site.probe().site();
            return site.maintenance().stream().anyMatch(window -> window.covers(name, at))
                    || announced.stream()
                            .anyMatch(work -> work.sites().contains(name)
                                    && !work.begins().isAfter(at));
        }

        /** The approved declaration of a site. */
        Optional<EffectiveDeclaration> declared(Assignment site) {
            return Optional.ofNullable(inForce.byKey().get(new Declarations.Key(site.year(), site.project())))
                    .filter(one -> !one.draft());
        }
    }

    private synchronized Seen seen(Instant now) {
        if (seen == null || !seen.at().equals(now)) {
            Declarations.InForce inForce = declarations.inForce();
            Map<String, Assignment> sites = Assignment.of(inForce, now);
            Map<String, Event> newest = sites.isEmpty()
                    ? Map.of()
                    : events.of(
                            sites.values().stream()
                                    .map(one -> one.probe().outageSource())
                                    .toList(),
                            TYPES,
                            now.minus(LONGEST));
            seen = new Seen(now, inForce, sites, newest, sites.isEmpty() ? List.of() : work.open());
        }
        return seen;
    }

    @Override
    public List<Consumer<ActiveConditions>> at(Instant now) {
        Seen looked = seen(now);
        List<Consumer<ActiveConditions>> all = new ArrayList<>();
        for (Assignment site : looked.sites().values()) {
            looked.declared(site)
                    .ifPresent(one -> all.add(conditions -> found(
                            site,
                            subject(site, one),
                            looked.open(site.probe().site()),
                            looked.worked(site),
                            looked.sites(),
                            conditions)));
        }
        return all;
    }

    /** An outage is the cause of the outages of the sites that depend on it, and of what indicators say that look at any of them. */
    @Override
    public Map<Causes.Concerned, Causes.Cause> causes(Instant now) {
        Seen looked = seen(now);
        Map<String, Causes.Cause> bySite = new HashMap<>();
        for (String site : looked.sites().keySet()) {
            farthest(site, looked).ifPresent(cause -> bySite.put(site, cause));
        }
        Map<Causes.Concerned, Causes.Cause> all = new HashMap<>();
        bySite.forEach((site, cause) -> {
            Assignment assignment = looked.sites().get(site);
            all.put(new Causes.Concerned(assignment.year(), assignment.project(), site), cause);
        });
        if (!bySite.isEmpty()) {
            for (Declaration declaration : looked.inForce().at(now)) {
                for (Indicator indicator : declaration.indicators()) {
                    sites(indicator, declaration.zone(), bySite.keySet())
                            .findFirst()
                            .ifPresent(site -> all.putIfAbsent(
                                    new Causes.Concerned(declaration.year(), declaration.project(), indicator.id()),
                                    bySite.get(site)));
                }
            }
        }
        return all;
    }

    /** The open outage farthest up of a site, which may be its own. */
    private static Optional<Causes.Cause> farthest(String site, Seen looked) {
        Set<String> reached = new HashSet<>(Set.of(site));
        List<String> next = List.of(site);
        Optional<Causes.Cause> found = cause(site, looked);
        while (!next.isEmpty()) {
            List<String> causes = next.stream()
                    .map(looked.sites()::get)
                    .filter(Objects::nonNull)
                    .flatMap(one -> one.probe().dependsOn().stream())
                    .filter(reached::add)
                    .toList();
            Optional<Causes.Cause> nearer = found;
            found = causes.stream()
                    .map(one -> cause(one, looked))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .or(() -> nearer);
            next = causes;
        }
        return found;
    }

    private static Optional<Causes.Cause> cause(String site, Seen looked) {
        return looked.open(site)
                .flatMap(outage -> looked.declared(looked.sites().get(site))
                        .map(one -> new Causes.Cause(
                                subject(looked.sites().get(site), one).fingerprint(KIND), outage.time())));
    }

    /** Those of some sites whose probes or outages an indicator counts. */
    private static Stream<String> sites(Indicator indicator, ZoneId zone, Set<String> some) {
        List<Selector> looksAt = indicator.measure().series(zone).stream()
                .map(Series::selector)
                .filter(selector -> selector.type().equals(Probe.TYPE) || TYPES.contains(selector.type()))
                .map(ProbeWatch::sites)
                .toList();
        return some.stream()
                .sorted()
                .filter(site -> looksAt.stream()
                        .anyMatch(
                                selector -> selector.fit(Map.of(SITE, new Attribute.Text(site))) == Selector.Fit.YES));
    }

    private static Subject subject(Assignment site, EffectiveDeclaration declared) {
        String name = site.probe().site();
        return new Subject(site.year(), site.project(), declared.declaration().name(), name, name, "", "");
    }

    private static void found(
            Assignment site,
            Subject subject,
            Optional<Event> outage,
            boolean worked,
            Map<String, Assignment> sites,
            ActiveConditions activeConditions) {
        activeConditions.ends(
                subject.fingerprint(KIND),
                new AlertStateMachine.End(Words.of(SiteDownRule.class, "theSiteAnswersAgain"), false));
        if (worked) {
            activeConditions.rests(subject.fingerprint(KIND));
        }
        Duration twice = site.probe().interval().multipliedBy(2);
        outage.ifPresent(event -> activeConditions.holds(Condition.of(
                        KIND, subject, sentence(event, dependents(site.probe().site(), sites.values())), event.time())
                .after(twice.compareTo(LONGEST_HOLD) < 0 ? twice : LONGEST_HOLD)
                .from("event " + event.source() + " " + event.id())));
    }

    private static Words sentence(Event outage, Set<String> dependents) {
        Words unexpected = Words.of(SiteDownRule.class, "unexpected");
        Words detail = new Words(
                text(outage, "detail").orElseGet(unexpected::english),
                text(outage, "detailZh").orElseGet(unexpected::chinese));
        boolean outside = text(outage, ServiceHours.ATTRIBUTE).isPresent();
        List<String> named = new ArrayList<>(dependents.stream().limit(NAMED).toList());
        if (dependents.size() > NAMED) {
            named.add("…");
        }
        List<Words> said = new ArrayList<>(List.of(detail));
        if (outside) {
            said.add(Words.of(SiteDownRule.class, "outsideOfTheServiceHours"));
        }
        if (!dependents.isEmpty()) {
            said.add(Words.of(SiteDownRule.class, "dependentsNotJudged", dependents.size(), Words.listed(named)));
        }
        return Words.joined(Words.of(Words.class, "semicolon"), said);
    }

    /** Everything that depends on a site, directly or not. */
    private static Set<String> dependents(String site, Collection<Assignment> sites) {
        Set<String> found = new TreeSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Assignment one : sites) {
                boolean depends =
                        one.probe().dependsOn().stream().anyMatch(cause -> cause.equals(site) || found.contains(cause));
                more |= depends
                        && !one.probe().site().equals(site)
                        && found.add(one.probe().site());
            }
        }
        return found;
    }

    private static Optional<String> text(Event event, String attribute) {
        return Optional.ofNullable(event.attributes().get(attribute)).map(Attribute::text);
    }
}
