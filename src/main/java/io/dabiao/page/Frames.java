package io.dabiao.page;

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
public class Frames {

    private final List<Entry> entries;
    private final Assets assets;
    private final Sessions sessions;
    private final MadeUp madeUp;

    Frames(@All List<Entry> entries, Assets assets, Sessions sessions, MadeUp madeUp) {
        this.entries = entries.stream()
                .sorted(Comparator.comparing(Entry::group).thenComparing(Entry::place))
                .toList();
        this.assets = assets;
        this.sessions = sessions;
        this.madeUp = madeUp;
    }

    /**
     * The frame of one answer: what was to be said once is in it, and so is said.
     *
     * @param title in the language asked for
     * @param crumbs the way to the page, without the page itself
     */
    public Frame of(Visit visit, String title, Frame.Crumb... crumbs) {
        Say say = visit.say(Frames.class);
        visit.session().filter(session -> session.flash().isPresent()).ifPresent(sessions::said);
        return new Frame(
                title,
                say,
                visit.light(),
                Paths.without(visit.path(), Visit.LANGUAGE, Visit.LIGHT),
                groups(visit, say),
                List.of(crumbs),
                visit.session().map(Session::shown),
                visit.session().map(Session::csrf).orElse(""),
                visit.session().flatMap(Session::flash),
                madeUp.now(),
                assets);
    }

    /**
     * The frame of an error: it asks for nothing that may be what failed, neither who looks nor the database, and can be made on any
     * thread.
     */
    Frame plain(Visit visit, String title) {
        return new Frame(
                title,
                visit.say(Frames.class),
                visit.light(),
                Paths.without(visit.path(), Visit.LANGUAGE, Visit.LIGHT),
                List.of(),
                List.of(),
                Optional.empty(),
                "",
                Optional.empty(),
                madeUp.before(),
                assets);
    }

    private List<Frame.Group> groups(Visit visit, Say say) {
        String here = here(Paths.path(visit.path()));
        return Arrays.stream(Entry.Group.values())
                .map(group -> new Frame.Group(
                        say.of("group_" + group.name()),
                        entries.stream()
                                .filter(entry -> entry.group() == group && visit.mayOneOf(entry.roles()))
                                .map(entry -> new Frame.Link(
                                        say.of(entry.words()),
                                        entry.path(),
                                        entry.path().equals(here)))
                                .toList()))
                .filter(group -> !group.links().isEmpty())
                .toList();
    }

    /** The entry that a page lies below, the nearest of several; empty where it lies below none. */
    private String here(String path) {
        return entries.stream()
                .map(Entry::path)
                .filter(entry -> path.equals(entry) || path.startsWith(entry + "/"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }
}
