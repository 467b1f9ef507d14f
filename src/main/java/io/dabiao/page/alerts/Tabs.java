package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import java.util.List;
import java.util.stream.Stream;

/** The pages about alerts, to go from one to the next. */
enum Tabs {
    OPEN("/alerts"),
    PAST("/alerts/past"),
    SILENCES("/alerts/silences"),
    MESSAGES("/alerts/messages"),
    RECEIVERS("/alerts/receivers"),
    ROUTES("/alerts/routes"),
    TEXTS("/alerts/texts"),
    DIGESTS("/alerts/digests");

    private final String path;

    Tabs(String path) {
        this.path = path;
    }

    /** Those that the reader may open. */
    List<Frame.Link> links(PageContext pageContext, Messages messages) {
        return Stream.of(values())
                .filter(tab -> tab != ROUTES || pageContext.may(Role.ADMIN))
                .filter(tab -> tab != DIGESTS
                        || pageContext.may(Role.REPORT) && pageContext.session().isPresent())
                .map(tab -> new Frame.Link(messages.of("tab_" + tab.name()), tab.path, tab == this))
                .toList();
    }
}
