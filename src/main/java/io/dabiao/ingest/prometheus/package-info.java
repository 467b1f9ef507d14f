/** Facts from a Prometheus: series that it sends, and questions that it answers. */
package io.dabiao.ingest.prometheus;
