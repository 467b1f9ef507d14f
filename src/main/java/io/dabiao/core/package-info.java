/**
 * What is promised, what happened, and what follows: values and pure functions, in plain Java.
 *
 * <p>Nothing here reads a clock, a file or a database, and no framework's type appears. Every type is immutable and so
 * safe for use by any number of threads.
 */
package io.dabiao.core;
