/** Facts in. One folder for each kind of source; all of them hand their events to {@link io.dabiao.ingest.Intake}. */
package io.dabiao.ingest;
