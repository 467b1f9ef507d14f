package io.dabiao.check.http;

import io.dabiao.core.Probe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked, and where: a redirection changes both. For one thread. */
final class RequestChain {

    private static final int MOST_REDIRECTIONS = 10;
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private final Probe probe;
    private final Map<String, String> headers;
    private final Set<String> visited = new HashSet<>();
    private URI at;
    private HttpMethod method;
    private Optional<String> body;

    /** @param headers as they are sent to the declared site */
    RequestChain(Probe probe, Map<String, String> headers) {
        this.probe = probe;
        this.headers = new LinkedHashMap<>(headers);
        this.at = probe.url();
        this.method = HttpMethod.valueOf(probe.request().method());
        this.body = probe.request().body();
        arrived();
    }

    private void arrived() {
        visited.add(method + " " + at);
    }

    URI at() {
        return at;
    }

    /** Whether an answer has led here. */
    boolean redirected() {
        return visited.size() > 1;
    }

    boolean secure() {
        return at.getScheme().equalsIgnoreCase("https");
    }

    String host() {
        return host(at);
    }

    /** Without the brackets of an IPv6 address. */
    static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return at.getPort() >= 0 ? at.getPort() : secure() ? 443 : 80;
    }

    FullHttpRequest request(Probe.Version version, String agent) {
        boolean throughProxy = probe.route().proxy().isPresent() && !secure();
        String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
        String target = at.getRawQuery() == null ? path : path + "?" + at.getRawQuery();
        String host = at.getPort() < 0 ? at.getHost() : at.getHost() + ":" + at.getPort();
        ByteBuf content = body.map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                .orElse(Unpooled.EMPTY_BUFFER);
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, method, throughProxy ? "http://" + host + target : target, content);
        request.headers().set(HttpHeaderNames.HOST, host);
        request.headers().set(HttpHeaderNames.USER_AGENT, agent);
        request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
        headers.forEach((name, text) -> request.headers().set(name, text));
        if (body.isPresent()) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        }
        if (version == Probe.Version.HTTP_2) {
            request.headers().set(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text(), at.getScheme());
        } else {
            request.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        return request;
    }

    /** Whether an answer sends elsewhere, and whoever declared the probe wants that to be followed. */
    boolean leadsOn(int code, String location) {
        return location != null && REDIRECTIONS.contains(code) && probe.route().redirects() != Probe.Redirects.NONE;
    }

    /** Goes where an answer sends; where that is not possible, why. */
    Optional<Fault> follow(int code, String location) {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException none) {
            return refused("redirected to what is no address: " + location);
        }
        String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
        if (next.getHost() == null || !Set.of("http", "https").contains(scheme)) {
            return refused("redirected to what is no site: " + location);
        }
        boolean sameHost = next.getHost().equalsIgnoreCase(at.getHost());
        if (!sameHost && probe.route().redirects() == Probe.Redirects.SAME_HOST) {
            return refused("redirected away to " + next.getHost());
        }
        if (code == 303 || code != 307 && code != 308 && method.equals(HttpMethod.POST)) {
            method = method.equals(HttpMethod.HEAD) ? method : HttpMethod.GET;
            body = Optional.empty();
        }
        if (visited.contains(method + " " + next)) {
            return refused("redirected in a loop to " + next);
        }
        if (visited.size() > MOST_REDIRECTIONS) {
            return refused("redirected more than " + MOST_REDIRECTIONS + " times");
        }
        if (!sameHost || !scheme.equals(at.getScheme().toLowerCase(Locale.ROOT)) || next.getPort() != at.getPort()) {
            headers.keySet().removeIf(this::secret);
        }
        at = next;
        arrived();
        return Optional.empty();
    }

    private static Optional<Fault> refused(String why) {
        return Optional.of(new Fault(Reason.REDIRECT, why));
    }

    /** What was meant for the declared site is told to no other. */
    private boolean secret(String header) {
        return !(probe.request().headers().get(header) instanceof Probe.Text.Plain)
                || Set.of("authorization", "cookie").contains(header.toLowerCase(Locale.ROOT));
    }
}
