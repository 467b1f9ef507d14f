package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.alert.ValuesDue;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Duty;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.page.Year;
import jakarta.enterprise.context.RequestScoped;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the values that are wanted of whoever looks; once for both duties. */
@RequestScoped
class Wanted {

    private final Declarations declarations;
    private final Manual manual;
    private final Map<Integer, List<Manual.One>> found = new HashMap<>();

    Wanted(Declarations declarations, Manual manual) {
        this.declarations = declarations;
        this.manual = manual;
    }

    /** What is overdue comes before what only waits. */
    List<Duty.Task> tasks(Visit visit, int year, Predicate<ValuesDue.Why> some) {
        if (!visit.may(Role.REPORT) || !declarations.inForce().years().contains(year)) {
            return List.of();
        }
        Say say = visit.say(Wanted.class);
        return found
                .computeIfAbsent(year, any -> manual.of(Year.of(declarations, visit, Optional.of(any)), visit))
                .stream()
                .filter(one -> one.due().map(ValuesDue::why).filter(some).isPresent())
                .sorted(Comparator.comparing(one -> one.due().orElseThrow().why()))
                .map(one -> new Duty.Task(
                        say.of(one.due().orElseThrow().words()), one.indicator().name(), one.path()))
                .toList();
    }
}
