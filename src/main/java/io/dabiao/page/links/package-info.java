/** Links that show one thing without signing in: made, listed and ended. */
package io.dabiao.page.links;
