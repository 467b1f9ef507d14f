package io.dabiao.ingest.web;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.ingest.mapping.TimeForm;
import io.dabiao.ingest.mapping.Unmapped;
import io.dabiao.ingest.source.Contents;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A document at an address, and those that follow it. */
record WebPlace(
        OutboundHttp http,
        Contents contents,
        URI url,
        Map<String, String> headers,
        Optional<Paging.OAuth> oauth,
        Optional<JsonPointer> items,
        Paging paging,
        Optional<Paging.Since> since,
        ZoneId zone)
        implements Place.Fetched {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_PAGES = 10_000;
    private static final int REDIRECTS = 3;
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>[^,]*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

    @Override
    public Rows open(Start start) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (oauth.isPresent()) {
            all.put("Authorization", "Bearer " + token(oauth.get()));
        }
        return new Answers(start, all);
    }

    private String token(Paging.OAuth by) throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((encoded(by.client()) + ":" + encoded(by.secret())).getBytes(StandardCharsets.UTF_8));
        String body = "grant_type=client_credentials"
                + by.scope().map(scope -> "&scope=" + encoded(scope)).orElse("");
        OutboundHttp.Answer answer = asked(new OutboundHttp.Request(
                "POST",
                by.url(),
                Map.of(
                        "Authorization", "Basic " + basic,
                        "Content-Type", "application/x-www-form-urlencoded",
                        "Accept", "application/json"),
                body.getBytes(StandardCharsets.UTF_8),
                LONGEST,
                1 << 16,
                0));
        if (answer.status() != 200) {
            throw new IOException("no token was given: " + by.url().getHost() + " answered " + answer.status());
        }
        String token =
                EventJson.MAPPER.readTree(answer.body()).path("access_token").asText("");
        if (token.isEmpty()) {
            throw new IOException(
                    "no token was given: the answer of " + by.url().getHost() + " has no access_token");
        }
        return token;
    }

    private OutboundHttp.Answer asked(OutboundHttp.Request request) throws IOException {
        try {
            return http.send(request).get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException io
                    ? io
                    : new IOException(
                            request.uri().getHost() + ": "
                                    + Optional.ofNullable(failed.getCause().getMessage())
                                            .orElse("no answer in time"),
                            failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the service ends");
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static URI with(URI uri, String parameter, String value) {
        String bare = uri.toString();
        String kept = uri.getRawQuery() == null
                ? ""
                : Arrays.stream(uri.getRawQuery().split("&"))
                        .filter(pair -> !pair.startsWith(encoded(parameter) + "="))
                        .collect(Collectors.joining("&"));
        int question = bare.indexOf('?');
        return URI.create((question < 0 ? bare : bare.substring(0, question)) + "?" + (kept.isEmpty() ? "" : kept + "&")
                + encoded(parameter) + "=" + encoded(value));
    }

    /** The answers of one run. What is remembered is kept with the last of them: their order is the sender's. */
    private final class Answers implements Rows {

        private final Start start;
        private final Map<String, String> headers;
        private final Optional<String> etag;
        private final ObjectNode bookmark = EventJson.MAPPER.createObjectNode();
        private final Deque<Page> ready = new ArrayDeque<>();
        private final Set<URI> asked = new HashSet<>();
        private Optional<URI> at;
        private int page;
        private List<Row> before = List.of();

        Answers(Start start, Map<String, String> headers) {
            this.start = start;
            this.headers = headers;
            this.etag =
                    start.bookmark().map(json -> json.path("etag").asText("")).filter(text -> !text.isEmpty());
            this.page = paging.first();
            URI first = url;
            Optional<String> from =
                    start.bookmark().map(json -> json.path("since").asText("")).filter(text -> !text.isEmpty());
            if (since.isPresent() && from.isPresent()) {
                bookmark.put("since", from.get());
                first = with(first, since.get().parameter(), from.get());
            }
            at = Optional.of(
                    paging.page().isPresent() ? with(first, paging.page().get(), String.valueOf(page)) : first);
        }

        @Override
        public Optional<Page> next() throws IOException {
            while (ready.isEmpty() && at.isPresent()) {
                ask(at.get());
            }
            return Optional.ofNullable(ready.poll());
        }

        private void ask(URI uri) throws IOException {
            if (!asked.add(uri) || asked.size() > MOST_PAGES) {
                throw new IOException("the pages of " + url.getHost() + " go around in a circle, or are too many");
            }
            if (!uri.getHost().equalsIgnoreCase(url.getHost())) {
                throw new IOException("a page leads from " + url.getHost() + " to " + uri.getHost()
                        + ", which is not told what is secret");
            }
            Map<String, String> sent = new LinkedHashMap<>(headers);
            boolean first = asked.size() == 1;
            // Of several pages the first may be what it was while the last has grown.
            boolean alone = paging.equals(Paging.NONE) && since.isEmpty();
            if (alone) {
                etag.ifPresent(tag -> sent.put("If-None-Match", tag));
            }
            OutboundHttp.Answer answer =
                    asked(new OutboundHttp.Request("GET", uri, sent, null, LONGEST, Contents.LIMIT, REDIRECTS));
            if (alone && answer.status() == 304) {
                at = Optional.empty();
                return;
            }
            if (answer.status() != 200) {
                throw new IOException(uri.getHost() + " answered " + answer.status());
            }
            if (!answer.whole()) {
                throw new IOException("the answer of " + uri.getHost() + " has more than " + Contents.LIMIT + " bytes");
            }
            Contents.Content content = contents.read(answer.body(), uri.getPath(), items);
            if (alone && answer.headers().containsKey("etag")) {
                bookmark.put("etag", answer.headers().get("etag"));
            }
            // Some answer their last page again for every number behind it.
            boolean again =
                    paging.page().isPresent() && !first && content.rows().equals(before);
            List<Row> rows = again ? List.of() : content.rows();
            before = rows;
            rows.forEach(this::remember);
            at = again ? Optional.empty() : following(uri, answer, content);
            for (int i = 0; i < rows.size(); i += MOST) {
                ready.add(Page.of(rows.subList(i, Math.min(rows.size(), i + MOST))));
            }
            if (at.isEmpty() && !bookmark.isEmpty()) {
                Page last = ready.isEmpty() ? Page.of(List.of()) : ready.removeLast();
                ready.add(new Page(last.rows(), Optional.of(bookmark), List.of()));
            }
        }

        private Optional<URI> following(URI uri, OutboundHttp.Answer answer, Contents.Content content) {
            if (paging.page().isPresent()) {
                return content.rows().isEmpty()
                        ? Optional.empty()
                        : Optional.of(with(uri, paging.page().get(), String.valueOf(++page)));
            }
            if (paging.link()) {
                Matcher found = NEXT.matcher(answer.headers().getOrDefault("link", ""));
                return found.find() ? Optional.of(answer.at().resolve(found.group(1))) : Optional.empty();
            }
            Optional<String> next = paging.next()
                    .flatMap(place -> content.whole()
                            .map(whole -> whole.at(place))
                            .filter(node -> node.isValueNode() && !node.isNull())
                            .map(JsonNode::asText)
                            .filter(text -> !text.isEmpty()));
            return next.map(text -> paging.cursor().isPresent()
                    ? with(uri, paging.cursor().get(), text)
                    : answer.at().resolve(text));
        }

        /** The greatest value so far; one beyond now is of a clock that is ahead, and would hide what comes meanwhile. */
        private void remember(Row row) {
            if (since.isEmpty()) {
                return;
            }
            JsonNode found = row.content().at(since.get().at());
            if (!found.isValueNode() || found.isNull() || ahead(found)) {
                return;
            }
            String former = bookmark.path("since").asText("");
            if (former.isEmpty() || greater(found.asText(), former)) {
                bookmark.put("since", found.asText());
            }
        }

        private boolean ahead(JsonNode found) {
            try {
                return new TimeForm.Usual(zone).read(found).isAfter(start.now());
            } catch (Unmapped noTime) {
                return false;
            }
        }

        private static boolean greater(String one, String other) {
            try {
                return new BigDecimal(one).compareTo(new BigDecimal(other)) > 0;
            } catch (NumberFormatException texts) {
                return one.compareTo(other) > 0;
            }
        }

        @Override
        public void close() {
            // Each answer was a connection of its own.
        }
    }
}
