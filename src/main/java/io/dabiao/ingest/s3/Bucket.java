package io.dabiao.ingest.s3;

import com.fasterxml.jackson.core.JsonPointer;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.source.ArrivingFiles;
import io.dabiao.ingest.source.Contents;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.OutboundHttp;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The objects of a bucket whose keys begin with a prefix, however deep they lie below it. Requests are signed (version 4) and go through the
 * service's own client. An object is another one where its tag is, so one that was copied again with the same content is not read again.
 *
 * @param files a pattern for the last part of a key
 */
record Bucket(
        Client client,
        Address address,
        Credentials credentials,
        String prefix,
        String files,
        Optional<JsonPointer> items)
        implements Place.Fetched {

    /** By what it is asked and read. */
    record Client(OutboundHttp http, Contents contents, WorkBudget budget, Clock clock) {}

    /** How a bucket is addressed. */
    enum Style {
        /** {@code endpoint/bucket/key}. */
        PATH,
        /** {@code bucket.endpoint/key}, as some clouds demand. */
        HOST
    }

    /** @param endpoint without a path */
    record Address(URI endpoint, String bucket, String region, Style style) {

        private String host() {
            return style == Style.HOST ? bucket + "." + endpoint.getHost() : endpoint.getHost();
        }

        private String path(String key) {
            return "/" + (style == Style.HOST ? "" : bucket + (key.isEmpty() ? "" : "/")) + encoded(key, "/");
        }

        URI uri(String key, Map<String, String> query) {
            String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
            String asked = query.entrySet().stream()
                    .map(one -> one.getKey() + "=" + encoded(one.getValue(), ""))
                    .collect(Collectors.joining("&"));
            return URI.create(
                    endpoint.getScheme() + "://" + host() + port + path(key) + (asked.isEmpty() ? "" : "?" + asked));
        }
    }

    /** Of an account that may list and read. */
    record Credentials(String accessKey, String secretKey) {

        /** Without the secret, which would else stand in a log. */
        @Override
        public String toString() {
            return accessKey;
        }
    }

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_OF_A_LISTING = 4 << 20;
    private static final int MOST_OBJECTS = 1_000_000;
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** As signatures want it: every byte of UTF-8 but the unreserved ones. */
    static String encoded(String text, String kept) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char next = (char) (one & 0xFF);
            if (UNRESERVED.indexOf(next) >= 0 || kept.indexOf(next) >= 0) {
                encoded.append(next);
            } else {
                encoded.append(String.format("%%%02X", (int) next));
            }
        }
        return encoded.toString();
    }

    @Override
    public Rows open(Start start) throws IOException {
        return new ArrivingFiles(new Listing(), client.contents(), items, start);
    }

    /** Its credentials are nobody's business. */
    @Override
    public String toString() {
        return "bucket " + address.bucket() + " of " + address.endpoint().getHost();
    }

    private OutboundHttp.Answer asked(URI uri, int most) throws IOException {
        Map<String, String> headers = signed(uri, address.region(), credentials, client.clock());
        try {
            return client.http()
                    .send(new OutboundHttp.Request("GET", uri, headers, null, LONGEST, most, 0))
                    .get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException io
                    ? io
                    : new IOException(
                            uri.getHost() + ": "
                                    + Optional.ofNullable(failed.getCause().getMessage())
                                            .orElse("no answer in time"),
                            failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the service ends");
        }
    }

    /** The headers that a request needs, but {@code Host}, which is signed and which the client writes. */
    static Map<String, String> signed(URI uri, String region, Credentials credentials, Clock clock) {
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol(uri.getScheme())
                .host(uri.getHost())
                .port(uri.getPort() < 0 ? null : uri.getPort())
                .encodedPath(uri.getRawPath())
                .rawQueryParameters(query(uri))
                .build();
        Map<String, List<String>> signed = AwsV4HttpSigner.create()
                .sign(what -> what.identity(
                                AwsCredentialsIdentity.create(credentials.accessKey(), credentials.secretKey()))
                        .request(unsigned)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .headers();
        Map<String, String> headers = new LinkedHashMap<>();
        signed.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                headers.put(name, String.join(",", values));
            }
        });
        return headers;
    }

    private static Map<String, List<String>> query(URI uri) {
        Map<String, List<String>> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        List.of(java.net.URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8)));
            }
        }
        return query;
    }

    private final class Listing implements ArrivingFiles.Store {

        /** The whole key of each object by what is left of it behind the prefix. */
        private final Map<String, ListedObjects.One> objects = new LinkedHashMap<>();

        @Override
        public List<ArrivingFiles.Arrived> files() throws IOException {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + files);
            List<ArrivingFiles.Arrived> arrived = new ArrayList<>();
            Optional<String> next = Optional.of("");
            int seen = 0;
            while (next.isPresent()) {
                ListedObjects page = page(next.get());
                seen += page.objects().size();
                if (seen > MOST_OBJECTS) {
                    throw new IOException("the prefix has more than " + MOST_OBJECTS + " objects: name a longer one");
                }
                for (ListedObjects.One one : page.objects()) {
                    String rest = one.key().startsWith(prefix) ? one.key().substring(prefix.length()) : one.key();
                    String last = rest.substring(rest.lastIndexOf('/') + 1);
                    if (!last.isEmpty() && !last.startsWith(".") && matcher.matches(Path.of(last))) {
                        objects.put(rest, one);
                        arrived.add(new ArrivingFiles.Arrived(rest, one.size(), one.tag()));
                    }
                }
                next = page.next();
            }
            return arrived;
        }

        private ListedObjects page(String after) throws IOException {
            Map<String, String> query = new TreeMap<>();
            query.put("list-type", "2");
            query.put("encoding-type", "url");
            if (!prefix.isEmpty()) {
                query.put("prefix", prefix);
            }
            if (!after.isEmpty()) {
                query.put("continuation-token", after);
            }
            OutboundHttp.Answer answer = asked(address.uri("", query), MOST_OF_A_LISTING);
            if (answer.status() != 200 || !answer.whole()) {
                throw refused(answer);
            }
            try (WorkBudget.Place place = client.budget().begin(Work.DECLARATION)) {
                return ListedObjects.read(answer.body(), place.allowance());
            }
        }

        private IOException refused(OutboundHttp.Answer answer) {
            return new IOException("the bucket " + address.bucket() + " of "
                    + address.endpoint().getHost() + " answered " + answer.status()
                    + ListedObjects.fault(answer.body()).map(word -> " " + word).orElse(""));
        }

        @Override
        public Optional<byte[]> read(ArrivingFiles.Arrived file) throws IOException {
            ListedObjects.One one = objects.get(file.name());
            OutboundHttp.Answer answer = asked(address.uri(one.key(), Map.of()), Contents.LIMIT + 1);
            if (answer.status() == 404) {
                return Optional.empty();
            }
            if (answer.status() != 200) {
                throw refused(answer);
            }
            String tag = answer.headers().getOrDefault("etag", one.tag());
            boolean same = answer.whole() && answer.body().length == one.size() && tag.equals(one.tag());
            return same ? Optional.of(answer.body()) : Optional.empty();
        }

        @Override
        public void close() {
            // Each answer was a connection of its own.
        }
    }
}
