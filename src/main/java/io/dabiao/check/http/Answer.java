package io.dabiao.check.http;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A whole answer, whatever version of HTTP it came by. Immutable.
 *
 * @param content what was kept of the body: all of it where something of it is expected and it is no longer than is read
 * @param length of the whole body, in bytes as they were sent
 */
record Answer(Head head, byte[] content, long length) {

    /** What of a body is looked at; beyond it the body is read to its end all the same, but not kept. */
    static final int LOOKED_AT = 8 << 20;

    /** @param text its characters are the bytes that were sent */
    record Header(String name, String text) {}

    /** @param headers in the order in which they came */
    record Head(int status, List<Header> headers) {

        Stream<String> all(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::text);
        }

        Optional<String> first(String name) {
            return all(name).findFirst();
        }
    }

    boolean cut() {
        return length > content.length;
    }

    /** How the body is compressed, which was not asked for but happens; empty where it is not. */
    private Optional<String> coding() {
        return head.first("content-encoding")
                .map(coding -> coding.strip().toLowerCase(java.util.Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity") && !coding.equals("none"));
    }

    /** The text of the body, or why there is none. */
    record Text(Optional<String> text, Optional<String> unreadable) {}

    Text text() {
        Optional<String> coding = coding();
        byte[] plain = content;
        if (coding.isPresent()) {
            Optional<byte[]> inflated = switch (coding.get()) {
                case "gzip", "x-gzip" -> unzipped(content);
                case "deflate" -> inflated(content, 0, false).or(() -> inflated(content, 0, true));
                default -> Optional.empty();
            };
            if (inflated.isEmpty()) {
                return new Text(Optional.empty(), coding);
            }
            plain = inflated.get();
        }
        return new Text(
                Optional.of(BodyText.of(plain, head.first("content-type").orElse(""))), Optional.empty());
    }

    /** What says it is zipped but is not is shown as it is, by browsers too. */
    private static Optional<byte[]> unzipped(byte[] bytes) {
        if (bytes.length < 18 || bytes[0] != 0x1f || (bytes[1] & 0xff) != 0x8b) {
            return Optional.of(bytes);
        }
        int flags = bytes[3];
        int at = 10;
        if ((flags & 4) != 0) {
            at += 2 + (bytes[at] & 0xff) + ((bytes[at + 1] & 0xff) << 8);
        }
        for (int text = 8; text <= 16; text <<= 1) {
            if ((flags & text) != 0) {
                while (at < bytes.length && bytes[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        at += (flags & 2) != 0 ? 2 : 0;
        return at < bytes.length ? inflated(bytes, at, true) : Optional.empty();
    }

    /** @param bare whether the frame of zlib is missing */
    private static Optional<byte[]> inflated(byte[] bytes, int from, boolean bare) {
        Inflater inflater = new Inflater(bare);
        try {
            inflater.setInput(bytes, from, bytes.length - from);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            int made = inflater.inflate(piece);
            while (made > 0 && all.size() < LOOKED_AT) {
                all.write(piece, 0, made);
                made = inflater.inflate(piece);
            }
            return all.size() > 0 || inflater.finished() ? Optional.of(all.toByteArray()) : Optional.empty();
        } catch (DataFormatException broken) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
