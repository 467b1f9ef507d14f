package io.dabiao.ingest.mqtt;

import io.smallrye.reactive.messaging.connector.InboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jboss.logging.Logger;

/**
 * A connector that acknowledges when it is told to.
 *
 * <p>SmallRye's own acknowledges a message as soon as it arrives and keeps it in memory: a crash would lose it, and nothing
 * would hold the broker back. Here the broker keeps the session and delivers again what was not acknowledged. No more than
 * {@code receive-maximum} messages are under way: the broker is told so, and one that sends more nevertheless (Mosquitto
 * before 2.0.12, when a backlog is promoted) finds that no one reads its connection.
 *
 * <p>Attributes: {@code url}, {@code user}, {@code password}, {@code topics} (separated by commas), {@code client},
 * {@code qos}, {@code receive-maximum}, {@code session-seconds}. A subscriber has to ask for {@code receive-maximum}.
 */
@ApplicationScoped
@Connector(MqttConnector.NAME)
class MqttConnector implements InboundConnector {

    static final String NAME = "dabiao-mqtt";

    private static final Logger LOG = Logger.getLogger(MqttConnector.class);

    private static final int PLAIN = 1883;
    private static final int ENCRYPTED = 8883;
    private static final int PATIENCE_SECONDS = 30;
    private static final long GOODBYE_MILLIS = 1_000;

    /** @param topic to which it was published, whatever filter brought it */
    record Delivered(String topic, MqttMessage message) {}

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        return subscriber -> new Consumption(config, subscriber).begin();
    }

    private static final class Consumption implements Flow.Subscription, MqttCallback {

        private final Config config;
        private final Flow.Subscriber<? super Message<Delivered>> subscriber;
        private final Semaphore places;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile MqttAsyncClient client;

        Consumption(Config config, Flow.Subscriber<? super Message<Delivered>> subscriber) {
            this.config = config;
            this.subscriber = subscriber;
            this.places = new Semaphore(config.getValue("receive-maximum", Integer.class));
        }

        void begin() {
            subscriber.onSubscribe(this);
            try {
                String identifier = config.getValue("client", String.class);
                MqttAsyncClient begun = new MqttAsyncClient(server(), identifier, new MemoryPersistence());
                client = begun;
                begun.setManualAcks(true);
                // Before the connection: a kept session delivers at once.
                begun.setCallback(this);
                begun.connect(options()).waitForCompletion(PATIENCE_SECONDS * 1_000L);
                begun.subscribe(subscriptions()).waitForCompletion(PATIENCE_SECONDS * 1_000L);
            } catch (MqttException failed) {
                end(failed);
            }
        }

        private String server() {
            URI url = URI.create(config.getValue("url", String.class));
            boolean encrypted = url.getScheme().equals("mqtts");
            int port = url.getPort() > 0 ? url.getPort() : encrypted ? ENCRYPTED : PLAIN;
            return (encrypted ? "ssl://" : "tcp://") + url.getHost() + ":" + port;
        }

        private MqttConnectionOptions options() {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(false);
            options.setSessionExpiryInterval(config.getValue("session-seconds", Long.class));
            options.setReceiveMaximum(config.getValue("receive-maximum", Integer.class));
            options.setConnectionTimeout(PATIENCE_SECONDS);
            // When the connection breaks, the one who subscribed subscribes again.
            options.setAutomaticReconnect(false);
            config.getOptionalValue("user", String.class).ifPresent(options::setUserName);
            config.getOptionalValue("password", String.class)
                    .ifPresent(password -> options.setPassword(password.getBytes(StandardCharsets.UTF_8)));
            return options;
        }

        private MqttSubscription[] subscriptions() {
            int qos = config.getValue("qos", Integer.class);
            return Arrays.stream(config.getValue("topics", String.class).split(","))
                    .map(topic -> new MqttSubscription(topic.strip(), qos))
                    .toArray(MqttSubscription[]::new);
        }

        /** Blocks while as many as may be are under way: then the connection is not read either. */
        @Override
        public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
            places.acquire();
            if (over.get()) {
                return;
            }
            Function<Metadata, CompletionStage<Void>> acknowledge = metadata -> {
                places.release();
                try {
                    client.messageArrivedComplete(message.getId(), message.getQos());
                    return CompletableFuture.completedFuture(null);
                } catch (MqttException gone) {
                    return CompletableFuture.failedFuture(gone);
                }
            };
            subscriber.onNext(Message.of(
                    new Delivered(topic, message),
                    Metadata.empty(),
                    acknowledge,
                    (why, metadata) -> CompletableFuture.completedFuture(null)));
        }

        private void end(Throwable why) {
            if (over.compareAndSet(false, true)) {
                unblock();
                subscriber.onError(why);
            }
        }

        private void unblock() {
            places.release(config.getValue("receive-maximum", Integer.class));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            MqttException why = response.getException();
            end(why == null ? new MqttException(response.getReturnCode()) : why);
        }

        @Override
        public void mqttErrorOccurred(MqttException error) {
            LOG.debugf(error, "the MQTT client met an error");
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // nothing is published
        }

        @Override
        public void connectComplete(boolean again, String server) {
            // the connection is waited for
        }

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {
            // no extended authentication is asked for
        }

        /** The broker bounds what is under way, and {@link #messageArrived} does. */
        @Override
        public void request(long more) {
            // nothing to do
        }

        /** What the broker does not hear any more it delivers again. */
        @Override
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                unblock();
            }
            MqttAsyncClient begun = client;
            if (begun == null) {
                return;
            }
            try {
                if (begun.isConnected()) {
                    begun.disconnectForcibly(GOODBYE_MILLIS, GOODBYE_MILLIS, true);
                }
                begun.close(true);
            } catch (MqttException gone) {
                LOG.debugf(gone, "the connection was gone already");
            }
        }
    }
}
