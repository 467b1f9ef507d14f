package io.dabiao.access;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of IP addresses in CIDR notation: {@code 10.0.0.0/8}, {@code fd00::/8}, or one address without a length. No name is ever looked up.
 * Immutable.
 */
record AddressRange(byte[] address, int bits) {

    /** @throws IllegalArgumentException where it is no range, with words that name it */
    static AddressRange parse(String text) {
        String range = text.strip();
        int slash = range.indexOf('/');
        byte[] address = bytes(slash < 0 ? range : range.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(wrong(text)));
        int longest = address.length * Byte.SIZE;
        String length = slash < 0 ? Integer.toString(longest) : range.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > longest) {
            throw new IllegalArgumentException(wrong(text));
        }
        return new AddressRange(address, Integer.parseInt(length));
    }

    private static String wrong(String text) {
        return "'" + text + "' is no range of addresses: write it like 10.0.0.0/8, fd00::/8 or 192.0.2.7";
    }

    /** The bytes of a literal address, an IPv4 address within IPv6 as IPv4; empty where the text is no address. */
    static Optional<byte[]> bytes(String literal) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        return Optional.ofNullable(bytes).map(AddressRange::unmapped);
    }

    private static byte[] unmapped(byte[] bytes) {
        boolean mapped = bytes.length == 16
                && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10)
                && bytes[10] == -1
                && bytes[11] == -1;
        return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - rest) & 0xff;
        return rest == 0 || (address[whole] & mask) == (other[whole] & mask);
    }
}
