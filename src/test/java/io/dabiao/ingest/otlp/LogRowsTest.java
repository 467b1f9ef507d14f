package io.dabiao.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedOutputStream;
import io.dabiao.budget.Allowance;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of logs become the rows that mappings read, the same in both encodings. */
class LogRowsTest {

    private static final Path RECORDED = Path.of("src", "test", "resources", "otlp");

    private static Allowance allowance() {
        return WorkBudget.ofThisProcess().begin(Work.BODY).allowance();
    }

    private static List<JsonNode> json(byte[] body) throws IOException {
        return JsonLogs.read(body, allowance()).stream().map(Rows.Row::content).toList();
    }

    private static List<JsonNode> protobuf(byte[] body) throws IOException {
        return ProtobufLogs.read(body, allowance()).stream()
                .map(Rows.Row::content)
                .toList();
    }

    private static byte[] recorded(String name) throws IOException {
        return Files.readAllBytes(RECORDED.resolve(name));
    }

    /** The two were sent a moment apart, so that times of what bore none differ. */
    @Test
    void whatTheSdkForJavaScriptSendsIsTheSameInBothEncodings() throws IOException {
        List<JsonNode> rows = protobuf(recorded("javascript-sdk-logs.pb"));
        List<JsonNode> same = json(recorded("javascript-sdk-logs.json"));

        assertThat(rows).hasSize(4).hasSameSizeAs(same);
        assertThat(rows.get(0))
                .hasToString(EventJson.tree("""
                {"time": "2026-11-28T08:00:00.123Z", "severity": 9, "severityText": "INFO", "event": "call.ended",
                 "body": {"call": "c-1", "answered": true, "seconds": 12.5, "tags": ["a", "b"]},
                 "attributes": {"call.id": "c-1", "answered": true, "seconds": 12.5, "n": 3, "big": 9007199254740991,
                                "nested": {"a": 1, "b": "x"}, "list": [1, "b", null]},
                 "resource": {"service.name": "hotline", "service.namespace": "sgst", "service.instance.id": "exchange-1",
                              "host.name": "h1"},
                 "scope": {"name": "desk", "version": "2.0"},
                 "digest": "%s", "observed": "%s"}
                """.formatted(
                                        rows.get(0).get("digest").asText(),
                                        rows.get(0).get("observed").asText()))
                        .toString());
        assertThat(same.get(0).get("digest")).isEqualTo(rows.get(0).get("digest"));
        for (int i = 1; i < rows.size(); i++) {
            for (String name : List.of("severity", "severityText", "body", "attributes", "resource", "scope")) {
                assertThat(same.get(i).path(name))
                        .as(name + " of " + i)
                        .isEqualTo(rows.get(i).path(name));
            }
        }
        assertThat(rows.get(1).get("body").asText()).isEqualTo("线路中断 line down");
        assertThat(rows.get(2).at("/attributes/raw").asText()).isEqualTo("AQL/");
        assertThat(rows.get(3).has("body")).isFalse();
    }

    private static byte[] one(String record) {
        return ("{'resourceLogs':[{'scopeLogs':[{'logRecords':[" + record + "]}]}]}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theTimeOfARecordWithoutOneIsWhenItWasObservedAndNoneHasNone() throws IOException {
        assertThat(json(one("{'observedTimeUnixNano':'1544712660300000000'}"))
                        .get(0)
                        .get("time")
                        .asText())
                .isEqualTo("2018-12-13T14:51:00.300Z");
        assertThat(json(one("{'body':{'stringValue':'x'}}")).get(0).has("time")).isFalse();
    }

    @Test
    void whenARecordWasObservedAndInWhichOrderItsAttributesCameMakeNoOtherRecord() throws IOException {
        String attributes = "{'key':'a','value':{'intValue':'1'}},{'key':'b','value':{'doubleValue':2.50}}";
        String turned = "{'key':'b','value':{'doubleValue':2.5}},{'key':'a','value':{'intValue':1}}";
        String record = "{'timeUnixNano':'5','observedTimeUnixNano':'%d','attributes':[%s]}";

        JsonNode first = json(one(record.formatted(7, attributes))).get(0);
        assertThat(json(one(record.formatted(8, turned))).get(0).get("digest")).isEqualTo(first.get("digest"));
        assertThat(json(one(record.formatted(7, turned.replace("2.5", "2.6"))))
                        .get(0)
                        .get("digest"))
                .isNotEqualTo(first.get("digest"));
    }

    @ParameterizedTest
    @CsvSource({"9,9", "'''17''',17", "'''SEVERITY_NUMBER_WARN''',13", "'''SEVERITY_NUMBER_FATAL4''',24"})
    void severityIsReadByNumberAndByName(String written, int meant) throws IOException {
        assertThat(json(one("{'severityNumber':" + written + "}"))
                        .get(0)
                        .get("severity")
                        .asInt())
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"x\"}]}]}]}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":1e999999999}]}]}]}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"severityNumber\":\"SEVERITY_NUMBER_WORSE\"}]}]}]}"
            })
    void jsonThatIsNoRequestIsRefused(String body) {
        assertThatThrownBy(() -> json(body.getBytes(StandardCharsets.UTF_8))).isInstanceOf(IOException.class);
    }

    @Test
    void valuesWithinValuesWithoutEndAreRefused() throws IOException {
        String value = "{'stringValue':'x'}";
        byte[] packed = {10, 1, 'x'};
        for (int depth = 0; depth < 100; depth++) {
            value = "{'arrayValue':{'values':[" + value + "]}}";
            packed = field(5, field(1, packed));
        }
        byte[] deep = field(1, field(2, field(2, field(5, packed))));
        String text = value;

        assertThatThrownBy(() -> protobuf(deep)).isInstanceOf(IOException.class).hasMessageContaining("deeper than");
        assertThatThrownBy(() -> json(one("{'body':" + text + "}"))).isInstanceOf(IOException.class);
    }

    private static byte[] field(int number, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(number, content);
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void aBrokenBodyIsReadOrRefusedAndNeverMore() throws IOException {
        byte[] whole = recorded("javascript-sdk-logs.pb");
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            byte[] broken = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                protobuf(broken);
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }
}
