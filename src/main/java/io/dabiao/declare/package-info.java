/**
 * Declarations and working-day calendars in: YAML files, told all their faults at once, and drafts for a further year.
 *
 * <p>A file is taken as a whole or not at all; a wrong one changes nothing and says what is wrong, where, and how to mend
 * it.
 */
package io.dabiao.declare;
