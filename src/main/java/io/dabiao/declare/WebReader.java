package io.dabiao.declare;

import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.core.probe.WebSubject;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A page that is probed: its address, what is asked and what is expected. */
final class WebReader implements SubjectReader {

    private static final Map<String, String> METHODS = Cursor.words(
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS").toArray(String[]::new),
            java.util.function.Function.identity());
    private static final Map<String, Probe.Redirects> REDIRECTS = Cursor.words(
            Probe.Redirects.values(),
            rule -> rule.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    private static final Map<String, Probe.Family> FAMILIES =
            Cursor.words("4", Probe.Family.IPV4, "6", Probe.Family.IPV6);
    private static final Map<String, Probe.Version> VERSIONS =
            Map.of("1.1", Probe.Version.HTTP_1_1, "2", Probe.Version.HTTP_2);

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<WebAddress> url = fields.required("url").flatMap(WebReader::url);
        Optional<Probe.Request> request = request(fields);
        Optional<Probe.Expected> expected = expected(fields);
        Optional<Probe.Route> route = route(fields);
        List<WebSubject.Step> steps = fields.optional("steps").map(at -> at.items("steps")).orElse(List.of()).stream()
                .map(one -> one.fields("a step").flatMap(step -> step(step, url)))
                .flatMap(Optional::stream)
                .toList();
        if (url.isPresent() && expected.flatMap(Probe.Expected::certificate).isPresent()) {
            fields.whole()
                    .expectThat(
                            url.get().secure(),
                            "a certificate expected of " + url.get(),
                            "an https address",
                            "probe https, or remove certificate:");
        }
        return url.flatMap(address -> request.flatMap(
                what -> expected.flatMap(good -> route.map(way -> new WebSubject(steps, address, what, good, way)))));
    }

    /** What is asked before: at a path of the same site, or at an address in full. */
    private static Optional<WebSubject.Step> step(Fields fields, Optional<WebAddress> site) {
        Optional<WebAddress> url = fields.required("url")
                .flatMap(at -> at.text().flatMap(text -> text.startsWith("/") ? within(at, text, site) : url(at)));
        Optional<Probe.Request> request = request(fields);
        Optional<Probe.Expected> expected = expected(fields);
        fields.done();
        return url.flatMap(
                address -> request.flatMap(what -> expected.map(good -> new WebSubject.Step(address, what, good))));
    }

    private static Optional<WebAddress> within(Cursor at, String path, Optional<WebAddress> site) {
        try {
            return site.isEmpty()
                    ? Optional.empty()
                    : Optional.of(WebAddress.of(
                            site.get().scheme() + "://" + site.get().authority() + path));
        } catch (WebAddress.NoAddress none) {
            at.fault(at.shown(), "a path such as /login", "begin it with one slash");
            return Optional.empty();
        }
    }

    private static Optional<Probe.Expected> expected(Fields fields) {
        return fields.optional("expect").map(ExpectedReader::read).orElse(Optional.of(Probe.Expected.USUAL));
    }

    /** An address in full, in whatever spelling browsers take. */
    static Optional<WebAddress> url(Cursor at) {
        return at.text().flatMap(text -> {
            Optional<WebAddress> address = address(text);
            boolean sound =
                    at.expect(address.isPresent(), "an address such as https://portal.example.org/", "write it in full")
                            && at.expectThat(
                                    address.get().user().isEmpty(),
                                    "a user and a password in the address",
                                    "none",
                                    "write a header Authorization: {file: …}")
                            && at.expectThat(text.indexOf('#') < 0, "a fragment", "an address without #", "remove it");
            return sound ? address : Optional.empty();
        });
    }

    /** The same for those that take only what {@link URI} takes; its path is as it is written. */
    static Optional<URI> plainUrl(Cursor at) {
        return url(at).map(url -> {
                    boolean bare = url.path().equals("/")
                            && url.query().isEmpty()
                            && !at.word().orElse("").endsWith("/");
                    return URI.create(bare ? url.scheme() + "://" + url.authority() : url.toString());
                })
                .filter(url -> at.expect(
                        url.getHost() != null, "a host's name without underscores", "use another name of it"));
    }

    private static Optional<WebAddress> address(String text) {
        try {
            return text.matches("[A-Za-z]+://[^/\\\\].*") && text.equals(text.strip())
                    ? Optional.of(WebAddress.of(text))
                    : Optional.empty();
        } catch (WebAddress.NoAddress none) {
            return Optional.empty();
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    static Optional<Probe.Request> request(Fields fields) {
        Optional<String> method =
                fields.optional("method").map(at -> at.oneOf(METHODS)).orElse(Optional.of("GET"));
        Map<String, Probe.Text> headers = RequestHeaders.read(fields, Set.of());
        Optional<String> body = fields.optional("body").flatMap(Cursor::text);
        if (body.isPresent() && method.equals(Optional.of("HEAD"))) {
            fields.key("body").fault("a body with HEAD", "no body", "remove it, or choose another method");
        }
        return method.map(verb -> new Probe.Request(verb, headers, body));
    }

    private static Optional<Probe.Route> route(Fields fields) {
        Optional<Probe.Redirects> redirects =
                fields.optional("redirects").map(at -> at.oneOf(REDIRECTS)).orElse(Optional.of(Probe.Redirects.FOLLOW));
        Optional<URI> proxy = fields.optional("proxy").flatMap(WebReader::proxy);
        Optional<Probe.Node> node = fields.optional("connect").flatMap(WebReader::node);
        if (proxy.isPresent() && node.isPresent()) {
            fields.key("connect")
                    .fault("connect: beside proxy:", "one of them", "a proxy finds the address itself; remove one");
        }
        Optional<String> authorities = fields.optional("ca").flatMap(Cursor::text);
        Optional<Probe.ClientCertificate> client = fields.optional("client").flatMap(ClientCertificates::read);
        Optional<Probe.Family> family =
                fields.optional("ip").map(at -> known(at, FAMILIES)).orElse(Optional.of(Probe.Family.ANY));
        Optional<Probe.Version> version =
                fields.optional("http").map(at -> known(at, VERSIONS)).orElse(Optional.of(Probe.Version.HTTP_1_1));
        return redirects.flatMap(rule -> family.flatMap(
                ip -> version.map(http -> new Probe.Route(rule, proxy, node, authorities, client, ip, http))));
    }

    private static Optional<Probe.Node> node(Cursor at) {
        return at.text().flatMap(text -> {
            Optional<WebAddress> address = text.matches("[^/@?#]+") ? address("http://" + text) : Optional.empty();
            at.expect(address.isPresent(), "an address such as 10.0.0.5 or 10.0.0.5:8443", "write host or host:port");
            return address.map(found -> {
                String name = found.host().startsWith("[")
                        ? found.host().substring(1, found.host().length() - 1)
                        : found.host();
                return new Probe.Node(name, found.port() < 0 && text.endsWith(":80") ? 80 : found.port());
            });
        });
    }

    /** Numbers without quotes are words here. */
    private static <T> Optional<T> known(Cursor at, Map<String, T> words) {
        Optional<String> word = at.word();
        word.filter(any -> !words.containsKey(any))
                .ifPresent(
                        any -> at.unknown(any, words.keySet().stream().sorted().toList()));
        return word.map(words::get);
    }

    private static Optional<URI> proxy(Cursor at) {
        return at.text()
                .flatMap(text -> uri(text)
                        .filter(uri -> at.expect(
                                "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0,
                                "a proxy such as http://proxy.example.org:3128",
                                "write scheme, host and port")));
    }
}
