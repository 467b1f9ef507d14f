package io.dabiao.declare;

import io.dabiao.core.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The probes of one declaration, one after the other; it remembers their sites. */
final class ProbeReader {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration LONGEST_VALIDITY = Duration.ofDays(3650);

    private static final Map<String, String> METHODS = Cursor.words(
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS").toArray(String[]::new),
            java.util.function.Function.identity());
    private static final Map<String, Probe.Redirects> REDIRECTS = Cursor.words(
            Probe.Redirects.values(),
            rule -> rule.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    private static final Map<String, Probe.Family> FAMILIES = Map.of("4", Probe.Family.IPV4, "6", Probe.Family.IPV6);
    private static final Map<String, Probe.Version> VERSIONS =
            Map.of("1.1", Probe.Version.HTTP_1_1, "2", Probe.Version.HTTP_2);
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** What the connection itself says; a probe that changed it would not be understood. */
    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "host", "keep-alive", "te", "transfer-encoding", "upgrade");

    private static final Pattern STATUS = Pattern.compile("[1-5]([0-9]{2}|xx)");
    private static final Pattern ADDRESS = Pattern.compile("([^\\s/:\\[\\]]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");

    private final Map<String, Integer> sites = new HashMap<>();

    Optional<Probe> read(Cursor at) {
        return at.fields("a probe").flatMap(this::read);
    }

    private Optional<Probe> read(Fields fields) {
        Optional<String> site = fields.required("site").flatMap(this::site);
        Optional<URI> url = fields.required("url").flatMap(ProbeReader::url);
        Optional<Probe.Request> request = request(fields);
        Optional<Duration> interval = length(fields, "interval", SHORTEST, LONGEST, USUAL_INTERVAL);
        Optional<Duration> timeout = timeout(fields, interval);
        Optional<Probe.Expected> expected = fields.optional("expect")
                .map(ProbeReader::expected)
                .orElse(Optional.of(new Probe.Expected(
                        List.of(Probe.Status.SUCCESS), Optional.empty(), Map.of(), Optional.empty())));
        Optional<Probe.Route> route = route(fields);
        List<String> controls =
                fields.optional("controls").map(ProbeReader::controls).orElse(List.of());
        fields.done();
        if (url.isPresent() && expected.flatMap(Probe.Expected::certificate).isPresent()) {
            fields.whole()
                    .expectThat(
                            url.get().getScheme().equals("https"),
                            "a certificate expected of " + url.get(),
                            "an https address",
                            "probe https, or remove certificate:");
        }
        return site.flatMap(name -> url.flatMap(address ->
                request.flatMap(what -> interval.flatMap(step -> timeout.flatMap(limit -> expected.flatMap(good ->
                        route.map(way -> new Probe(name, address, what, step, limit, good, way, controls))))))));
    }

    private Optional<String> site(Cursor at) {
        return at.attribute().filter(name -> {
            Integer line = sites.putIfAbsent(name, at.line());
            return at.expect(line == null, "one probe a site", "line " + line + " has it already");
        });
    }

    static Optional<URI> url(Cursor at) {
        return at.text().flatMap(text -> {
            Optional<URI> uri = uri(text);
            boolean plain = uri.isPresent()
                    && Set.of("http", "https").contains(String.valueOf(uri.get().getScheme()))
                    && uri.get().getHost() != null
                    && uri.get().getPort() != 0
                    && uri.get().getPort() <= 65_535;
            boolean sound = at.expect(plain, "an address such as https://portal.example.org/", "write it in full")
                    && at.expectThat(
                            uri.get().getRawUserInfo() == null,
                            "a user and a password in the address",
                            "none",
                            "write a header Authorization: {file: …}")
                    && at.expectThat(
                            uri.get().getRawFragment() == null, "a fragment", "an address without #", "remove it");
            return sound ? uri : Optional.empty();
        });
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
        Map<String, Probe.Text> headers = new LinkedHashMap<>();
        fields.optional("headers").flatMap(at -> at.fields("headers")).ifPresent(all -> headers(all, headers));
        Optional<String> body = fields.optional("body").flatMap(Cursor::text);
        if (body.isPresent() && method.equals(Optional.of("HEAD"))) {
            fields.key("body").fault("a body with HEAD", "no body", "remove it, or choose another method");
        }
        return method.map(verb -> new Probe.Request(verb, headers, body));
    }

    private static void headers(Fields all, Map<String, Probe.Text> headers) {
        for (String name : all.names()) {
            Cursor key = all.key(name);
            boolean usable = key.expect(HEADER.matcher(name).matches(), "the name of a header", "write it as in HTTP")
                    && key.expect(
                            !FRAMING.contains(name.toLowerCase(java.util.Locale.ROOT)),
                            "a header that is not the connection's own",
                            "remove it");
            all.optional(name)
                    .flatMap(ProbeReader::headerText)
                    .filter(text -> usable)
                    .ifPresent(text -> headers.put(name, text));
        }
    }

