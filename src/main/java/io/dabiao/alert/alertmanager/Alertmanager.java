package io.dabiao.alert.alertmanager;

import io.dabiao.alert.AlertSnapshot;
import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.Delivery;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.State;
import io.dabiao.alert.Text;
import io.dabiao.alert.http.Address;
import io.dabiao.alert.http.Json;
import io.dabiao.alert.http.Post;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Every instance of an Alertmanager, which groups and routes by itself. An alert that no one repeats ends by itself after
 * four times the interval, so that an instance that missed the end does not keep it for ever.
 */
@ApplicationScoped
public class Alertmanager implements Channel {

    private static final Logger LOG = Logger.getLogger(Alertmanager.class);

    private static final int REPEATS = 4;

    private final OutboundHttp http;
    private final Clock clock;

    public Alertmanager(OutboundHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "alertmanager";
    }

    @Override
    public Words called() {
        return Words.of(Alertmanager.class, "called");
    }

    @Override
    public List<ChannelField> fields() {
        return List.of(
                ChannelField.lines(
                        "urls", Words.of(Alertmanager.class, "addressesOfAllInstances"), "http://127.0.0.1:9093"),
                ChannelField.secret("token", Words.of(Alertmanager.class, "bearerToken"), "")
                        .optional());
    }

    @Override
    public Optional<Receiver> receiver(Fields settings) {
        Optional<Cursor> list = settings.required("urls");
        List<Cursor> items = list.map(cursor -> cursor.items("addresses")).orElse(List.of());
        List<URI> urls =
                items.stream().map(Address::read).flatMap(Optional::stream).toList();
        list.filter(Cursor::emptyList)
                .ifPresent(cursor -> cursor.fault("an empty list", "an address at least", "write http://host:9093"));
        Optional<Cursor> writtenToken = settings.optional("token");
        Optional<String> token = writtenToken.flatMap(Secret::read);
        Optional<Cursor> writtenSeconds = settings.optional("resendSeconds");
        Optional<Integer> seconds = writtenSeconds.flatMap(cursor -> cursor.integer(1, 3600, "seconds from 1 to 3600"));
        if (urls.isEmpty()
                || urls.size() < items.size()
                || writtenToken.isPresent() && token.isEmpty()
                || writtenSeconds.isPresent() && seconds.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Instances(
                new Post(http, clock, token.stream().toList()), urls, token, Duration.ofSeconds(seconds.orElse(60))));
    }

    private record Instances(Post post, List<URI> urls, Optional<String> token, Duration every) implements Receiver {

        @Override
        public boolean takesTexts() {
            return false; // It would keep a digest as an alert that fires.
        }

        @Override
        public Optional<Duration> resendEvery() {
            return Optional.of(every);
        }

        @Override
        public Delivery deliver(Notification notification, Text text) throws InterruptedException {
            byte[] body = Json.bytes(notification.alerts().stream()
                    .map(alertSnapshot -> alert(alertSnapshot, notification.at()))
                    .toList());
            Map<String, String> headers =
                    token.map(key -> Map.of("Authorization", "Bearer " + key)).orElse(Map.of());
            List<CompletableFuture<Delivery>> begun = urls.stream()
                    .map(url -> post.begin(api(url), headers, body, post::byStatus))
                    .toList();
            List<Delivery> answers = new ArrayList<>();
            for (CompletableFuture<Delivery> each : begun) {
                answers.add(each.join());
            }
            return together(answers);
        }

        /** Taken where one took it; refused where all refuse. */
        private static Delivery together(List<Delivery> answers) {
            List<Delivery> not = answers.stream()
                    .filter(answer -> !(answer instanceof Delivery.Delivered))
                    .toList();
            String reasons = not.stream().map(Instances::reason).collect(Collectors.joining("; "));
            if (not.size() < answers.size()) {
                if (!not.isEmpty()) {
                    LOG.warnf(
                            "Of %d instances of Alertmanager %d took no alert: %s",
                            answers.size(), not.size(), reasons);
                }
                return new Delivery.Delivered();
            }
            if (not.stream().allMatch(Delivery.Refused.class::isInstance)) {
                return new Delivery.Refused(reasons);
            }
            return new Delivery.TryAgain(
                    reasons,
                    not.stream()
                            .filter(Delivery.TryAgain.class::isInstance)
                            .flatMap(answer -> ((Delivery.TryAgain) answer).after().stream())
                            .min(Duration::compareTo));
        }

        private static String reason(Delivery answer) {
            return answer instanceof Delivery.TryAgain again ? again.reason() : ((Delivery.Refused) answer).reason();
        }

        private static URI api(URI url) {
            return URI.create(url.toString().replaceAll("/+$", "") + "/api/v2/alerts");
        }

        /** The labels are the alert's identity there: none of them may change while it fires. */
        private Map<String, Object> alert(AlertSnapshot alertSnapshot, Instant at) {
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("alertname", "dabiao_" + alertSnapshot.kind());
            labels.put("kind", alertSnapshot.kind());
            labels.put("severity", alertSnapshot.severity().word());
            labels.put("fingerprint", alertSnapshot.fingerprint());
            put(labels, "year", alertSnapshot.year() == 0 ? "" : Integer.toString(alertSnapshot.year()));
            put(labels, "project", alertSnapshot.project());
            put(labels, "indicator", alertSnapshot.indicator());
            put(labels, "level1", alertSnapshot.level1());
            put(labels, "owner", alertSnapshot.owner());
            Map<String, String> annotations = new LinkedHashMap<>();
            put(annotations, "summary", alertSnapshot.sentence().chinese());
            put(annotations, "summary_en", alertSnapshot.sentence().english());
            put(annotations, "project_name", alertSnapshot.projectName());
            put(annotations, "indicator_name", alertSnapshot.indicatorName());
            alertSnapshot.outlook().ifPresent(words -> put(annotations, "outlook", words.chinese()));
            annotations.put("alert_id", alertSnapshot.id());
            alertSnapshot.runbook().ifPresent(address -> annotations.put("runbook_url", address));
            Map<String, Object> alert = new LinkedHashMap<>();
            alert.put("labels", labels);
            alert.put("annotations", annotations);
            alert.put("startsAt", alertSnapshot.startedAt().toString());
            Instant end = alertSnapshot.state() == State.RESOLVED
                    ? alertSnapshot.resolvedAt().orElse(at)
                    : at.plus(every.multipliedBy(REPEATS));
            alert.put("endsAt", end.toString());
            alertSnapshot.link().ifPresent(link -> alert.put("generatorURL", link));
            return alert;
        }

        private static void put(Map<String, String> map, String key, String value) {
            if (!value.isBlank()) {
                map.put(key, value);
            }
        }
    }
}
