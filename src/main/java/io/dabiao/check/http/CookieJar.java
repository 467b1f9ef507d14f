package io.dabiao.check.http;

import io.dabiao.core.probe.WebAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cookies of one exchange, as a browser's first visit has them (RFC 6265): kept from one redirection to the next and
 * forgotten afterwards. For one thread.
 */
final class CookieJar {

    /** As many as browsers keep of one site; what a site sends beyond them replaces the oldest. */
    private static final int MOST = 180;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}).*");
    private static final Pattern DAY = Pattern.compile("([0-9]{1,2})(?:[^0-9].*)?");
    private static final Pattern YEAR = Pattern.compile("([0-9]{2,4})(?:[^0-9].*)?");
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    /**
     * @param name empty where the site gave none; browsers send such a one back as it came
     * @param domain that it is for, with all below it where not {@code hostOnly}
     */
    private record Cookie(String name, String text, String domain, boolean hostOnly, String path, boolean secure) {

        boolean same(Cookie other) {
            return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
        }

        boolean goesTo(WebAddress address) {
            boolean there = hostOnly
                    ? address.host().equals(domain)
                    : address.host().equals(domain) || below(address.host(), domain);
            return there && within(address.path(), path) && (!secure || trusted(address));
        }

        String sent() {
            return name.isEmpty() ? text : name + "=" + text;
        }
    }

    private final List<Cookie> cookies = new ArrayList<>();

    /**
     * Keeps what an answer sets, or forgets it where its time is over.
     *
     * @param header the text of one {@code Set-Cookie}
     */
    void set(WebAddress from, String header, Instant now) {
        String[] parts = header.split(";");
        String pair = parts[0].strip();
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals).strip();
        String text = equals < 0 ? pair : pair.substring(equals + 1).strip();
        String domain = from.host();
        boolean hostOnly = true;
        String path = usualPath(from.path());
        boolean secure = false;
        Optional<Instant> ends = Optional.empty();
        boolean aged = false;
        for (int i = 1; i < parts.length; i++) {
            int mark = parts[i].indexOf('=');
            String key =
                    (mark < 0 ? parts[i] : parts[i].substring(0, mark)).strip().toLowerCase(Locale.ROOT);
            String value = mark < 0 ? "" : parts[i].substring(mark + 1).strip();
            switch (key) {
                case "domain" -> {
                    String wanted = value.replaceFirst("^\\.", "").toLowerCase(Locale.ROOT);
                    if (!wanted.isEmpty() && !wanted.equals(from.host()) && !below(from.host(), wanted)) {
                        return;
                    }
                    domain = wanted.isEmpty() ? domain : wanted;
                    hostOnly = wanted.isEmpty() || address(from.host());
                }
                case "path" -> path = value.startsWith("/") ? value : usualPath(from.path());
                case "secure" -> secure = true;
                case "max-age" -> {
                    if (NUMBER.matcher(value).matches()) {
                        aged = true;
                        ends = Optional.of(Long.parseLong(value) <= 0 ? Instant.MIN : Instant.MAX);
                    }
                }
                case "expires" -> ends = aged ? ends : date(value).or(Optional::empty);
                default -> {
                    // HttpOnly, SameSite and what is unknown change nothing for one visitor of one site.
                }
            }
        }
        Cookie cookie = new Cookie(name, text, domain, hostOnly, path, secure);
        if (name.isEmpty() && text.isEmpty() || secure && !trusted(from)) {
            return;
        }
        cookies.removeIf(cookie::same);
        if (ends.isEmpty() || ends.get().isAfter(now)) {
            cookies.add(cookie);
        }
        if (cookies.size() > MOST) {
            cookies.remove(0);
        }
    }

    /** What a request there bears; empty where it bears none. */
    Optional<String> header(WebAddress to) {
        String all = cookies.stream()
                .filter(cookie -> cookie.goesTo(to))
                .sorted(Comparator.comparing(cookie -> -cookie.path().length()))
                .map(Cookie::sent)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private static String usualPath(String path) {
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }

    private static boolean within(String path, String cookies) {
        return path.equals(cookies)
                || path.startsWith(cookies) && (cookies.endsWith("/") || path.charAt(cookies.length()) == '/');
    }

    private static boolean below(String host, String domain) {
        return domain.indexOf('.') > 0 && host.endsWith("." + domain) && !address(host);
    }

    private static boolean address(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    /** Browsers trust what never leaves the machine as they trust TLS. */
    private static boolean trusted(WebAddress address) {
        return address.secure()
                || address.host().equals("localhost")
                || address.host().startsWith("127.")
                || address.host().equals("[::1]");
    }

    /** As RFC 6265 (5.1.1) reads it: parts in any order. */
    private static Optional<Instant> date(String text) {
        Optional<LocalTime> time = Optional.empty();
        int day = 0;
        int month = 0;
        int year = -1;
        try {
            for (String part : text.split("[\\x09\\x20-\\x2f\\x3b-\\x40\\x5b-\\x60\\x7b-\\x7e]+")) {
                Matcher clock = TIME.matcher(part);
                Matcher ofMonth = DAY.matcher(part);
                Matcher ofEra = YEAR.matcher(part);
                int known = part.length() < 3
                        ? -1
                        : MONTHS.indexOf(part.substring(0, 3).toLowerCase(Locale.ROOT));
                if (time.isEmpty() && clock.matches()) {
                    time = Optional.of(LocalTime.of(
                            Integer.parseInt(clock.group(1)),
                            Integer.parseInt(clock.group(2)),
                            Integer.parseInt(clock.group(3))));
                } else if (day == 0 && ofMonth.matches()) {
                    day = Integer.parseInt(ofMonth.group(1));
                } else if (month == 0 && known >= 0 && known % 3 == 0) {
                    month = known / 3 + 1;
                } else if (year < 0 && ofEra.matches()) {
                    year = Integer.parseInt(ofEra.group(1));
                }
            }
            int whole = year >= 70 && year <= 99 ? year + 1900 : year >= 0 && year < 70 ? year + 2000 : year;
            return time.isEmpty() || year < 0
                    ? Optional.empty()
                    : Optional.of(
                            LocalDate.of(whole, month, day).atTime(time.get()).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
