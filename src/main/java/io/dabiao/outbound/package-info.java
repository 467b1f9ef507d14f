/** Which addresses the service connects to, and the only place where its clients' connections are made. */
package io.dabiao.outbound;
