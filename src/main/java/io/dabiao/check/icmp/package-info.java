/** An echo, by the system's own ping. */
package io.dabiao.check.icmp;
