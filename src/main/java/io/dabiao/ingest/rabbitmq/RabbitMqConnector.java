package io.dabiao.ingest.rabbitmq;

import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;

/**
 * A connector that acknowledges on the very channel that delivered.
 *
 * <p>SmallRye's own acknowledges a number on whatever channel is open then; after a reconnection that number is another
 * message, which would be lost. Here a subscription is one connection: when it breaks, the subscription ends, the one who
 * subscribed subscribes again, and what was not acknowledged is delivered again.
 *
 * <p>Attributes: {@code url}, {@code user}, {@code password}, {@code queue}, {@code prefetch}. The broker delivers no more
 * than {@code prefetch} messages beyond the acknowledged ones; a subscriber has to ask for as many.
 */
@ApplicationScoped
@Connector(RabbitMqConnector.NAME)
class RabbitMqConnector implements InboundConnector {

    static final String NAME = "dabiao-rabbitmq";

    private static final Logger LOG = Logger.getLogger(RabbitMqConnector.class);

    private static final int CLOSE_MILLIS = 5_000;

    /** A message and the channel that delivered it. */
    record Delivered(Channel channel, Delivery delivery) {

        /** This one and all before it on its channel. */
        void acknowledgeUpToHere() throws IOException {
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), true);
        }
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        return subscriber -> new Consumption(config, subscriber).begin();
    }

    private static final class Consumption implements Flow.Subscription {

        private final Config config;
        private final Flow.Subscriber<? super Message<Delivered>> subscriber;
        private final AtomicBoolean over = new AtomicBoolean();
        private Connection connection;

        Consumption(Config config, Flow.Subscriber<? super Message<Delivered>> subscriber) {
            this.config = config;
            this.subscriber = subscriber;
        }

        void begin() {
            subscriber.onSubscribe(this);
            try {
                connection = factory().newConnection("dabiao " + config.getValue("channel-name", String.class));
                Channel channel = connection.createChannel();
                channel.addShutdownListener(cause -> end(cause));
                channel.basicQos(config.getValue("prefetch", Integer.class));
                CancelCallback cancelled = tag -> end(new IOException("the queue was deleted or moved"));
                channel.basicConsume(
                        config.getValue("queue", String.class),
                        false,
                        (tag, delivery) -> deliver(channel, delivery),
                        cancelled);
            } catch (IOException | TimeoutException | GeneralSecurityException | URISyntaxException failed) {
                end(failed);
            }
        }

        private ConnectionFactory factory() throws GeneralSecurityException, URISyntaxException {
            ConnectionFactory factory = new ConnectionFactory();
            String url = config.getValue("url", String.class);
            factory.setUri(url);
            if (url.startsWith("amqps:")) {
                // The certificates that Java trusts, and the name that was dialled.
                factory.useSslProtocol(javax.net.ssl.SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
            optional("user").ifPresent(factory::setUsername);
            optional("password").ifPresent(factory::setPassword);
            factory.setAutomaticRecoveryEnabled(false);
            factory.setTopologyRecoveryEnabled(false);
            return factory;
        }

        private Optional<String> optional(String attribute) {
            return config.getOptionalValue(attribute, String.class);
        }

        private void deliver(Channel channel, Delivery delivery) {
            Delivered delivered = new Delivered(channel, delivery);
            Function<Metadata, CompletionStage<Void>> acknowledge = metadata -> {
                try {
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                    return CompletableFuture.completedFuture(null);
                } catch (IOException | RuntimeException gone) { // Thrown on, to who waits for the stage.
                    return CompletableFuture.failedFuture(gone);
                }
            };
            subscriber.onNext(Message.of(
                    delivered,
                    Metadata.empty(),
                    acknowledge,
                    (why, metadata) -> CompletableFuture.completedFuture(null)));
        }

        private void end(Throwable why) {
            if (over.compareAndSet(false, true)) {
                close();
                subscriber.onError(why);
            }
        }

        /** The broker bounds what is under way: {@code prefetch}. */
        @Override
        public void request(long more) {
            // nothing to do
        }

        @Override
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                close();
            }
        }

        private void close() {
            Connection open = connection;
            if (open != null && open.isOpen()) {
                try {
                    open.close(CLOSE_MILLIS);
                } catch (IOException | RuntimeException gone) { // It is to be closed, and it is.
                    LOG.debugf(gone, "the connection was gone already");
                }
            }
        }
    }
}
