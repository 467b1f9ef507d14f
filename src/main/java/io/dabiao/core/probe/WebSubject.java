package io.dabiao.core.probe;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page, or an address of an interface over HTTP.
 *
 * @param steps what is asked before, such as a login: its cookies are sent afterwards
 */
public record WebSubject(
        List<Step> steps, WebAddress url, Probe.Request request, Probe.Expected expected, Probe.Route route)
        implements Probe.Subject {

    /** The word in declarations; what is meant where none is written. */
    public static final String KIND = "http";

    /** What is asked before the answer that counts. */
    public record Step(WebAddress url, Probe.Request request, Probe.Expected expected) {}

    public WebSubject {
        steps = List.copyOf(steps);
    }

    /** One without steps before it. */
    public static WebSubject of(WebAddress url, Probe.Request request, Probe.Expected expected, Probe.Route route) {
        return new WebSubject(List.of(), url, request, expected, route);
    }

    /** A GET that is to succeed. */
    public static WebSubject get(String url) {
        try {
            return of(
                    WebAddress.of(url),
                    new Probe.Request("GET", java.util.Map.of(), java.util.Optional.empty()),
                    Probe.Expected.USUAL,
                    Probe.Route.USUAL);
        } catch (WebAddress.NoAddress none) {
            throw new IllegalArgumentException(url, none);
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String address() {
        return url.toString();
    }

    @Override
    public List<String> hosts() {
        List<String> hosts = new ArrayList<>();
        Stream.concat(steps.stream().map(Step::url), Stream.of(url))
                .map(address -> address.host() + ":" + address.portUsed())
                .forEach(hosts::add);
        route.proxy().map(WebSubject::host).ifPresent(hosts::add);
        route.connect()
                .map(node -> (node.host().indexOf(':') >= 0 ? "[" + node.host() + "]" : node.host()) + ":"
                        + (node.port() < 0 ? url.portUsed() : node.port()))
                .ifPresent(hosts::add);
        return hosts.stream().distinct().toList();
    }

    private static String host(URI proxy) {
        return proxy.getHost() + ":" + proxy.getPort();
    }

    @Override
    public List<Probe.Text> secrets() {
        return Stream.concat(steps.stream().map(Step::request), Stream.of(request))
                .flatMap(one -> one.headers().values().stream())
                .toList();
    }

    @Override
    public List<String> files() {
        return Stream.concat(
                        route.authorities().stream(),
                        route.client().stream().flatMap(client -> Stream.of(client.certificate(), client.key())))
                .toList();
    }
}
