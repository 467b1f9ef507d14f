/** A mail server's greeting. */
package io.dabiao.check.smtp;
