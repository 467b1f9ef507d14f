/** A statement in the two languages of the product, and what is wrong with a text that people write. */
package io.dabiao.core.text;
