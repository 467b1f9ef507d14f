/** Finding whatever has a page, by its words. */
package io.dabiao.page.search;
