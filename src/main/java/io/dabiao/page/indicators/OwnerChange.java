package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextStored;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.Proposals;
import io.dabiao.page.PageContext;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.YamlEdit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Assigns many indicators to one owner: the next version of each of their projects, which is in force at once where an administrator who
 * may approve their own does it, and waits for approval else.
 */
@ApplicationScoped
class OwnerChange {

    /**
     * What came of it, in indicators.
     *
     * @param refused names of projects that cannot be changed here: a file declares them, or their text is not one that forms can edit
     */
    record Outcome(int inForce, int waiting, List<String> refused) {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final PageContext pageContext;

    OwnerChange(Declarations declarations, Proposals proposals, PageContext pageContext) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.pageContext = pageContext;
    }

    /** @param chosen each a year, a project and an indicator, of those that the reader sees */
    Outcome assign(List<String[]> chosen, String owner, String reason) {
        Map<Declarations.Key, List<String>> byProject = new LinkedHashMap<>();
        chosen.forEach(one -> byProject
                .computeIfAbsent(new Declarations.Key(Integer.parseInt(one[0]), one[1]), any -> new ArrayList<>())
                .add(one[2]));
        int inForce = 0;
        int waiting = 0;
        List<String> refused = new ArrayList<>();
        for (Map.Entry<Declarations.Key, List<String>> one : byProject.entrySet()) {
            Optional<Changed> changed = change(one.getKey(), one.getValue(), owner, reason);
            if (changed.isEmpty()) {
                refused.add(one.getKey().project());
            } else if (changed.get().inForce()) {
                inForce += changed.get().indicators();
            } else {
                waiting += changed.get().indicators();
            }
        }
        return new Outcome(inForce, waiting, List.copyOf(refused));
    }

    /** @param indicators that have another owner now; 0 where all had this one already */
    private record Changed(int indicators, boolean inForce) {}

    private Optional<Changed> change(Declarations.Key key, List<String> indicators, String owner, String reason) {
        if (declarations.file(key).isPresent()
                || NextVersion.base(key.year(), key.project()).isEmpty()) {
            return Optional.empty();
        }
        boolean approves = pageContext.may(Role.ADMIN) && proposals.atOnce();
        Set<String> others = new HashSet<>();
        try {
            NextStored outcome = assigned(key, indicators, owner, reason, approves, others);
            if (outcome instanceof NextStored.Refused && approves) {
                // What an administrator cannot put in force may still wait until it is mended.
                approves = false;
                outcome = assigned(key, indicators, owner, reason, false, others);
            }
            return outcome instanceof NextStored.Refused
                    ? Optional.empty()
                    : Optional.of(new Changed(others.size(), approves || others.isEmpty()));
        } catch (YamlEdit.Unchangeable written) {
            return Optional.empty();
        }
    }

    /** @param others those of the indicators that had another owner are added to it */
    private NextStored assigned(
            Declarations.Key key,
            List<String> indicators,
            String owner,
            String reason,
            boolean approves,
            Set<String> others) {
        return proposals.next(
                key,
                Optional.empty(),
                base -> {
                    YamlEdit text = base.text();
                    for (String indicator : indicators) {
                        String item = "#" + indicator;
                        if (!owner.equals(
                                text.value("indicators", item, "owner").orElse(""))) {
                            text = text.set(Quoted.of(owner), "indicators", item, "owner");
                            others.add(indicator);
                        }
                    }
                    return text.toString();
                },
                pageContext.name(),
                reason,
                approves ? Proposals.Handing.APPROVE : Proposals.Handing.HAND_IN);
    }
}
