/** TLS alone: the certificates and the version. */
package io.dabiao.check.tls;
