package io.dabiao.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * A receiver, a route, a maintenance or what holds for all of them, as it was said on a page.
 *
 * @param author who said it last
 * @param revision rises with each change
 * @param settings by the keys of the file of alert settings, without secrets
 * @param secrets the keys of those that are kept; the secrets themselves are given to no page
 */
public record KeptSetting(long id, String name, String author, int revision, ObjectNode settings, Set<String> secrets) {

    public KeptSetting {
        settings = settings.deepCopy();
        secrets = Set.copyOf(secrets);
    }

    /** A copy, to be changed. */
    @Override
    public ObjectNode settings() {
        return settings.deepCopy();
    }
}
