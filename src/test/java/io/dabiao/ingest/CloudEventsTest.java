package io.dabiao.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.text.Words;
import io.dabiao.store.Arrival;
import io.dabiao.store.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON format of CloudEvents, and when two spellings of an event say the same. */
class CloudEventsTest {

    private static final String HEAD = "'specversion':'1.0','id':'1','source':'/s','type':'t',";
    private static final String TIMED = HEAD + "'time':'2024-03-01T08:00:00+08:00',";

    private static CloudEvents.Reading read(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return CloudEvents.read(bytes, 0, Instant.parse("2024-03-02T00:00:00Z"));
    }

    private static Arrival taken(String json) {
        CloudEvents.Reading reading = read(json);
        assertThat(reading.refusal().map(Refusal::detail)).isEmpty();
        return reading.arrival().orElseThrow();
    }

    private static String refused(String json) {
        return read(json).refusal().orElseThrow().detail().english();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'a':1,'b':'x'`|`'b':'x','a':1`",
                "`'a':1`|`'a':'1'`",
                "`'a':1.50`|`'a':'1.5'`",
                "`'a':true`|`'a':'true'`",
                "`'a':true`|`'a':'True'`",
                "`'subject':null,'a':1`|`'a':1`",
                "`'subject':null`|``",
                "`'data':{'x':null,'y':1}`|`'data':{'y':1}`",
                "`'data':{'y':1.0}`|`'data':{'y':1}`",
                "`'data':{'n':{'b':1,'a':[1, {'d':2.0,'c':null}]}}`|`'data':{ 'n' : {'a':[1.0,{'d':2}],'b':1}}`",
                "`'data':{}`|``",
                "`'data':null`|`'datacontenttype':'application/json'`"
            })
    void theSameEventSpeltOtherwiseSaysTheSame(String one, String other) {
        Arrival first = taken("{" + tail(one) + TIMED + "'zzz':null}");
        Arrival second = taken("{" + tail(other) + TIMED + "'zzz':null}");
        Arrival elsewhere = taken("{" + tail(other) + HEAD + "'time':'2024-03-01T00:00:00.000Z'}");

        assertThat(second.says(first.digest())).isTrue();
        assertThat(elsewhere.says(first.digest())).isTrue();
    }

    private static String tail(String members) {
        return members == null || members.isEmpty() ? "'zz':null," : members + ",'zz':null,";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'a':1`|`'a':2`",
                "`'a':1`|`'b':1`",
                "`'a':1`|``",
                "`'data':{'y':1}`|`'data':{'y':'1'}`",
                "`'data':{'n':[1,2]}`|`'data':{'n':[2,1]}`",
                "`'data':{'n':{'a':1}}`|`'data':{'n':{'a':'1'}}`",
                "`'data':{'y':true}`|`'data':{'y':'true'}`"
            })
    void whatSaysSomethingElseIsAnother(String one, String other) {
        Arrival first = taken("{" + tail(one) + TIMED + "'zzz':null}");
        Arrival second = taken("{" + tail(other) + TIMED + "'zzz':null}");

        assertThat(second.says(first.digest())).isFalse();
    }

    @Test
    void whatAnEarlierReleaseKeptIsKnownByItsFormerDigest() {
        Arrival arrival = taken("{" + TIMED + "'subject':'x','data':{'n':{'b':1,'a':2}}}");

        assertThat(arrival.formerDigest()).isNotEqualTo(arrival.digest());
        assertThat(arrival.says(arrival.formerDigest())).isTrue();
        Arrival plain = taken("{" + TIMED + "'data':{'value':1}}");
        assertThat(plain.formerDigest()).isEqualTo(plain.digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'datacontenttype':'application/json',",
                "'datacontenttype':'Application/Vnd.Example+JSON; charset=utf-8',",
                "'datacontenttype':null,",
                "``"
            })
    void dataInBase64ThatHoldsJsonIsRead(String type) {
        String packed = "'data_base64':'" + base64("{\"value\": 7, \"note\": \"达标\"}") + "'";
        Arrival before = taken("{" + TIMED + type + packed + "}");
        Arrival after = taken("{" + packed + "," + type + TIMED + "'data':null}");
        Arrival plain = taken("{" + TIMED + "'data':{'note':'达标','value':7}}");

        assertThat(before.event().attributes()).isEqualTo(plain.event().attributes());
        assertThat(before.data()).isEqualTo("{\"value\": 7, \"note\": \"达标\"}");
        assertThat(plain.says(before.digest())).isTrue();
        assertThat(plain.says(after.digest())).isTrue();
    }

    @Test
    void dataInBase64ThatCannotBeReadIsRefusedInWords() {
        Map<String, String> wrong = Map.of(
                "'data_base64':'" + base64("[1]") + "'",
                "data must be a JSON object",
                "'data_base64':'" + base64("{}{}") + "'",
                "more than one",
                "'data_base64':'" + base64("nothing") + "'",
                "no JSON",
                "'data_base64':'***'",
                "not Base64",
                "'data_base64':7",
                "must be a text",
                "'data_base64':'" + base64("{}") + "','data':{}",
                "not both",
                "'data_base64':'" + base64("{}") + "','datacontenttype':'application/xml'",
                "application/xml",
                "'data_base64':'" + base64("{\"value\":\"x\"}") + "'",
                "data.value");
        wrong.forEach((members, words) ->
                assertThat(refused("{" + TIMED + members + "}")).as(members).contains(words));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'MyExtension':'x'|MyExtension",
                "'my.extension':'x'|my.extension",
                "'rate':1.5|rate",
                "'rate':4294967296|rate",
                "'list':[1]|list",
                "'subject':''|subject",
                "'subject':7|subject",
                "'dataschema':'not a uri'|dataschema",
                "'datacontenttype':'xyz'|datacontenttype",
                "'datacontenttype':''|datacontenttype",
                "'time':'2024-03-01T08:00+08:00'|time",
                "'time':'2024-03-01T08:00:00+08'|time"
            })
    void anEnvelopeThatCloudEventsDoesNotAllowIsTakenAndTold(String member, String attribute) {
        CloudEvents.Reading reading = read("{" + (member.startsWith("'time'") ? HEAD : TIMED) + member + "}");

        assertThat(reading.arrival()).isPresent();
        assertThat(reading.oddities())
                .extracting(EnvelopeRules.Oddity::attribute)
                .containsExactly(attribute);
    }

    @Test
    void anEnvelopeToTheLetterIsNotOdd() {
        CloudEvents.Reading reading = read("{" + TIMED + "'subject':'浦东 / A','dataschema':'https://例子.test/s','rate':5,"
                + "'flag':true,'datacontenttype':'application/json; charset=utf-8','nothing':null,'My-Null':null}");

        assertThat(reading.oddities()).isEmpty();
        assertThat(read("{" + TIMED.replace("'/s'", "'the exchange'") + "'a1':'x'}")
                        .oddities())
                .extracting(EnvelopeRules.Oddity::attribute)
                .containsExactly("source");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[{}]|1|0", "[{}] \\n |1|0", "[{},{}] [{}]|2|1", "[{}],|1|1", "[]x|0|1", "[{}|0|1"})
    void whatStandsAfterABatchIsRefusedAndNotLost(String body, int taken, int refused) throws IOException {
        List<String> elements = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        BatchArray.Elements seen = new BatchArray.Elements() {
            @Override
            public void element(byte[] json, long index) {
                elements.add(new String(json, StandardCharsets.UTF_8));
            }

            @Override
            public void unreadable(byte[] raw, long index, Refusal.Reason reason, Words detail) {
                unreadable.add(detail.english());
            }
        };

        byte[] bytes = body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(new BatchArray(new ByteArrayInputStream(bytes), 1_000, seen).deliver())
                .isTrue();

        assertThat(elements).hasSize(taken);
        assertThat(unreadable).hasSize(refused);
    }
}
