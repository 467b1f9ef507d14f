/** What is looked at from here, and the time that does not count. */
package io.dabiao.core.probe;
