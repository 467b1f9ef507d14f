/**
 * The pages that people open. What all pages share is here: the frame around them, words in two languages, tables, and who looks.
 * Each page is a package of its own below, and knows no other page.
 */
package io.dabiao.page;
