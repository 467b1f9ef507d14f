package io.dabiao.page.enter;

import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import java.util.List;
import java.util.stream.Stream;

/** The pages by which facts are entered, side by side. */
final class Tabs {

    static final String VALUES = "/enter";
    static final String FILES = "/enter/files";
    static final String CORRECTIONS = "/enter/corrections";

    private Tabs() {}

    /** @param here path of the page that shows them */
    static List<Frame.Link> of(Messages messages, String here) {
        return Stream.of(VALUES, FILES, CORRECTIONS)
                .map(path -> new Frame.Link(
                        messages.of("tab_" + path.substring(path.lastIndexOf('/') + 1)), path, path.equals(here)))
                .toList();
    }

    static Frame.Crumb crumb(Messages messages) {
        return new Frame.Crumb(messages.of("title"), VALUES);
    }
}
