/** Events from an MQTT 5 broker. */
package io.dabiao.ingest.mqtt;
