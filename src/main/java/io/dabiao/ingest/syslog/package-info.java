/** Messages that devices send by syslog (RFC 5424), over TLS, TCP or UDP. */
package io.dabiao.ingest.syslog;
