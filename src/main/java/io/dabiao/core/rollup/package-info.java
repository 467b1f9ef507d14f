/** What is kept of events by day: folds, series, and the facts of a window. */
package io.dabiao.core.rollup;
