package io.dabiao.page;

import io.dabiao.core.text.Words;
import java.util.Set;

/** A page's entry in the navigation. A bean of this type is found by itself. */
public interface NavItem {

    /** Under which heading it stands. */
    enum Group {
        YEAR,
        WORK,
        SERVICE
    }

    /** Where it leads, such as {@code /overview}; pages whose path begins with it are marked as below it. */
    String path();

    Words words();

    Group group();

    /** Smaller ones come first in their group. */
    int place();

    /** How many things wait there for the reader, to stand beside the words; asked at each page, and so must be quick. */
    default int waits(PageContext pageContext) {
        return 0;
    }

    /** Whether what waits is something bad. */
    default boolean urgent() {
        return false;
    }

    /** It is shown to the one who has one of these roles. */
    Set<String> roles();
}
