/** What anyone may see without signing in: a page of chosen sites and indicators, and badges of them. All of it is off until an administrator turns it on. */
package io.dabiao.page.publish;