    private static Optional<Probe.Text> headerText(Cursor at) {
        if (at.scalar()) {
            return at.word()
                    .filter(text -> at.expect(
                            text.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f && c <= 0xff),
                            "a header's text",
                            "write it on one line, without characters beyond Latin 1"))
                    .map(Probe.Text.Plain::new);
        }
        return at.fields("a text, {env: NAME} or {file: PATH}").flatMap(where -> {
            Optional<Probe.Text> env =
                    where.optional("env").flatMap(Cursor::text).map(Probe.Text.FromEnvironment::new);
            Optional<Probe.Text> file =
                    where.optional("file").flatMap(Cursor::text).map(Probe.Text.FromFile::new);
            if (where.has("env") == where.has("file")) {
                where.whole().fault(where.whole().shown(), "either env or file", "name where the text is kept");
                return Optional.empty();
            }
            where.done();
            return env.or(() -> file);
        });
    }

    private static Optional<Duration> timeout(Fields fields, Optional<Duration> interval) {
        Duration half = interval.orElse(LONGEST).dividedBy(2);
        Duration usual = USUAL_TIMEOUT.compareTo(half) < 0 ? USUAL_TIMEOUT : half;
        Optional<Cursor> at = fields.optional("timeout");
        if (at.isEmpty()) {
            return Optional.of(usual);
        }
        return Lengths.read(at.get(), SHORTEST_TIMEOUT, LONGEST)
                .filter(timeout -> at.get()
                        .expect(
                                timeout.compareTo(half) <= 0,
                                "at most half the interval, so that a second try ends before the next slot",
                                "write at most " + Lengths.words(half)));
    }

    private static Optional<Duration> length(
            Fields fields, String key, Duration least, Duration most, Duration usually) {
        return fields.optional(key).map(at -> Lengths.read(at, least, most)).orElse(Optional.of(usually));
    }

    private static Optional<Probe.Expected> expected(Cursor at) {
        return at.fields("what is expected").map(fields -> {
            List<Probe.Status> status = fields.optional("status")
                    .map(list -> list.scalar()
                            ? status(list).stream().toList()
                            : list.items("status codes").stream()
                                    .map(ProbeReader::status)
                                    .flatMap(Optional::stream)
                                    .toList())
                    .orElse(List.of(Probe.Status.SUCCESS));
            Optional<String> contains = fields.optional("contains").flatMap(Cursor::text);
            Map<String, String> json = new LinkedHashMap<>();
            fields.optional("json")
                    .flatMap(pointers -> pointers.fields("JSON pointers"))
                    .ifPresent(pointers -> {
                        for (String pointer : pointers.names()) {
                            pointers.key(pointer)
                                    .expect(
                                            pointer.isEmpty() || pointer.startsWith("/"),
                                            "a JSON pointer such as /status",
                                            "begin it with a slash");
                            pointers.optional(pointer)
                                    .flatMap(Cursor::word)
                                    .ifPresent(value -> json.put(pointer, value));
                        }
                    });
            Optional<Duration> certificate = fields.optional("certificate")
                    .flatMap(validity -> Lengths.read(validity, Duration.ofSeconds(1), LONGEST_VALIDITY));
            fields.done();
            return new Probe.Expected(status, contains, json, certificate);
        });
    }

    private static Optional<Probe.Status> status(Cursor at) {
        return at.word()
                .filter(code -> at.expect(
                        STATUS.matcher(code).matches(),
                        "a status code",
                        "write one such as 200, or a class such as 2xx"))
                .map(code -> code.endsWith("xx")
                        ? new Probe.Status((code.charAt(0) - '0') * 100, (code.charAt(0) - '0') * 100 + 99)
                        : new Probe.Status(Integer.parseInt(code), Integer.parseInt(code)));
    }

    private static Optional<Probe.Route> route(Fields fields) {
        Optional<Probe.Redirects> redirects =
                fields.optional("redirects").map(at -> at.oneOf(REDIRECTS)).orElse(Optional.of(Probe.Redirects.FOLLOW));
        Optional<URI> proxy = fields.optional("proxy").flatMap(ProbeReader::proxy);
        Optional<String> authorities = fields.optional("ca").flatMap(Cursor::text);
        Optional<Probe.Family> family =
                fields.optional("ip").map(at -> known(at, FAMILIES)).orElse(Optional.of(Probe.Family.ANY));
        Optional<Probe.Version> version =
                fields.optional("http").map(at -> known(at, VERSIONS)).orElse(Optional.of(Probe.Version.HTTP_1_1));
        return redirects.flatMap(
                rule -> family.flatMap(ip -> version.map(http -> new Probe.Route(rule, proxy, authorities, ip, http))));
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

    static List<String> controls(Cursor at) {
        return at.items("control addresses").stream()
                .map(one -> one.text()
                        .filter(address -> one.expect(
                                ADDRESS.matcher(address).matches(),
                                "an address such as 10.0.0.1:53",
                                "write host:port")))
                .flatMap(Optional::stream)
                .toList();
    }
}
