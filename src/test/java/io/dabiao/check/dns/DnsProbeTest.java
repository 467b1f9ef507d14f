package io.dabiao.check.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.LocalServers;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.PortKindContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static int port;
    private static Daemon dnsmasq;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("dnsmasq");
        port = Daemon.freePort();
        List<String> more = new ArrayList<>(List.of(
                "--address=/portal.example/2001:db8::1",
                "--address=/xn--fiqs8s.example/10.0.0.9",
                "--cname=www.example,alias.example",
                "--host-record=alias.example,10.0.0.7",
                "--mx-host=example,mail.example,10",
                "--txt-record=example,v=spf1 -all",
                "--srv-host=_ldap._tcp.example,ldap.example,389,0,5",
                "--caa-record=example,0,issue,letsencrypt.org"));
        IntStream.range(0, 60)
                .mapToObj(i -> "--txt-record=long.example," + "x".repeat(200) + i)
                .forEach(more::add);
        dnsmasq = LocalServers.dnsmasq(folder, port, more.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        if (dnsmasq != null) {
            dnsmasq.close();
        }
    }

    @Override
    protected String kind() {
        return "dns";
    }

    @Override
    protected String at(String address) {
        return "query: portal.example, server: '" + address + "'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + port) + ", expect: 10.1.2.3";
    }

    @Override
    protected Phase first() {
        return Phase.FIRST_BYTE;
    }

    @Override
    protected String refused() {
        return "connect in first_byte";
    }

    /** It speaks over datagrams: what listens for connections alone is not there. */
    @Override
    protected String foreign() {
        return "connect in ";
    }

    @Test
    @Override
    protected void whatSaysNothingIsTimedOut() throws Exception {
        try (var silent = new java.net.DatagramSocket(0, java.net.InetAddress.getLoopbackAddress())) {
            var outcome = look(at("127.0.0.1:" + silent.getLocalPort()) + ", timeout: 300ms");

            assertThat(said(outcome)).isEqualTo("timeout in first_byte");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query: portal.example, type: AAAA, expect: '2001:DB8::1' | ok",
                "query: www.example, type: CNAME, expect: alias.example. | ok",
                "query: www.example, expect: 10.0.0.7 | ok",
                "query: example, type: MX, expect: 10 mail.example | ok",
                "query: example, type: TXT, expect: 'v=spf1 -all' | ok",
                "query: _ldap._tcp.example, type: SRV, expect: 0 5 389 ldap.example | ok",
                "query: example, type: CAA, expect: 0 issue letsencrypt.org | ok",
                "query: 中国.example, expect: 10.0.0.9 | ok",
                "query: PORTAL.Example., expect: [10.1.2.3] | ok",
                "query: long.example, type: TXT | ok",
                "query: portal.example, expect: [10.1.2.3, 10.1.2.4] | content in body",
                "query: portal.example, type: MX | name in body",
                "query: nothing.example | name in body",
                "query: elsewhere.invalid | status in body",
                "query: portal.example, dnssec: true | content in body",
            })
    void whatAResolverAnswersIsCompared(String keys, String says) throws Exception {
        Tools.need("dnsmasq");

        assertThat(said(look(keys + ", server: '127.0.0.1:" + port + "'"))).isEqualTo(says);
    }

    @Test
    void aSystemsResolverIsAskedWhereNoneIsDeclared() {
        assertThat(probe("query: portal.example.org").subject().address()).isEqualTo("portal.example.org A");
    }
}
