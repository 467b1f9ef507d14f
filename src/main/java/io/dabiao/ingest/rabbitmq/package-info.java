/** Events from a queue of RabbitMQ (AMQP 0-9-1). */
package io.dabiao.ingest.rabbitmq;
