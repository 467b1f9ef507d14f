/** Signing in and out, the first account, and one's own account. */
package io.dabiao.page.entrance;
