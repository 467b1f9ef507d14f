package io.dabiao.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.ingest.http.BodyType.Mode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of CloudEvents' HTTP binding 1.0.2 that need no server. */
class HttpBindingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "  blanks around \t|blanks around",
                "Euro%20%E2%82%AC%20%F0%9F%98%80|Euro € 😀",
                "lower%e2%82%ac|lower€",
                "unneeded%41|unneededA",
                "one%2520round|one%20round",
                "a+b|a+b",
                "\"quoted string\"|quoted string",
                "\"with \\\"escapes\\\" and \\\\\"|with \"escapes\" and \\",
                "\"quoted%20and%20encoded\"|quoted and encoded",
                "half \"quoted\" text|half quoted text",
                "100%|100%",
                "50%zz|50%zz",
                "(no comment)|(no comment)"
            })
    void aHeadersValueIsUnquotedAndDecodedOnce(String header, String meant) throws HeaderText.Unreadable {
        assertThat(HeaderText.read(header)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C0%A0", "%ff", "%e2%82", "\"open", "\"ends in an escape\\\"", "a\u0001b", "a\u007fb"})
    void whatTheBindingForbidsIsRefused(String header) {
        assertThatThrownBy(() -> HeaderText.read(header)).isInstanceOf(HeaderText.Unreadable.class);
    }

    @Test
    void rawUtf8IsRefusedAndNotReadAsAnotherText() {
        String asTheServerHasIt = new String("达标".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> HeaderText.read(asTheServerHasIt)).hasMessageContaining("percent-encoded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/cloudevents+json|ONE",
                "Application/CloudEvents+JSON ; Charset=\"UTF-8\"|ONE",
                "application / cloudevents+json|ONE",
                "application/cloudevents-batch+json;charset=utf-8|BATCH",
                "application/x-ndjson|LINES",
                "application/json|BINARY",
                "text/json|BINARY",
                "application/cloudevents-batch+json; note=\"a;charset=gbk\\\";\"; charset=utf-8|BATCH",
                "application/vnd.Example+JSON; v=2|BINARY",
                "application/cloudevents+avro|OTHER",
                "application/cloudevents|OTHER",
                "application/jsonlines|OTHER",
                "text/plain|OTHER"
            })
    void aMediaTypeIsKnownInWhateverCaseAndWithWhateverBlanks(String header, Mode mode) {
        assertThat(BodyType.of(header).orElseThrow().mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "json", "application/", "/json", "a/b/c", "application/js on/x"})
    void whatIsNoMediaTypeIsNone(String header) {
        assertThat(BodyType.of(header)).isEmpty();
    }

    @Test
    void aSemicolonWithinQuotesBeginsNoParameter() {
        assertThat(BodyType.of("application/json; note=\"a;charset=gbk\"")
                        .orElseThrow()
                        .charset())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"utf-8,true", "UTF-8,true", "\"utf-8\",true", "UTF8,true", "us-ascii,true", "gbk,false", "utf-16,false"
    })
    void onlyUtf8IsRead(String charset, boolean read) {
        assertThat(BodyType.of("application/json; charset=" + charset)
                        .orElseThrow()
                        .utf8())
                .isEqualTo(read);
    }
}
