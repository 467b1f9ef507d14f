package io.dabiao.page.forms;

import io.dabiao.access.Role;
import io.dabiao.core.text.Words;
import io.dabiao.page.NavItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

@ApplicationScoped
class FormsEntry implements NavItem {

    @Override
    public String path() {
        return "/enter/forms";
    }

    @Override
    public Words words() {
        return Words.of(FormsEntry.class, "entryForms");
    }

    @Override
    public Group group() {
        return Group.WORK;
    }

    @Override
    public int place() {
        return 40;
    }

    @Override
    public Set<String> roles() {
        return Set.of(Role.REPORT);
    }
}
