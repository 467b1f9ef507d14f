/** Questions that measures ask of a Prometheus; the answers come in as events. */
package io.dabiao.ingest.prometheus.query;
