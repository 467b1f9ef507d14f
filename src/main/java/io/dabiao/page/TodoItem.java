package io.dabiao.page;

import java.util.List;

/** A kind of thing that waits for people. A bean of this type is found by itself, and shown on the overview. */
public interface TodoItem {

    /**
     * One thing to be done.
     *
     * @param words what, in the language asked for
     * @param about what it is about, such as an indicator's name
     * @param path where it is done
     */
    record Task(String words, String about, String path) {}

    /** Smaller ones come first. */
    int place();

    /** Where all of this kind are listed; empty where there is no such list. */
    default String list(int year) {
        return "";
    }

    /** What this kind is called. */
    String name(PageContext pageContext);

    /**
     * What waits for the one who looks, of one year; empty where nothing does or he may not do it. It is asked at each look at the overview,
     * and so must be quick.
     */
    List<Task> tasks(PageContext pageContext, int year);
}
