package io.dabiao.access;

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

    /** The network of one site; whoever has one IPv6 address there has all of them. */
    private static final int NETWORK = 8;

    private final List<AddressRange> proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    @Inject
    ClientAddress(Settings settings) {
        this(settings.trustedProxies().orElse(List.of()));
    }

    ClientAddress(List<String> proxies) {
        this.proxies = proxies.stream().map(AddressRange::parse).toList();
    }

    /** An IPv4 address, or an IPv6 address as its /64 network; {@code unknown} where there is none, as on a Unix socket. */
    public String of(HttpServerRequest request) {
        // The connection's, not the request's: that one may have been taken from a header already.
        SocketAddress socket = request.connection().remoteAddress();
        return of(
                socket == null ? null : socket.hostAddress(),
                request.headers().getAll("Forwarded"),
                request.headers().getAll("X-Forwarded-For"));
    }

    /** @param socket null where there is none */
    String of(String socket, List<String> forwarded, List<String> forwardedFor) {
        Optional<byte[]> peer = Optional.ofNullable(socket).flatMap(AddressRange::bytes);
        if (peer.isEmpty()) {
            return UNKNOWN;
        }
        byte[] nearest = peer.get();
        if (!trusted(nearest)) {
            if (!(forwarded.isEmpty() && forwardedFor.isEmpty()) && !warned.getAndSet(true)) {
                LOG.infof(
                        "requests from %s bear Forwarded or X-Forwarded-For; if that is a proxy of yours, name it in"
                                + " dabiao.trusted-proxies, so that failed tries are counted by the client's address and not by the proxy's",
                        socket);
            }
            return text(nearest);
        }
        List<String> hops = forwarded.isEmpty() ? listed(forwardedFor) : clients(forwarded);
        Collections.reverse(hops);
        for (String hop : hops) {
            Optional<byte[]> address = AddressRange.bytes(hop);
            if (address.isEmpty()) {
                break;
            }
            nearest = address.get();
            if (!trusted(nearest)) {
                break;
            }
        }
        return text(nearest);
    }

    private boolean trusted(byte[] address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    private static List<String> listed(List<String> headers) {
        List<String> hops = new ArrayList<>();
        headers.forEach(header ->
                Arrays.stream(header.split(",", -1)).map(hop -> bare(hop.strip())).forEach(hops::add));
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

    private static String text(byte[] address) {
        byte[] kept = address.length == 4 ? address : Arrays.copyOf(Arrays.copyOf(address, NETWORK), address.length);
        try {
            String literal = NetUtil.toAddressString(InetAddress.getByAddress(kept));
            return address.length == 4 ? literal : literal + "/64";
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of 4 or 16 bytes", impossible);
        }
    }
}
