/** A mailbox server's greeting. */
package io.dabiao.check.imap;
