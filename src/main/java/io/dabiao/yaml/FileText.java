package io.dabiao.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file as it was found.
 *
 * @param file its path below the folder it was found in, with {@code /}
 * @param text empty where it could not be read
 * @param unreadable why it could not
 */
public record FileText(String file, String text, Optional<Fault> unreadable) {

    public static FileText of(String file, String text) {
        return new FileText(file, text, Optional.empty());
    }

    public static FileText unreadable(String file, String found, String expected, String mend) {
        return new FileText(file, "", Optional.of(new Fault(file, 1, 1, found, expected, mend)));
    }

    /** Never more than {@link Source#LIMIT} bytes are held; what cannot be read is told in the result. */
    public static FileText read(String file, Opening opening) {
        try (InputStream in = opening.open()) {
            byte[] bytes = in.readNBytes(Source.LIMIT + 1);
            return bytes.length > Source.LIMIT
                    ? unreadable(file, "more than " + Source.LIMIT + " bytes", "a declaration's size", "split the file")
                    : decoded(file, bytes);
        } catch (IOException failed) {
            return unreadable(file, "no readable file (" + failed + ")", "one", "look at the file and its permissions");
        }
    }

    /** How a file is opened. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    private static FileText decoded(String file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (!result.isError()) {
            return of(file, text);
        }
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        int start = text.lastIndexOf('\n') + 1;
        Fault fault = new Fault(
                file,
                line,
                text.codePointCount(start, text.length()) + 1,
                String.format("the byte 0x%02X", bytes[in.position()]),
                "UTF-8",
                "save the file as UTF-8");
        return new FileText(file, "", Optional.of(fault));
    }
}
