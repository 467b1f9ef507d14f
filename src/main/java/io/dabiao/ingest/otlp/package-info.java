/** Metrics of OpenTelemetry over HTTP, for what remote write covers too. */
package io.dabiao.ingest.otlp;
