/** What the running service does by itself, as the features that do it say it: they are found, and no list names them. */
package io.dabiao.lifecycle;
