/** Events from Kafka, by SmallRye's connector. */
package io.dabiao.ingest.kafka;
