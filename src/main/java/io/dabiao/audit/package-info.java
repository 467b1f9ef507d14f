/** Who did what, when and from which address: a log that only grows, chained by hashes. */
package io.dabiao.audit;
