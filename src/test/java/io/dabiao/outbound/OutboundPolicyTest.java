package io.dabiao.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundPolicyTest {

    private static final OutboundPolicy USUAL = OutboundPolicy.denying(List.of());
    private static final OutboundPolicy OWN = OutboundPolicy.denying(List.of("10.0.0.0/8", "fd00::/8", " 192.0.2.7 "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "fe80::1",
                "febf:ffff::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "::ffff:0:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1",
                "2001::5601:5601",
                "2001:db8::5efe:169.254.169.254",
                "2001:db8::200:5efe:169.254.169.254",
                "fd00:ec2::254",
                "fd20:ce::254",
                "100.100.100.200",
                "192.0.0.192",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "255.255.255.255",
                "ff02::1"
            })
    void anAddressIsNeverContacted(String address) throws IOException {
        assertThat(USUAL.refusal(at(address))).isPresent();
        assertThatThrownBy(() -> USUAL.check(at(address)))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("never contacts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "169.253.255.255",
                "169.255.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "fec0::1",
                "fd00:ec2::253",
                "2001:db8::1",
                "64:ff9b::192.0.2.1",
                "2002:c000:201::1"
            })
    void anAddressIsTheOperatorsToDeny(String address) throws IOException {
        assertThat(USUAL.refusal(at(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "9.255.255.255, false",
        "11.0.0.0, false",
        "::ffff:10.1.2.3, true",
        "64:ff9b::10.1.2.3, true",
        "2002:a01:203::1, true",
        "fd12::1, true",
        "fe00::1, false",
        "192.0.2.7, true",
        "192.0.2.8, false"
    })
    void theOperatorsRangesAreDenied(String address, boolean denied) throws IOException {
        assertThat(OWN.refusal(at(address)).isPresent()).isEqualTo(denied);
    }

    @Test
    void aRefusalSaysTheRangeAndTheSetting() throws IOException {
        assertThat(OWN.refusal(at("10.1.2.3")))
                .contains("10.1.2.3 is in 10.0.0.0/8, which dabiao.outbound-deny keeps the service from");
        assertThat(OWN.refusal(at("169.254.169.254")))
                .contains("169.254.169.254 is a link-local address, which the service never contacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.1/8", "fd00::/129", "private", "", "10.0.0.0/", "/8", "10.0.0.0/-1"})
    void whatIsNoRangeIsRefusedAtStart(String written) {
        assertThatThrownBy(() -> OutboundPolicy.denying(List.of(written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dabiao.outbound-deny");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2852039166",
                "0xA9FEA9FE",
                "0XA9.0xfe.0xa9.0xfe",
                "0251.0376.0251.0376",
                "0251.254.43518",
                "169.254.43518",
                "169.16689662",
                "169.254.169.254.",
                "0xa9fea9fe."
            })
    void numbersThatMeanALinkLocalAddressAreThatAddress(String host) {
        assertThat(NumericHost.address(host)).contains(at("169.254.169.254"));
        assertThatThrownBy(() -> USUAL.addresses(host)).isInstanceOf(OutboundRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "1.2.3.4.5", "256.1", "4294967296", "a.1", "0x.example", "1..2", "", "."})
    void whatIsNoAddressIsAName(String host) {
        assertThat(NumericHost.address(host)).isEmpty();
    }

    @Test
    void aSocketRefusesInTheMomentOfConnecting() throws IOException {
        try (var socket = new GuardedSockets(USUAL).createSocket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress("169.254.169.254", 25), 1_000))
                    .isInstanceOf(OutboundRefused.class);
        }
        GuardedSockets sockets = new GuardedSockets(USUAL);
        assertThatThrownBy(() -> sockets.createSocket("2852039166", 25)).isInstanceOf(OutboundRefused.class);
    }

    private static InetAddress at(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
