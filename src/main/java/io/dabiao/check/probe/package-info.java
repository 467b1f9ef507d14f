/** What every kind of probe has in common: phases, reasons, outcomes, and looks that are not made on an event loop. */
package io.dabiao.check.probe;
