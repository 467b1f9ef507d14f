package io.dabiao.alert;

import io.dabiao.check.Assignment;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.store.NewestEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The sites whose outage is open in the log. What fails because of another site has no outage of its own, so that one cause is one
 * alert, which names what depends on it. Announced work raises none.
 */
@ApplicationScoped
class OutageRule implements AlertRule {

    private static final List<String> TYPES = List.of(Probe.OUTAGE, Probe.OUTAGE_ENDED);

    /** An outage that no one has looked after for so long is over, whatever it was. */
    private static final Duration LONGEST = Duration.ofDays(400);
    /** Twice the interval, and at most so long: what is over by the next looks is not told of. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);
    /** Of what depends on it so many are named. */
    private static final int NAMED = 10;

    private final Declarations declarations;
    private final NewestEvents events;

    OutageRule(Declarations declarations, NewestEvents events) {
        this.declarations = declarations;
        this.events = events;
    }

    @Override
    public List<Consumer<ActiveConditions>> at(Instant now) {
        Declarations.InForce inForce = declarations.inForce();
        Map<String, Assignment> sites = Assignment.of(inForce, now);
        if (sites.isEmpty()) {
            return List.of();
        }
        Map<String, Event> newest = events.of(
                sites.values().stream().map(one -> one.probe().outageSource()).toList(), TYPES, now.minus(LONGEST));
        List<Consumer<ActiveConditions>> all = new ArrayList<>();
        for (Assignment site : sites.values()) {
            Optional<EffectiveDeclaration> declared = Optional.ofNullable(
                            inForce.byKey().get(new Declarations.Key(site.year(), site.project())))
                    .filter(one -> !one.draft());
            Event event = newest.get(site.probe().outageSource());
            declared.ifPresent(one -> all.add(conditions -> found(site, subject(site, one), event, sites, conditions)));
        }
        return all;
    }

    private static Subject subject(Assignment site, EffectiveDeclaration declared) {
        String name = site.probe().site();
        return new Subject(site.year(), site.project(), declared.declaration().name(), name, name, "", "");
    }

    private static void found(
            Assignment site,
            Subject subject,
            Event event,
            Map<String, Assignment> sites,
            ActiveConditions activeConditions) {
        activeConditions.ends(
                subject.fingerprint(AlertKind.SITE_DOWN),
                new AlertStateMachine.End(new Words("the site answers again", "网站已恢复"), false));
        if (event == null
                || !event.type().equals(Probe.OUTAGE)
                || text(event, Maintenance.ATTRIBUTE).isPresent()) {
            return;
        }
        Duration twice = site.probe().interval().multipliedBy(2);
        activeConditions.holds(new Condition(
                AlertKind.SITE_DOWN,
                subject,
                sentence(event, dependents(site.probe().site(), sites.values())),
                Optional.empty(),
                event.time(),
                twice.compareTo(LONGEST_HOLD) < 0 ? twice : LONGEST_HOLD,
                true,
                "event " + event.source() + " " + event.id()));
    }

    private static Words sentence(Event outage, Set<String> dependents) {
        String detail = text(outage, "detail").orElse("it does not answer as expected");
        String detailZh = text(outage, "detailZh").orElse("未按预期应答");
        boolean outside = text(outage, ServiceHours.ATTRIBUTE).isPresent();
        String named =
                String.join(", ", dependents.stream().limit(NAMED).toList()) + (dependents.size() > NAMED ? ", …" : "");
        int count = dependents.size();
        return new Words(
                detail
                        + (outside ? "; outside of the service hours" : "")
                        + (count == 0
                                ? ""
                                : "; " + count + (count == 1 ? " site that depends" : " sites that depend")
                                        + " on it cannot be judged meanwhile: " + named),
                detailZh
                        + (outside ? "；不在服务时段内" : "")
                        + (count == 0 ? "" : "；依赖它的 " + count + " 个站点此间状态未知：" + named.replace(", ", "、")));
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
