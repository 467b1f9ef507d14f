package io.dabiao.access;

import io.dabiao.outbound.AddressRange;
import io.dabiao.settings.Settings;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Where a request comes from: the socket's address, or, where that is a proxy that the operator named, what the proxy says of it in
 * {@code Forwarded} or {@code X-Forwarded-For}. These are read from the right, past further proxies that were named: what stands left of them
 * the client may have written itself.
 */
@ApplicationScoped
public class ClientAddress {

    private static final Logger LOG = Logger.getLogger(ClientAddress.class);
    private static final String UNKNOWN = "unknown";
    private static final Pattern FOR =
            Pattern.compile("(?:^|;)\\s*for=(\"[^\"]*\"|[^;\\s]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+):\\d+");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](?::\\d+)?");

    /** Bytes of an IPv6 address. */
    private static final int SIX = 16;

    /** Of them those of the network of one site: who has one address there has all of them. */
    private static final int PREFIX = 8;

    private final List<AddressRange> proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    @Inject
    ClientAddress(Settings settings) {
        this(settings.trustedProxies().orElse(List.of()));
    }

    ClientAddress(List<String> proxies) {
        this.proxies = proxies.stream().map(ClientAddress::range).toList();
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("dabiao.trusted-proxies: '" + text
                        + "' is no range of addresses: write it like 10.0.0.0/8, fd00::/8 or 192.0.2.7"));
    }

    /**
     * What tries are counted by: an IPv4 address, or an IPv6 address as its /64 network; {@code unknown} where there is none, as on a Unix
     * socket.
     */
    public String of(HttpServerRequest request) {
        return find(request).map(ClientAddress::network).orElse(UNKNOWN);
    }

    /** The whole address, for the record; {@code unknown} where there is none. */
    public String whole(HttpServerRequest request) {
        return find(request).map(ClientAddress::text).orElse(UNKNOWN);
    }

    private Optional<byte[]> find(HttpServerRequest request) {
        // The connection's, not the request's: that one may have been taken from a header already.
        SocketAddress socket = request.connection().remoteAddress();
        return find(
                socket == null ? null : socket.hostAddress(),
                request.headers().getAll("Forwarded"),
                request.headers().getAll("X-Forwarded-For"));
    }

    /** @param socket null where there is none */
    String of(String socket, List<String> forwarded, List<String> forwardedFor) {
        return find(socket, forwarded, forwardedFor).map(ClientAddress::network).orElse(UNKNOWN);
    }

    private Optional<byte[]> find(String socket, List<String> forwarded, List<String> forwardedFor) {
        Optional<byte[]> peer = Optional.ofNullable(socket).flatMap(ClientAddress::bytes);
        if (peer.isEmpty()) {
            return peer;
        }
        byte[] nearest = peer.get();
        if (!trusted(nearest)) {
            if (!(forwarded.isEmpty() && forwardedFor.isEmpty()) && !warned.getAndSet(true)) {
                LOG.infof(
                        "requests from %s bear Forwarded or X-Forwarded-For; if that is a proxy of yours, name it in"
                                + " dabiao.trusted-proxies, so that failed tries are counted by the client's address and not by the proxy's",
                        socket);
            }
            return peer;
        }
        List<String> hops = forwarded.isEmpty() ? listed(forwardedFor) : clients(forwarded);
        Collections.reverse(hops);
        for (String hop : hops) {
            Optional<byte[]> address = bytes(hop);
            if (address.isEmpty()) {
                break;
            }
            nearest = address.get();
            if (!trusted(nearest)) {
                break;
            }
        }
        return Optional.of(nearest);
    }

    private boolean trusted(byte[] address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    private static List<String> listed(List<String> headers) {
        List<String> hops = new ArrayList<>();
        headers.forEach(header -> Arrays.stream(header.split(",", -1))
                .map(hop -> bare(hop.strip()))
                .forEach(hops::add));
        return hops;
    }

    /** Of RFC 7239. An element without {@code for} says nothing, and ends the search like {@code for=unknown}. */
    private static List<String> clients(List<String> headers) {
        List<String> hops = new ArrayList<>();
        headers.forEach(header -> Arrays.stream(header.split(",", -1)).forEach(element -> {
            Matcher client = FOR.matcher(element);
            hops.add(client.find() ? bare(client.group(1).replace("\"", "")) : UNKNOWN);
        }));
        return hops;
    }

    /** Without a port and without brackets. */
    private static String bare(String hop) {
        Matcher bracketed = BRACKETED.matcher(hop);
        if (bracketed.matches()) {
            return bracketed.group(1);
        }
        Matcher port = PORT.matcher(hop);
        return port.matches() ? port.group(1) : hop;
    }

    private static String network(byte[] address) {
        return address.length == SIX
                ? text(Arrays.copyOf(Arrays.copyOf(address, PREFIX), address.length)) + "/64"
                : text(address);
    }

    private static String text(byte[] address) {
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(address));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of 4 or 16 bytes", impossible);
        }
    }

    /** The bytes of a literal address, an IPv4 address within IPv6 as IPv4; empty where the text is no address. No name is looked up. */
    private static Optional<byte[]> bytes(String literal) {
        return Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(literal))
                .map(ClientAddress::unmapped);
    }

    private static byte[] unmapped(byte[] bytes) {
        boolean mapped = bytes.length == SIX
                && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10)
                && bytes[10] == -1
                && bytes[11] == -1;
        return mapped ? Arrays.copyOfRange(bytes, 12, SIX) : bytes;
    }
}
