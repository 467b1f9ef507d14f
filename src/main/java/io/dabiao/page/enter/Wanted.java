package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.alert.ValuesDue;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.TodoItem;
import io.dabiao.page.Year;
import jakarta.enterprise.context.RequestScoped;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the values that are wanted of the one who looks; once for both duties. */
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
    List<TodoItem.Task> tasks(PageContext pageContext, int year, Predicate<ValuesDue.Why> some) {
        if (!pageContext.may(Role.REPORT) || !declarations.inForce().years().contains(year)) {
            return List.of();
        }
        Messages messages = pageContext.say(Wanted.class);
        return found
                .computeIfAbsent(
                        year, any -> manual.of(Year.of(declarations, pageContext, Optional.of(any)), pageContext))
                .stream()
                .filter(one -> one.due().map(ValuesDue::why).filter(some).isPresent())
                .sorted(Comparator.comparing(one -> one.due().orElseThrow().why()))
                .map(one -> new TodoItem.Task(
                        messages.of(one.due().orElseThrow().words()),
                        one.indicator().name(),
                        one.path()))
                .toList();
    }
}
