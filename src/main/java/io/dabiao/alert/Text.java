package io.dabiao.alert;

/**
 * What people read of a notification, in the receiver's language.
 *
 * @param title one line
 * @param body Markdown, of which only what every robot shows: bold, links, lists, line breaks
 */
public record Text(String title, String body) {}
