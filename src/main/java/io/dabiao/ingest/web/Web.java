package io.dabiao.ingest.web;

import com.fasterxml.jackson.core.JsonPointer;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Documents at an address of HTTP. */
@ApplicationScoped
class Web implements SourceKind {

    private final OutboundHttp http;
    private final Contents contents;

    Web(OutboundHttp http, Contents contents) {
        this.http = http;
        this.contents = contents;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        Optional<URI> url = fields.required("url").flatMap(Web::address);
        Map<String, String> headers = new LinkedHashMap<>();
        fields.optional("headers").flatMap(at -> at.fields("headers by name")).ifPresent(named -> {
            for (String name : named.names()) {
                named.optional(name).flatMap(Attributes::value).ifPresent(value -> headers.put(name, value));
            }
        });
        Optional<Cursor> token = fields.optional("token");
        token.flatMap(Secret::read).ifPresent(secret -> headers.put("Authorization", "Bearer " + secret));
        Optional<Paging.OAuth> oauth = fields.optional("oauth")
                .flatMap(at -> at.fields("an authorisation"))
                .flatMap(Web::oauth);
        Optional<JsonPointer> items = fields.optional("items").flatMap(Web::pointer);
        Paging paging = fields.optional("paging")
                .flatMap(at -> at.fields("a way of paging"))
                .map(Web::paging)
                .orElse(Paging.NONE);
        Optional<Paging.Since> since =
                fields.optional("since").flatMap(at -> at.fields("a parameter")).flatMap(Web::since);
        return url.map(at -> new WebPlace(http, contents, at, headers, oauth, items, paging, since, declaring.zone()));
    }

    private static Optional<URI> address(Cursor at) {
        return at.word().flatMap(text -> {
            try {
                URI uri = URI.create(text);
                boolean web = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getUserInfo() == null;
                return at.expectThat(web, at.shown(), "an address without a password", "write https://host/path")
                        ? Optional.of(uri)
                        : Optional.<URI>empty();
            } catch (IllegalArgumentException none) {
                at.fault(at.shown(), "an address", "write https://host/path");
                return Optional.empty();
            }
        });
    }

    private static Optional<JsonPointer> pointer(Cursor at) {
        return at.text()
                .filter(text -> at.expect(
                        text.startsWith("/"), "a place in the document", "write it as a JSON pointer, such as /data"))
                .map(JsonPointer::compile);
    }

    private static Optional<Paging.OAuth> oauth(Fields fields) {
        Optional<URI> url = fields.required("url").flatMap(Web::address);
        Optional<String> client = fields.required("client").flatMap(Attributes::value);
        Optional<String> secret = fields.required("secret").flatMap(Secret::read);
        Optional<String> scope = fields.optional("scope").flatMap(Cursor::word);
        fields.done();
        return url.flatMap(at -> client.flatMap(id -> secret.map(key -> new Paging.OAuth(at, id, key, scope))));
    }

    private static Optional<Paging.Since> since(Fields fields) {
        Optional<String> parameter = fields.required("parameter").flatMap(Cursor::word);
        Optional<JsonPointer> at = fields.required("at").flatMap(Web::pointer);
        fields.done();
        return parameter.flatMap(name -> at.map(place -> new Paging.Since(name, place)));
    }

    private static Paging paging(Fields fields) {
        Optional<String> page = fields.optional("page").flatMap(Cursor::word);
        int first = fields.optional("first")
                .flatMap(at -> at.integer(0, 1, "0 or 1"))
                .orElse(1);
        Optional<String> cursor = fields.optional("cursor").flatMap(Cursor::word);
        Optional<JsonPointer> next = fields.optional("next").flatMap(Web::pointer);
        Optional<String> link = fields.optional("link").flatMap(Cursor::word);
        fields.done();
        int ways = (page.isPresent() ? 1 : 0)
                + (cursor.isPresent() || next.isPresent() ? 1 : 0)
                + (link.isPresent() ? 1 : 0);
        if (ways != 1 || cursor.isPresent() && next.isEmpty()) {
            fields.whole()
                    .fault(
                            "no way of paging, or several",
                            "one of them",
                            "write page: PARAMETER, cursor: PARAMETER with next: /place, next: /place of an address,"
                                    + " or link: true");
        }
        return new Paging(page, first, cursor, next, link.filter("true"::equals).isPresent());
    }
}
