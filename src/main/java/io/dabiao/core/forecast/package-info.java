/** What a year will probably end with: one model a measure, and the words that may be said of it. */
package io.dabiao.core.forecast;
