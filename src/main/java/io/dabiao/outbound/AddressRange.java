package io.dabiao.outbound;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses that share their first bits, as CIDR writes them: {@code 10.0.0.0/8}, {@code fd00::/8}. Immutable. */
public final class AddressRange {

    private static final Pattern WRITTEN = Pattern.compile("([0-9A-Fa-f:.]+)(?:/([0-9]{1,3}))?");

    private final byte[] network;
    private final int bits;
    private final String text;

    private AddressRange(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /** A single address is a range of its own. Empty where it is neither, or has bits beyond its prefix. */
    public static Optional<AddressRange> parse(String written) {
        String text = written.strip();
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] network = NetUtil.createByteArrayFromIpAddressString(matcher.group(1));
        if (network == null) {
            return Optional.empty();
        }
        int bits = matcher.group(2) == null ? network.length * 8 : Integer.parseInt(matcher.group(2));
        if (bits > network.length * 8) {
            return Optional.empty();
        }
        AddressRange range = new AddressRange(network, bits, text);
        return range.prefix(network)
                .filter(prefix -> Arrays.equals(prefix, network))
                .map(same -> range);
    }

    /** @param address 4 bytes or 16; one of the other family is never contained */
    public boolean contains(byte[] address) {
        return prefix(address).filter(prefix -> Arrays.equals(prefix, network)).isPresent();
    }

    private Optional<byte[]> prefix(byte[] address) {
        if (address.length != network.length) {
            return Optional.empty();
        }
        byte[] prefix = address.clone();
        for (int i = 0; i < prefix.length; i++) {
            int kept = Math.max(0, Math.min(8, bits - i * 8));
            prefix[i] = (byte) (prefix[i] & 0xff << 8 - kept);
        }
        return Optional.of(prefix);
    }

    @Override
    public String toString() {
        return text;
    }
}
