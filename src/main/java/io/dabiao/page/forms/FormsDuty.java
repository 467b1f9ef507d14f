package io.dabiao.page.forms;

import io.dabiao.access.Role;
import io.dabiao.forms.work.FormWorks;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.TodoItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Forms that somebody has begun to settle. */
@ApplicationScoped
class FormsDuty implements TodoItem {

    private final FormWorks works;

    FormsDuty(FormWorks works) {
        this.works = works;
    }

    @Override
    public int place() {
        return 45;
    }

    @Override
    public String list(int year) {
        return "/enter/forms";
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(FormsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        if (!pageContext.may(Role.REPORT)) {
            return List.of();
        }
        Messages messages = pageContext.say(FormsDuty.class);
        return works.open().stream()
                .filter(work -> !pageContext.limited() || work.createdBy.equals(pageContext.name()))
                .map(work -> new Task(
                        messages.of("dutyTask", FormsPage.file(messages, work)),
                        work.name.isEmpty() ? messages.of("nameless") : work.name,
                        "/enter/forms/" + work.id))
                .toList();
    }
}
