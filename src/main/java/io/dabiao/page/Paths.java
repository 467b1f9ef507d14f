package io.dabiao.page;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Paths of pages, with their queries. */
public final class Paths {

    private Paths() {}

    /** One part of a path or query, as it may stand in it. */
    public static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String path(String whole) {
        int query = whole.indexOf('?');
        return query < 0 ? whole : whole.substring(0, query);
    }

    /** Whether two lead to the same page, whatever they ask of it. */
    public static boolean same(String one, String other) {
        return path(one).equals(path(other));
    }

    /** A path without some parameters, that ends so that one more can be added. */
    static String without(String whole, String... parameters) {
        List<String> gone = List.of(parameters);
        String kept = pairs(whole)
                .filter(pair -> !gone.contains(name(pair)))
                .map(pair -> pair + "&")
                .collect(Collectors.joining());
        return path(whole) + "?" + kept;
    }

    /** A path with a parameter set; the others stay, but for those named. */
    public static String with(String whole, String parameter, String value, String... without) {
        String[] gone = Arrays.copyOf(without, without.length + 1);
        gone[without.length] = parameter;
        return without(whole, gone) + encoded(parameter) + "=" + encoded(value);
    }

    /** The values of a parameter, in order; empty where it is not there. */
    static List<String> values(String whole, String parameter) {
        return pairs(whole)
                .filter(pair -> name(pair).equals(parameter) && pair.contains("="))
                .map(pair -> URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8))
                .toList();
    }

    /** The query of a path as it may be kept: the parameters whose names begin so, without some of them; may be empty. */
    public static String only(String whole, String beginning, String... without) {
        List<String> gone = List.of(without);
        return pairs(whole)
                .filter(pair -> name(pair).startsWith(beginning) && !gone.contains(name(pair)))
                .collect(Collectors.joining("&"));
    }

    private static Stream<String> pairs(String whole) {
        int query = whole.indexOf('?');
        return query < 0
                ? Stream.of()
                : Arrays.stream(whole.substring(query + 1).split("&")).filter(pair -> !pair.isEmpty());
    }

    private static String name(String pair) {
        String name = pair.contains("=") ? pair.substring(0, pair.indexOf('=')) : pair;
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            return name;
        }
    }

    /** A path of this service and of no other; anything else becomes the start page. */
    public static String own(String wanted) {
        if (wanted == null || !wanted.startsWith("/") || wanted.startsWith("//") || wanted.contains("\\")) {
            return "/";
        }
        try {
            URI uri = new URI(wanted);
            return uri.getHost() == null && uri.getScheme() == null ? wanted : "/";
        } catch (java.net.URISyntaxException none) {
            return "/";
        }
    }
}
