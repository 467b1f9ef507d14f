package io.dabiao.page.alerts;

import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import java.util.List;
import java.util.stream.Stream;

/** The pages about alerts, to go from one to the next. */
enum Tabs {
    OPEN("/alerts"),
    PAST("/alerts/past"),
    SILENCES("/alerts/silences"),
    MESSAGES("/alerts/messages"),
    RECEIVERS("/alerts/receivers"),
    TEXTS("/alerts/texts");

    private final String path;

    Tabs(String path) {
        this.path = path;
    }

    List<Frame.Link> links(Messages messages) {
        return Stream.of(values())
                .map(tab -> new Frame.Link(messages.of("tab_" + tab.name()), tab.path, tab == this))
                .toList();
    }
}
