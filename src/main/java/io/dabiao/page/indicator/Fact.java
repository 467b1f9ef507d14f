package io.dabiao.page.indicator;

/** A fact about a promise or its figure: what it is called, and what it is. */
public record Fact(String name, String words) {}
