/** Official forms of the next year: read in, settled row by row, and handed in. */
package io.dabiao.page.forms;
