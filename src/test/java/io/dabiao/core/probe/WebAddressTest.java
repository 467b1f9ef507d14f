package io.dabiao.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {

    private static final String RFC = "http://a/b/c/d?q";

    /** RFC 3986, 5.4, without the schemes that are no pages'; an empty reference keeps the query. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "g          | http://a/b/c/g",
                "./g        | http://a/b/c/g",
                "g/         | http://a/b/c/g/",
                "/g         | http://a/g",
                "//g        | http://g/",
                "?y         | http://a/b/c/d?y",
                "g?y        | http://a/b/c/g?y",
                "#s         | http://a/b/c/d?q",
                "g#s        | http://a/b/c/g",
                "g?y#s      | http://a/b/c/g?y",
                ";x         | http://a/b/c/;x",
                "g;x        | http://a/b/c/g;x",
                "g;x?y#s    | http://a/b/c/g;x?y",
                "''         | http://a/b/c/d?q",
                ".          | http://a/b/c/",
                "./         | http://a/b/c/",
                "..         | http://a/b/",
                "../        | http://a/b/",
                "../g       | http://a/b/g",
                "../..      | http://a/",
                "../../     | http://a/",
                "../../g    | http://a/g",
                "../../../g | http://a/g",
                "../../../../g | http://a/g",
                "/./g       | http://a/g",
                "/../g      | http://a/g",
                "g.         | http://a/b/c/g.",
                ".g         | http://a/b/c/.g",
                "g..        | http://a/b/c/g..",
                "..g        | http://a/b/c/..g",
                "./../g     | http://a/b/g",
                "./g/.      | http://a/b/c/g/",
                "g/./h      | http://a/b/c/g/h",
                "g/../h     | http://a/b/c/h",
                "g;x=1/./y  | http://a/b/c/g;x=1/y",
                "g;x=1/../y | http://a/b/c/y",
                "g?y/./x    | http://a/b/c/g?y/./x",
                "g?y/../x   | http://a/b/c/g?y/../x",
                "http:g     | http://a/b/c/g",
                "http:/g    | http://a/g",
                "https:g    | https://g/",
                "HTTP://G   | http://g/",
                "%2e%2E/g   | http://a/b/g",
                "\\\\g\\h   | http://g/h",
                "\\g\\h     | http://a/g/h",
                "a b        | http://a/b/c/a%20b",
                "a^b        | http://a/b/c/a%5Eb",
                "{x}?{y}    | http://a/b/c/%7Bx%7D?{y}",
                "100%       | http://a/b/c/100%",
                "///g       | http://g/",
                "http://g:80/ | http://g/",
                "https://g:443 | https://g/",
                "http://g:443/ | http://g:443/",
                "http://u:p@g/ | http://g/",
            })
    void aReferenceIsResolvedAsBrowsersDo(String reference, String address) throws Exception {
        assertThat(WebAddress.of(RFC).resolve(reference)).hasToString(address);
    }

    @Test
    void theBytesOfALocationAreEscapedAsTheyCame() throws Exception {
        WebAddress at = WebAddress.of("http://a/b");

        assertThat(at.resolve(bytes("/研发?q=平台", "UTF-8")))
                .hasToString("http://a/%E7%A0%94%E5%8F%91?q=%E5%B9%B3%E5%8F%B0");
        assertThat(at.resolve(bytes("/研发", "GBK"))).hasToString("http://a/%D1%D0%B7%A2");
        assertThat(at.resolve(bytes("http://中国.example/", "UTF-8"))).hasToString("http://xn--fiqs8s.example/");
    }

    private static String bytes(String text, String charset) throws Exception {
        return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP://127.0.0.1/            | http://127.0.0.1/",
                "Https://Portal.Example.ORG   | https://portal.example.org/",
                "http://under_score.example/  | http://under_score.example/",
                "http://_a.b_.example:8080/x  | http://_a.b_.example:8080/x",
                "http://科技.中国/查 询        | http://xn--2qux23c.xn--fiqs8s/%E6%9F%A5%20%E8%AF%A2",
                "http://straße.example/       | http://xn--strae-oqa.example/",
                "http://faß_1.example/        | http://xn--fa_1-wna.example/",
                "http://例え。テスト/          | http://xn--r8jz45g.xn--zckzah/",
                "http://[::1]:8080/a          | http://[::1]:8080/a",
                "http://ｅｘａｍｐｌｅ.org/     | http://example.org/",
                "http://a-.example/           | http://a-.example/",
                "http://example.org./         | http://example.org./",
                "'  http://example.org/  '    | http://example.org/",
            })
    void anAddressIsReadInWhateverSpelling(String written, String address) throws Exception {
        assertThat(WebAddress.of(written)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://a/",
        "example.org",
        "http://",
        "http://a:0/",
        "http://a:70000/",
        "http://a b/",
        "http://[::g]/",
        "http:///",
        "mailto:a@b"
    })
    void whatIsNoPageIsNoAddress(String written) {
        assertThatThrownBy(() -> WebAddress.of(written)).isInstanceOf(WebAddress.NoAddress.class);
    }

    @Test
    void aNameIsAsCertificatesHaveIt() throws Exception {
        assertThat(WebAddress.of("https://[::1]/").name()).isEqualTo("::1");
        assertThat(WebAddress.of("https://example.org./").name()).isEqualTo("example.org");
        assertThat(WebAddress.of("https://example.org./").authority()).isEqualTo("example.org.");
        assertThat(WebAddress.of("http://user:p%40ss@a/").user()).contains("user:p@ss");
    }
}
