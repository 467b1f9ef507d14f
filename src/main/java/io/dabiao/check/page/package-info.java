/** A page as a visitor sees it: all of it, in a browser. */
package io.dabiao.check.page;
