package io.dabiao.core.probe;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * The address of a page, read as browsers read it (the URL standard of the WHATWG) and resolved by RFC 3986: any spelling of
 * the scheme, names in any script and with underscores, spaces and raw characters, which are escaped. Its parts are in the
 * form in which they are sent. {@link java.net.URI} takes half of what sites answer and resolves {@code ?a=1} wrongly.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in ASCII and lower case; an IPv6 address in its brackets
 * @param port -1 where it is the scheme's own
 * @param path begins with a slash; escaped, without {@code .} and {@code ..}
 * @param query escaped, without the question mark; empty where there is none
 * @param user what stands before an {@code @} in front of the host, unescaped; empty where nothing does
 */
public record WebAddress(
        String scheme, String host, int port, String path, Optional<String> query, Optional<String> user) {

    /** Why a text is no address. */
    public static final class NoAddress extends Exception {
        private static final long serialVersionUID = 1L;

        NoAddress(String message) {
            super(message);
        }
    }

    private static final int HIGHEST_PORT = 65_535;
    private static final String PATH_ESCAPED = " \"#<>?^`{}";
    private static final String QUERY_ESCAPED = " \"#<>'";
    private static final String NOT_IN_HOSTS = " #/:<>?@[\\]^|%\u007f";

    /**
     * An address in full.
     *
     * @throws NoAddress where it is none, or not of a page
     */
    public static WebAddress of(String text) throws NoAddress {
        String clean = cleaned(text);
        String scheme = scheme(clean);
        if (scheme.isEmpty()) {
            throw new NoAddress("'" + text + "' has no scheme");
        }
        return absolute(web(scheme), clean.substring(scheme.length() + 1));
    }

    /**
     * Where a reference on this page leads, as of a {@code Location}.
     *
     * @param reference its characters are the bytes that were sent, as HTTP has it; what is beyond ASCII is escaped as it came
     * @throws NoAddress where it is none, or not of a page
     */
    public WebAddress resolve(String reference) throws NoAddress {
        String clean = cleaned(bytesEscaped(reference));
        String written = scheme(clean);
        String rest = clean;
        if (!written.isEmpty()) {
            String other = web(written);
            rest = clean.substring(written.length() + 1);
            // http:page on an http page is what http/1.0 called relative; browsers still read it so.
            if (!other.equals(scheme) || slashes(rest) >= 2) {
                return absolute(other, rest);
            }
        }
        if (slashes(rest) >= 2) {
            return absolute(scheme, rest);
        }
        String bare = rest.indexOf('#') < 0 ? rest : rest.substring(0, rest.indexOf('#'));
        int mark = bare.indexOf('?');
        String hierarchy = mark < 0 ? bare : bare.substring(0, mark);
        Optional<String> asked =
                mark < 0 ? Optional.empty() : Optional.of(escaped(bare.substring(mark + 1), QUERY_ESCAPED));
        if (hierarchy.isEmpty()) {
            return new WebAddress(scheme, host, port, path, mark < 0 ? query : asked, user);
        }
        String joined = slashes(hierarchy) > 0 ? hierarchy : path.substring(0, path.lastIndexOf('/') + 1) + hierarchy;
        return new WebAddress(scheme, host, port, plain(joined), asked, user);
    }

    /** Without the brackets of an IPv6 address and without a dot at the end: as certificates name it. */
    public String name() {
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.length() > 1 && host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The one that is connected to. */
    public int portUsed() {
        return port >= 0 ? port : secure() ? 443 : 80;
    }

    public boolean secure() {
        return scheme.equals("https");
    }

    /** Host and port, as a {@code Host} header has them. */
    public String authority() {
        return port < 0 ? host : host + ":" + port;
    }

    /** Path and query, as a request has them. */
    public String target() {
        return query.map(asked -> path + "?" + asked).orElse(path);
    }

    /** Whether scheme, host and port are the same: what is meant for one may be told to the other. */
    public boolean sameOrigin(WebAddress other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && portUsed() == other.portUsed();
    }

    /** Without what stands before an {@code @}. */
    @Override
    public String toString() {
        return scheme + "://" + authority() + target();
    }

    // ---- reading

    private static String cleaned(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        return text.substring(from, to).replaceAll("[\t\n\r]", "");
    }

    /** As it is written, without the colon; empty where there is none. */
    private static String scheme(String text) {
        int colon = text.indexOf(':');
        String before = colon < 0 ? "" : text.substring(0, colon);
        return before.matches("[A-Za-z][A-Za-z0-9+.-]*") ? before : "";
    }

    private static String web(String scheme) throws NoAddress {
        String lower = scheme.toLowerCase(Locale.ROOT);
        if (!lower.equals("http") && !lower.equals("https")) {
            throw new NoAddress("'" + lower + ":' is no scheme of pages");
        }
        return lower;
    }

    private static int slashes(String text) {
        int count = 0;
        while (count < text.length() && (text.charAt(count) == '/' || text.charAt(count) == '\\')) {
            count++;
        }
        return count;
    }

    private static WebAddress absolute(String scheme, String rest) throws NoAddress {
        String text = rest.substring(slashes(rest));
        int end = 0;
        while (end < text.length() && "/\\?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(0, end);
        int at = authority.lastIndexOf('@');
        Optional<String> user = at <= 0 ? Optional.empty() : Optional.of(unescaped(authority.substring(0, at)));
        String place = authority.substring(at + 1);
        int colon = place.lastIndexOf(':');
        boolean ported = colon >= 0 && colon > place.lastIndexOf(']');
        String host = host(ported ? place.substring(0, colon) : place);
        int port = ported ? port(place.substring(colon + 1)) : -1;
        String after = text.substring(end);
        String bare = after.indexOf('#') < 0 ? after : after.substring(0, after.indexOf('#'));
        int mark = bare.indexOf('?');
        return new WebAddress(
                scheme,
                host,
                port == (scheme.equals("https") ? 443 : 80) ? -1 : port,
                plain(mark < 0 ? bare : bare.substring(0, mark)),
                mark < 0 ? Optional.empty() : Optional.of(escaped(bare.substring(mark + 1), QUERY_ESCAPED)),
                user);
    }

    private static int port(String digits) throws NoAddress {
        if (digits.isEmpty()) {
            return -1;
        }
        if (!digits.matches("0*[0-9]{1,5}")
                || Integer.parseInt(digits) > HIGHEST_PORT
                || Integer.parseInt(digits) == 0) {
            throw new NoAddress("'" + digits + "' is no port");
        }
        return Integer.parseInt(digits);
    }

    private static String host(String written) throws NoAddress {
        if (written.startsWith("[")) {
            if (!written.matches("\\[[0-9A-Fa-f:.]+]")) {
                throw new NoAddress("'" + written + "' is no IPv6 address");
            }
            return written.toLowerCase(Locale.ROOT);
        }
        String name = ascii(unescaped(written));
        if (name.isEmpty()) {
            throw new NoAddress("no host");
        }
        for (char one : name.toCharArray()) {
            if (one < ' ' || NOT_IN_HOSTS.indexOf(one) >= 0) {
                throw new NoAddress("'" + written + "' is no host");
            }
        }
        return name;
    }

    /**
     * Label by label, so that one with an underscore, which {@link IDN} takes but {@link java.net.URI} does not, keeps no other
     * from being read. A sharp s stays one, as in browsers; {@link IDN} knows only the rules of 2003, which made it two.
     */
    private static String ascii(String name) throws NoAddress {
        StringBuilder all = new StringBuilder();
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[。．｡]", ".");
        for (String label : folded.split("\\.", -1)) {
            all.append(all.isEmpty() ? "" : ".");
            boolean plain = label.chars().allMatch(c -> c < 0x80);
            try {
                all.append(
                        plain
                                ? label
                                : label.matches(".*[ßς\u200c\u200d].*")
                                        ? "xn--" + Punycode.of(label)
                                        : IDN.toASCII(label, IDN.ALLOW_UNASSIGNED));
            } catch (IllegalArgumentException none) {
                throw new NoAddress("'" + name + "' is no host");
            }
        }
        return all.toString();
    }

    // ---- escapes

    /** The characters of a header are bytes. */
    private static String bytesEscaped(String header) {
        StringBuilder all = new StringBuilder(header.length());
        for (char one : header.toCharArray()) {
            if (one < 0x80) {
                all.append(one);
            } else if (one <= 0xff) {
                escape(all, one);
            } else {
                for (byte part : String.valueOf(one).getBytes(StandardCharsets.UTF_8)) {
                    escape(all, part & 0xff);
                }
            }
        }
        return all.toString();
    }

    private static void escape(StringBuilder all, int octet) {
        all.append('%')
                .append(Character.toUpperCase(Character.forDigit(octet >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(octet & 0xf, 16)));
    }

    /** What is escaped already stays, also a percent sign that escapes nothing: browsers send it. */
    private static String escaped(String text, String which) {
        StringBuilder all = new StringBuilder(text.length());
        text.codePoints().forEach(one -> {
            if (one > ' ' - 1 && one < 0x7f && which.indexOf(one) < 0) {
                all.appendCodePoint(one);
            } else {
                for (byte part : Character.toString(one).getBytes(StandardCharsets.UTF_8)) {
                    escape(all, part & 0xff);
                }
            }
        });
        return all.toString();
    }

    /** As UTF-8; where it is none, as it was. */
    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            bytes.write(low < 0 ? raw[i] : high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException none) {
            return text;
        }
    }

    /** RFC 3986, 5.2.4; a backslash is a slash, as on the web's pages it is. */
    private static String plain(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.replace('\\', '/').split("/", -1);
        for (int i = segments.length > 0 && segments[0].isEmpty() ? 1 : 0; i < segments.length; i++) {
            String dots = segments[i].replaceAll("%2[eE]", ".");
            boolean last = i == segments.length - 1;
            if (dots.equals("..")) {
                kept.pollLast();
            } else if (!dots.equals(".")) {
                kept.addLast(escaped(segments[i], PATH_ESCAPED));
            }
            if (last && (dots.equals("..") || dots.equals("."))) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
