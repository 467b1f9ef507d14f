package io.dabiao.outbound;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses written where a host's name is expected. IPv4 is also understood as C's {@code inet_aton} understands it: one to
 * four parts, each decimal, octal with a leading 0 or hexadecimal with a leading 0x, the last of which fills the bytes left.
 * A resolver that has its own mind about {@code 0251.0376.43518} is thereby never asked.
 */
final class NumericHost {

    private static final Pattern PART = Pattern.compile("0[xX][0-9A-Fa-f]*|[0-9]+");
    private static final int MOST_PARTS = 4;

    private NumericHost() {}

    /** @return empty where the host is a name, or numbers that are no address */
    static Optional<InetAddress> address(String host) {
        if (host.indexOf(':') >= 0) {
            return version6(host);
        }
        String[] parts = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).split("\\.", -1);
        if (parts.length > MOST_PARTS) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            if (!PART.matcher(parts[i]).matches()) {
                return Optional.empty();
            }
            BigInteger number = number(parts[i]);
            int bytes = i < parts.length - 1 ? 1 : MOST_PARTS - i;
            if (number.bitLength() > bytes * 8) {
                return Optional.empty();
            }
            address |= number.longValue() << (i < parts.length - 1 ? (3 - i) * 8 : 0);
        }
        return Optional.of(made(
                new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address}));
    }

    /** What has a colon is never taken for a name, so that this asks for none. */
    private static Optional<InetAddress> version6(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException none) {
            return Optional.empty();
        }
    }

    private static BigInteger number(String part) {
        if (part.startsWith("0x") || part.startsWith("0X")) {
            return part.length() == 2 ? BigInteger.ZERO : new BigInteger(part.substring(2), 16);
        }
        boolean octal = part.length() > 1 && part.startsWith("0") && part.matches("[0-7]+");
        return new BigInteger(part, octal ? 8 : 10);
    }

    private static InetAddress made(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 bytes are an address", impossible);
        }
    }
}
