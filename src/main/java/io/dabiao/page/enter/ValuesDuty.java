package io.dabiao.page.enter;

import io.dabiao.page.PageContext;
import io.dabiao.page.TodoItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Values that are missing, or older than their cadence. */
@ApplicationScoped
class ValuesDuty implements TodoItem {

    private final Wanted wanted;

    ValuesDuty(Wanted wanted) {
        this.wanted = wanted;
    }

    @Override
    public int place() {
        return 20;
    }

    @Override
    public String list(int year) {
        return "/enter?year=" + year;
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(ValuesDuty.class).of("dutyValues");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        return wanted.tasks(pageContext, year, why -> !why.ofEvidence());
    }
}
