package io.dabiao.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses the service connects to when a declaration, a receiver of alerts or a provider of sign-ins names one, or a
 * redirect leads there. It decides about addresses, not names: what is asked is what is connected to. Immutable.
 *
 * <p>Never contacted are link-local addresses, behind which the machines of a cloud find their credentials, the addresses
 * outside of that range under which clouds offer the same, and addresses that are no single host's. What an IPv6 address
 * carries of IPv4 (mapped, compatible, translated, 6to4, Teredo, ISATAP) is judged as that IPv4 address too.
 */
public final class OutboundPolicy {

    private record Denied(AddressRange range, String because) {}

    private static final String LINK_LOCAL = "a link-local address";
    private static final String METADATA = "an address under which clouds offer credentials";
    private static final String NO_HOST = "no address of a single host";

    private static final List<Denied> ALWAYS = List.of(
            always("169.254.0.0/16", LINK_LOCAL),
            always("fe80::/10", LINK_LOCAL),
            always("fd00:ec2::254", METADATA),
            always("fd20:ce::254", METADATA),
            always("100.100.100.200", METADATA),
            always("192.0.0.192", METADATA),
            always("0.0.0.0/8", NO_HOST),
            always("224.0.0.0/4", NO_HOST),
            always("255.255.255.255", NO_HOST),
            always("::", NO_HOST),
            always("ff00::/8", NO_HOST));

    /** The ranges of IPv6 whose addresses carry one of IPv4, and where: the byte at which it begins. */
    private record Carrier(AddressRange range, int at, boolean inverted) {}

    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(range("::ffff:0:0/96"), 12, false),
            new Carrier(range("::/96"), 12, false),
            new Carrier(range("::ffff:0:0:0/96"), 12, false),
            new Carrier(range("64:ff9b::/96"), 12, false),
            new Carrier(range("64:ff9b:1::/48"), 12, false),
            new Carrier(range("2002::/16"), 2, false),
            new Carrier(range("2001::/32"), 4, false),
            new Carrier(range("2001::/32"), 12, true));

    /** The second half of an address of ISATAP before its IPv4 part, whichever network it is in. */
    private static final byte[][] ISATAP = {{0, 0, 0x5e, (byte) 0xfe}, {2, 0, 0x5e, (byte) 0xfe}};

    private final List<Denied> denied;

    private OutboundPolicy(List<Denied> denied) {
        this.denied = denied;
    }

    private static AddressRange range(String written) {
        return AddressRange.parse(written).orElseThrow();
    }

    private static Denied always(String written, String because) {
        return new Denied(range(written), because + ", which the service never contacts");
    }

    /**
     * The policy with what the operator denies beside what is always denied.
     *
     * @param ranges in CIDR, such as {@code 10.0.0.0/8}, or single addresses
     * @throws IllegalArgumentException where one of them is neither
     */
    public static OutboundPolicy denying(List<String> ranges) {
        List<Denied> denied = new ArrayList<>(ALWAYS);
        for (String written : ranges) {
            AddressRange range = AddressRange.parse(written)
                    .orElseThrow(() -> new IllegalArgumentException("dabiao.outbound-deny must be ranges such as"
                            + " 10.0.0.0/8 or fd00::/8, without bits beyond the prefix, not '" + written + "'"));
            denied.add(new Denied(range, "in " + range + ", which dabiao.outbound-deny keeps the service from"));
        }
        return new OutboundPolicy(List.copyOf(denied));
    }

    /** Why an address is not contacted, in words; empty where it may be. */
    public Optional<String> refusal(InetAddress address) {
        // ::1 carries 0.0.0.1 by the letter of an abandoned rule; it is loopback.
        List<byte[]> meanings =
                address.isLoopbackAddress() ? List.of(address.getAddress()) : meanings(address.getAddress());
        return denied.stream()
                .filter(one -> meanings.stream().anyMatch(one.range()::contains))
                .findFirst()
                .map(one -> address.getHostAddress() + " is " + one.because());
    }

    /** @throws OutboundRefused where the address is not contacted */
    public void check(InetAddress address) throws OutboundRefused {
        Optional<String> refusal = refusal(address);
        if (refusal.isPresent()) {
            throw new OutboundRefused(refusal.get());
        }
    }

    /**
     * The addresses of a host, every one of which may be contacted. Asks for the name once; what connects must use what is
     * answered here and not ask again, or the name could lead elsewhere by then. Waits for the name to be found.
     *
     * @throws UnknownHostException where it has none
     * @throws OutboundRefused where one of them is not contacted
     */
    public List<InetAddress> addresses(String host) throws UnknownHostException, OutboundRefused {
        Optional<InetAddress> written = NumericHost.address(host);
        List<InetAddress> all = written.isPresent() ? List.of(written.get()) : List.of(InetAddress.getAllByName(host));
        for (InetAddress address : all) {
            check(address);
        }
        return all;
    }

    private static List<byte[]> meanings(byte[] address) {
        List<byte[]> meanings = new ArrayList<>();
        meanings.add(address);
        if (address.length != 16) {
            return meanings;
        }
        for (Carrier carrier : CARRIERS) {
            if (carrier.range().contains(address)) {
                byte[] carried = Arrays.copyOfRange(address, carrier.at(), carrier.at() + 4);
                for (int i = 0; carrier.inverted() && i < carried.length; i++) {
                    carried[i] = (byte) ~carried[i];
                }
                meanings.add(carried);
            }
        }
        for (byte[] mark : ISATAP) {
            if (Arrays.equals(address, 8, 12, mark, 0, 4)) {
                meanings.add(Arrays.copyOfRange(address, 12, 16));
            }
        }
        return meanings;
    }
}
