package io.dabiao.page;

import io.dabiao.core.text.Language;
import java.util.List;
import java.util.Optional;

/**
 * What stands around a page. Made by {@link Layout}; a template passes it on with {@code {#include frame}}.
 *
 * @param title of this page, in the language asked for
 * @param say the words that all pages share
 * @param light {@code light} or {@code dark}; empty for the system's choice
 * @param here the path without language and light, ready for one more parameter
 * @param whole the path as it was asked for
 * @param groups the navigation, without empty groups
 * @param crumbs the way to this page, which itself is not in it
 * @param person who has signed in; empty for no one
 * @param csrf what every form must bear; empty for who has not signed in
 * @param flash something that is said once; empty where there is nothing
 * @param demonstration whether a demonstration's made-up facts are among those shown
 */
public record Frame(
        String title,
        Messages say,
        String light,
        String here,
        String whole,
        List<Group> groups,
        List<Crumb> crumbs,
        Optional<String> person,
        String csrf,
        Optional<String> flash,
        boolean demonstration,
        Assets assets) {

    /** @param name of the group, in the language asked for */
    public record Group(String name, List<Link> links) {}

    /**
     * @param current whether the page asked for is it or below it
     * @param waits how many things wait there; 0 for none
     * @param urgent whether they are something bad
     */
    public record Link(String words, String path, boolean current, int waits, boolean urgent) {

        public Link(String words, String path, boolean current) {
            this(words, path, current, 0, false);
        }
    }

    public record Crumb(String words, String path) {}

    public String language() {
        return say.language().word();
    }

    /** For {@code lang}. */
    public String tag() {
        return say.language().tag();
    }

    public List<Language> languages() {
        return Language.all();
    }

    public String called(Language other) {
        return say.of(other);
    }

    /** The words that all pages share, in English; on a page in English in Chinese. */
    public Messages other() {
        return Messages.of(Frame.class, say.language() == Language.EN ? Language.ZH : Language.EN);
    }

    public String otherTag() {
        return other().language().tag();
    }

    public String asset(String name) {
        return assets.path(name);
    }
}
