/** What to do about an alert, where its address leads. */
package io.dabiao.page.runbooks;
