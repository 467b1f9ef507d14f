package io.dabiao.demo;

/** One source of the demonstration: what it has to say about a day depends on that day and on chance alone. */
interface Feed {

    /** The last part of its source's name. */
    String name();

    void tell(DayReport day);
}
