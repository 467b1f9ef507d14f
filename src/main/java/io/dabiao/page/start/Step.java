package io.dabiao.page.start;

/**
 * A step of the way, as the service itself knows it.
 *
 * @param number from 1
 * @param words what is to be done
 * @param detail how; empty where there is nothing to add
 */
public record Step(int number, String words, String detail, boolean done) {}
