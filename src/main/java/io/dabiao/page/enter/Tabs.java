package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import java.util.List;
import java.util.stream.Stream;

/** The pages by which facts are entered, side by side. */
final class Tabs {

    static final String VALUES = "/enter";
    static final String GRID = "/enter/grid";
    static final String FILES = "/enter/files";
    static final String CORRECTIONS = "/enter/corrections";

    private Tabs() {}

    /** @param here path of the page that shows them */
    static List<Frame.Link> of(PageContext pageContext, Messages messages, String here) {
        return Stream.of(VALUES, GRID, FILES, CORRECTIONS)
                .filter(path -> !path.equals(GRID) || pageContext.may(Role.REPORT))
                .map(path -> new Frame.Link(
                        messages.of("tab_" + path.substring(path.lastIndexOf('/') + 1)), path, path.equals(here)))
                .toList();
    }

    static Frame.Crumb crumb(Messages messages) {
        return new Frame.Crumb(messages.of("title"), VALUES);
    }
}
