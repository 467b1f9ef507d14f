package io.dabiao.core.text;

/**
 * One statement in the two languages of the product.
 *
 * @param english for the log, the API and operators
 * @param chinese for pages and reports
 */
public record Words(String english, String chinese) {}
