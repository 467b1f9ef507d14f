package io.dabiao.page;

import io.dabiao.access.Masked;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the frame around a page. */
@ApplicationScoped
public class Layout {

    private final List<NavItem> entries;
    private final Assets assets;
    private final Sessions sessions;
    private final DemoNotice demoNotice;

    Layout(@All List<NavItem> entries, Assets assets, Sessions sessions, DemoNotice demoNotice) {
        this.entries = entries.stream()
                .sorted(Comparator.comparing(NavItem::group).thenComparing(NavItem::place))
                .toList();
        this.assets = assets;
        this.sessions = sessions;
        this.demoNotice = demoNotice;
    }

    /**
     * The frame of one answer: what was to be said once is in it, and so is said.
     *
     * @param title in the language asked for
     * @param crumbs the way to the page, without the page itself
     */
    public Frame of(PageContext pageContext, String title, Frame.Crumb... crumbs) {
        Messages messages = pageContext.say(Layout.class);
        pageContext.session().filter(session -> session.flash().isPresent()).ifPresent(sessions::said);
        return new Frame(
                title,
                messages,
                pageContext.light(),
                Paths.without(pageContext.path(), PageContext.LANGUAGE, PageContext.LIGHT),
                pageContext.path(),
                groups(pageContext, messages),
                List.of(crumbs),
                pageContext.session().map(Session::shown),
                pageContext.session().map(Session::csrf).map(Masked::of).orElse(""),
                pageContext.session().flatMap(Session::flash),
                demoNotice.now(),
                assets);
    }

    /**
     * The frame of an error: it asks for nothing that may be what failed, neither who looks nor the database, and can be made on any
     * thread.
     */
    Frame plain(PageContext pageContext, String title) {
        return new Frame(
                title,
                pageContext.say(Layout.class),
                pageContext.light(),
                Paths.without(pageContext.path(), PageContext.LANGUAGE, PageContext.LIGHT),
                pageContext.path(),
                List.of(),
                List.of(),
                Optional.empty(),
                "",
                Optional.empty(),
                demoNotice.before(),
                assets);
    }

    private List<Frame.Group> groups(PageContext pageContext, Messages messages) {
        String here = here(Paths.path(pageContext.path()));
        return Arrays.stream(NavItem.Group.values())
                .map(group -> new Frame.Group(
                        messages.of("group_" + group.name()),
                        entries.stream()
                                .filter(navItem -> navItem.group() == group && pageContext.mayOneOf(navItem.roles()))
                                .map(navItem -> new Frame.Link(
                                        messages.of(navItem.words()),
                                        navItem.path(),
                                        navItem.path().equals(here),
                                        pageContext.signedIn() ? navItem.waits(pageContext) : 0,
                                        navItem.urgent()))
                                .toList()))
                .filter(group -> !group.links().isEmpty())
                .toList();
    }

    /** The entry that a page lies below, the nearest of several; empty where it lies below none. */
    private String here(String path) {
        return entries.stream()
                .map(NavItem::path)
                .filter(entry -> path.equals(entry) || path.startsWith(entry + "/"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }
}
