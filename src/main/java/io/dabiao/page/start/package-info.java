/** The way of a newcomer from nothing to the first live indicator. */
package io.dabiao.page.start;
