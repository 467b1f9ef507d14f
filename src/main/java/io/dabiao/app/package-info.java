/** Wiring: start-up order, the clock, readiness, the command line. */
package io.dabiao.app;
