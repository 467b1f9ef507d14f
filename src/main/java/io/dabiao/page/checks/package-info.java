/** Probes and load checks. */
package io.dabiao.page.checks;
