/** Names, as a resolver answers them. */
package io.dabiao.check.dns;
