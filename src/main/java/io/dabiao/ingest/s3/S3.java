package io.dabiao.ingest.s3;

import com.fasterxml.jackson.core.JsonPointer;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.source.Contents;
import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.ingest.stream.Attributes;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A prefix of a bucket behind the S3 API: MinIO, Ceph, the clouds' own. */
@ApplicationScoped
class S3 implements SourceKind {

    private static final String REGION = "us-east-1";
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");

    /** Where the bucket's name stands in an address. */
    private static final Map<String, Bucket.Style> STYLES =
            Cursor.words(Bucket.Style.values(), style -> style.name().toLowerCase(java.util.Locale.ROOT));

    private final OutboundHttp http;
    private final Contents contents;
    private final WorkBudget budget;
    private final Clock clock;

    S3(OutboundHttp http, Contents contents, WorkBudget budget, Clock clock) {
        this.http = http;
        this.contents = contents;
        this.budget = budget;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        Optional<URI> endpoint = fields.required("endpoint").flatMap(S3::endpoint);
        Optional<String> bucket = fields.required("bucket").flatMap(S3::bucket);
        String prefix = fields.optional("prefix").flatMap(Cursor::text).orElse("");
        String region = fields.optional("region").flatMap(Cursor::word).orElse(REGION);
        Bucket.Style style =
                fields.optional("style").flatMap(at -> at.oneOf(STYLES)).orElse(Bucket.Style.PATH);
        Optional<String> key = fields.required("accessKey").flatMap(Attributes::value);
        Optional<String> secret = fields.required("secretKey").flatMap(Secret::read);
        String files = fields.optional("files").flatMap(Cursor::word).orElse("*");
        Optional<JsonPointer> items = fields.optional("items")
                .flatMap(at -> at.text()
                        .filter(text -> at.expect(
                                text.startsWith("/"),
                                "a place in the document",
                                "write it as a JSON pointer, such as /data")))
                .map(JsonPointer::compile);
        return endpoint.flatMap(at -> bucket.flatMap(name -> key.flatMap(id -> secret.map(word -> new Bucket(
                new Bucket.Client(http, contents, budget, clock),
                new Bucket.Address(at, name, region, style),
                new Bucket.Credentials(id, word),
                prefix,
                files,
                items)))));
    }

    private static Optional<String> bucket(Cursor at) {
        return at.word()
                .filter(name -> at.expect(
                        BUCKET.matcher(name).matches(),
                        "the name of a bucket",
                        "write it without a scheme or a slash"));
    }

    private static Optional<URI> endpoint(Cursor at) {
        return at.word().flatMap(text -> {
            try {
                URI uri = URI.create(text);
                boolean plain = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getQuery() == null
                        && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
                return at.expectThat(
                                plain,
                                at.shown(),
                                "the address of the store alone",
                                "write https://s3.example.org, and the bucket beside it")
                        ? Optional.of(uri)
                        : Optional.<URI>empty();
            } catch (IllegalArgumentException none) {
                at.fault(at.shown(), "an address", "write https://s3.example.org");
                return Optional.empty();
            }
        });
    }
}
