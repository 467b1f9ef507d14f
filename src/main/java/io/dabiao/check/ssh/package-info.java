/** An SSH server's banner. */
package io.dabiao.check.ssh;
