package io.dabiao.page.declarations;

import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.VersionState;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.TodoItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What the one who looks has stored and was given back, with the words it was given back with. */
@ApplicationScoped
class ReturnedDuty implements TodoItem {

    @Override
    public int place() {
        return 20;
    }

    @Override
    public String list(int year) {
        return "/declarations";
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(ReturnedDuty.class).of("returnedDuty");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        Messages messages = pageContext.say(ReturnedDuty.class);
        return DeclarationVersion.<DeclarationVersion>list(
                        "year = ?1 and standing = ?2 and author = ?3 order by project",
                        year,
                        VersionState.RETURNED,
                        pageContext.name())
                .stream()
                .filter(one -> pageContext.sees(one.project))
                .map(one -> new Task(
                        messages.of("returnedTask", one.returnedBy, one.returnedBecause),
                        one.name,
                        "/declarations/" + one.year + "/" + Paths.encoded(one.project) + "?version=" + one.version))
                .toList();
    }
}
