package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.Proposals;
import io.dabiao.page.PageContext;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.YamlEdit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        if (declarations.file(key).isPresent()) {
            return Optional.empty();
        }
        try {
            Optional<NextVersion.Base> base = NextVersion.base(key.year(), key.project());
            if (base.isEmpty()) {
                return Optional.empty();
            }
            YamlEdit text = base.get().text();
            int others = 0;
            for (String indicator : indicators) {
                String item = "#" + indicator;
                if (!owner.equals(text.value("indicators", item, "owner").orElse(""))) {
                    text = text.set(Quoted.of(owner), "indicators", item, "owner");
                    others++;
                }
            }
            return others == 0
                    ? Optional.of(new Changed(0, true))
                    : stored(base.get(), text.toString(), reason, others);
        } catch (YamlEdit.Unchangeable written) {
            return Optional.empty();
        }
    }

    private Optional<Changed> stored(NextVersion.Base base, String text, String reason, int indicators) {
        DeclarationVersion row = base.row();
        if (!(DeclarationReader.read(row.origin, text) instanceof DeclarationReader.DeclarationReading.Accepted)) {
            return Optional.empty();
        }
        DeclarationVersion version = proposals.propose(
                new DeclarationReader.Heading(row.year, row.project, row.name), text, pageContext.name(), reason);
        boolean approves = pageContext.may(Role.ADMIN)
                && proposals.atOnce()
                && proposals.faults(version).isEmpty();
        if (approves) {
            proposals.approve(version, Optional.empty(), pageContext.name(), reason);
        }
        return Optional.of(new Changed(indicators, approves));
    }
}
