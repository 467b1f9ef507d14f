package io.dabiao.page.declarations;

import java.util.List;
import java.util.Map;

/**
 * What stands above a form that writes a project's next version.
 *
 * @param seen the number of the version that the form is filled from; sent along, so that no other is written over
 * @param begins what is saved along with it, in words; empty where the form begins from what is in force
 * @param overtaken that another version came in between, in words; empty where none did
 * @param changes what that other version says otherwise than the one that the form was filled from
 * @param unchanged that there is nothing to save, in words; empty where there is
 */
public record FormHead(int seen, String begins, String overtaken, List<Change> changes, String unchanged) {

    public FormHead {
        changes = List.copyOf(changes);
    }

    /**
     * What another version changed, by the field of a form beside which it is said.
     *
     * @param head above the form
     * @param beside in words
     */
    record Overtaken(FormHead head, Map<String, String> beside) {}
}
