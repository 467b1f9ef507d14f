/**
 * The official form, read as a draft. It works by vocabulary, not by column number; what is uncertain is told with its
 * place, and what cannot be read is listed, never dropped.
 */
package io.dabiao.forms;
