package io.dabiao.expose.exposition;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A piece of text, compressed so that it can be put between any others in one gzip stream: it refers to nothing before it and ends on
 * a byte. Immutable.
 */
public final class Piece {

    /** The polynomial of gzip's checksum (RFC 1952, 8), its bits turned round. */
    private static final int POLYNOMIAL = 0xEDB88320;

    /** x to the power of 2 to the power of the index, modulo the polynomial. */
    private static final int[] POWERS = powers();

    final byte[] deflated;
    private final int length;
    private final int checksum;
    /** What the checksum of the text before is multiplied by. */
    private final int shift;

    private Piece(byte[] deflated, int length, int checksum) {
        this.deflated = deflated;
        this.length = length;
        this.checksum = checksum;
        this.shift = shift(length);
    }

    /** Of any text, also of none. The compressor is the caller's, so that many pieces can be made with one. */
    static Piece of(CharSequence text, Deflater deflater) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        deflater.reset();
        deflater.setInput(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 8 + 64);
        byte[] buffer = new byte[4096];
        int taken;
        do {
            taken = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            out.write(buffer, 0, taken);
        } while (taken == buffer.length);
        return new Piece(out.toByteArray(), bytes.length, (int) crc.getValue());
    }

    /** Text of labels repeats itself so much that the fastest level leaves little. */
    static Deflater deflater() {
        return new Deflater(Deflater.BEST_SPEED, true);
    }

    /** Of the text, in bytes. */
    int length() {
        return length;
    }

    /** The checksum of a text and this one after it. */
    int checksumAfter(int before) {
        return times(shift, before) ^ checksum;
    }

    private static int shift(int bytes) {
        int power = 1 << 31; // x to the power of 0
        int rest = bytes;
        for (int at = 3; rest != 0; at++) { // 2 to the power of 3 bits are a byte
            if ((rest & 1) != 0) {
                power = times(POWERS[at], power);
            }
            rest >>>= 1;
        }
        return power;
    }

    private static int[] powers() {
        int[] powers = new int[36];
        powers[0] = 1 << 30;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = times(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }

    /** The product of two polynomials modulo the checksum's, as in zlib's crc32_combine. */
    private static int times(int one, int other) {
        int product = 0;
        int shifted = other;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((one & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
