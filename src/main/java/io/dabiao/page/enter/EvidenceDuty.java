package io.dabiao.page.enter;

import io.dabiao.page.PageContext;
import io.dabiao.page.TodoItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Values that hold no longer, with their evidence, or soon will not. */
@ApplicationScoped
class EvidenceDuty implements TodoItem {

    private final Wanted wanted;

    EvidenceDuty(Wanted wanted) {
        this.wanted = wanted;
    }

    @Override
    public int place() {
        return 21;
    }

    @Override
    public String list(int year) {
        return "/enter?year=" + year;
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(EvidenceDuty.class).of("dutyEvidence");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        return wanted.tasks(pageContext, year, why -> why.ofEvidence());
    }
}
