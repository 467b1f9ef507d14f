package io.dabiao.check.http;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a body as a browser reads it: by its byte order mark, by the header, by what it says of itself in its beginning, and
 * else as UTF-8. GB2312 and GBK are read as GB18030, which holds both, and Latin 1 as Windows' own, as the Encoding standard has it.
 */
final class BodyText {

    private static final int LOOKED_AT = 4096;
    private static final Pattern OF_TYPE =
            Pattern.compile("charset\\s*=\\s*[\"']?\\s*([^\\s\"';,]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern META = Pattern.compile("<meta[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern XML =
            Pattern.compile("^\\s*<\\?xml[^>]*encoding\\s*=\\s*[\"']([^\"']+)[\"']", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Set<String> GUO_BIAO = Set.of(
            "gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "chinese", "csgb2312", "iso-ir-58", "cp936", "ms936");
    private static final Set<String> LATIN =
            Set.of("iso-8859-1", "latin1", "l1", "us-ascii", "ascii", "cp1252", "iso8859-1");

    private BodyText() {}

    /** @param type the text of {@code Content-Type}; empty where the answer has none */
    static String of(byte[] body, String type) {
        if (begins(body, 0xef, 0xbb, 0xbf)) {
            return new String(body, 3, body.length - 3, StandardCharsets.UTF_8);
        }
        if (begins(body, 0xfe, 0xff)) {
            return new String(body, 2, body.length - 2, StandardCharsets.UTF_16BE);
        }
        if (begins(body, 0xff, 0xfe)) {
            return new String(body, 2, body.length - 2, StandardCharsets.UTF_16LE);
        }
        Charset charset = named(OF_TYPE.matcher(type))
                .or(() -> declared(body))
                .or(() -> unmarked(body))
                .orElse(StandardCharsets.UTF_8);
        return new String(body, charset);
    }

    private static boolean begins(byte[] body, int... octets) {
        for (int i = 0; i < octets.length; i++) {
            if (body.length <= i || (body[i] & 0xff) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Charset> declared(byte[] body) {
        String head = COMMENT.matcher(
                        new String(body, 0, Math.min(body.length, LOOKED_AT), StandardCharsets.ISO_8859_1))
                .replaceAll("");
        Optional<Charset> xml = named(XML.matcher(head));
        if (xml.isPresent()) {
            return xml.map(BodyText::readable);
        }
        Matcher meta = META.matcher(head);
        while (meta.find()) {
            Optional<Charset> charset = named(OF_TYPE.matcher(meta.group()));
            if (charset.isPresent()) {
                return charset.map(BodyText::readable);
            }
        }
        return Optional.empty();
    }

    /** What could be read as ASCII so far is no UTF-16, whatever it says. */
    private static Charset readable(Charset said) {
        return said.name().startsWith("UTF-16") || said.name().startsWith("UTF-32") ? StandardCharsets.UTF_8 : said;
    }

    /** JSON without a mark whose first character, always ASCII, has a zero beside it (RFC 4627, 3). */
    private static Optional<Charset> unmarked(byte[] body) {
        if (body.length < 2 || body[0] != 0 == (body[1] != 0)) {
            return Optional.empty();
        }
        return Optional.of(body[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
    }

    private static Optional<Charset> named(Matcher found) {
        return found.find() ? charset(found.group(1)) : Optional.empty();
    }

    private static Optional<Charset> charset(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (GUO_BIAO.contains(lower)) {
            return Optional.of(Charset.forName("GB18030"));
        }
        if (LATIN.contains(lower)) {
            return Optional.of(Charset.forName("windows-1252"));
        }
        if (lower.equals("utf8") || lower.equals("unicode-1-1-utf-8")) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (lower.equals("utf-16")) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        try {
            return Optional.of(Charset.forName(lower.equals("big5") ? "Big5-HKSCS" : lower));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }
}
