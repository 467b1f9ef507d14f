package io.dabiao.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static final ClientAddress ADDRESSES = new ClientAddress(List.of("10.0.0.0/9", "192.0.2.7", "fd00::/8"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "198.51.100.1 | -                                   | -                          | 198.51.100.1",
                "198.51.100.1 | -                                   | 203.0.113.9                | 198.51.100.1",
                "10.1.2.3     | -                                   | 203.0.113.9                | 203.0.113.9",
                "10.1.2.3     | -                                   | 8.8.8.8, 203.0.113.9       | 203.0.113.9",
                "10.1.2.3     | -                                   | 203.0.113.9, 192.0.2.7     | 203.0.113.9",
                "10.1.2.3     | -                                   | 203.0.113.9:4711, 10.9.9.9 | 203.0.113.9",
                "10.128.0.1   | -                                   | 203.0.113.9                | 10.128.0.1",
                "10.1.2.3     | -                                   | -                          | 10.1.2.3",
                "10.1.2.3     | -                                   | localhost                  | 10.1.2.3",
                "10.1.2.3     | -                                   | 203.0.113.9, nonsense      | 10.1.2.3",
                "10.1.2.3     | for=203.0.113.9                     | 8.8.8.8                    | 203.0.113.9",
                "10.1.2.3     | by=10.1.2.3;for=203.0.113.9         | -                          | 203.0.113.9",
                "10.1.2.3     | For=\"[2001:db8:1:2:3::9]:80\"      | -                          | 2001:db8:1:2::/64",
                "10.1.2.3     | for=203.0.113.9, for=unknown        | -                          | 10.1.2.3",
                "10.1.2.3     | for=203.0.113.9, proto=https        | -                          | 10.1.2.3",
                "fd12::1      | -                                   | 2001:db8::ffff             | 2001:db8::/64",
                "::ffff:10.1.2.3 | -                                | 203.0.113.9                | 203.0.113.9",
                "2001:db8:1:2:3::9 | -                              | 203.0.113.9                | 2001:db8:1:2::/64",
                "-            | -                                   | 203.0.113.9                | unknown",
            })
    void theClientIsWhatTheNearestProxySaysThatWasNotNamed(
            String socket, String forwarded, String forwardedFor, String client) {
        assertThat(ADDRESSES.of(socket, headers(forwarded), headers(forwardedFor)))
                .isEqualTo(client);
    }

    private static List<String> headers(String text) {
        return text == null ? List.of() : Arrays.asList(text);
    }

    @Test
    void severalHeadersAreReadAsOne() {
        assertThat(ADDRESSES.of("10.1.2.3", List.of(), List.of("203.0.113.9", "192.0.2.7, 10.3.3.3")))
                .isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/-1", ""})
    void aProxyThatIsNoRangeOfAddressesIsRefusedWithItsWords(String wrong) {
        assertThatThrownBy(() -> new ClientAddress(List.of(wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + wrong + "'");
    }
}
