/** Facts from people: values that no system reports, and the documents behind them. */
package io.dabiao.ingest.reported;
