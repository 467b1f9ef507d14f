/** A statement by its key, the files that have its texts in each language, and what is wrong with a text that people write. */
package io.dabiao.core.text;
