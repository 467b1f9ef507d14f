package io.dabiao.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.prometheus.WriteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of OTLP become the series that a Prometheus would make of them. */
class OtlpSeriesTest {

    private static final Path RECORDED = Path.of("src", "test", "resources", "otlp", "java-sdk.pb");

    private static Allowance allowance() {
        return WorkBudget.ofThisProcess().begin(Work.SERIES).allowance();
    }

    private static Map<String, Double> values(OtlpSeries series) {
        Map<String, Double> values = new TreeMap<>();
        for (WriteRequest.Sent sent : series.series()) {
            Map<String, String> labels = new TreeMap<>(sent.labels());
            String name = labels.remove("__name__");
            values.put(name + labels, sent.samples().get(0).value());
        }
        return values;
    }

    @Test
    void whatTheSdkForJavaSendsIsRead() throws IOException {
        OtlpSeries series = OtlpSeries.of(ProtobufMetrics.read(Files.readAllBytes(RECORDED), allowance()));

        String service = "host_name=浦东-1, instance=node-1, job=sgst/hotline";
        String of = ", service_instance_id=node-1, service_name=hotline, service_namespace=sgst}";
        assertThat(values(series))
                .containsEntry("calls_answered_total{desk=东区, from12345=true, " + service + ", line=7" + of, 27112.0)
                .containsEntry("calls_seconds_total{" + service + of, 12.5)
                .containsEntry("calls_waiting{" + service + of, 3.0)
                .containsEntry("answer_rate_ratio{" + service + of, 0.8403)
                .containsEntry("answer_duration_milliseconds_bucket{" + service + ", le=10" + of, 1.0)
                .containsEntry("answer_duration_milliseconds_bucket{" + service + ", le=100" + of, 2.0)
                .containsEntry("answer_duration_milliseconds_bucket{" + service + ", le=1000.5" + of, 2.0)
                .containsEntry("answer_duration_milliseconds_bucket{" + service + ", le=+Inf" + of, 3.0)
                .containsEntry("answer_duration_milliseconds_count{" + service + of, 3.0)
                .containsEntry("answer_duration_milliseconds_sum{" + service + of, 5055.0);
        assertThat(series.rejected()).isZero();
        WriteRequest.Sample counter = series.series().stream()
                .filter(one -> one.labels().get("__name__").equals("calls_answered_total"))
                .findFirst()
                .orElseThrow()
                .samples()
                .get(0);
        assertThat(counter.startMillis()).isPositive().isLessThanOrEqualTo(counter.millis());
    }

    @Test
    void whatTheSdkForJavaScriptSendsIsTheSameInBothEncodings() throws IOException {
        Path folder = RECORDED.getParent();
        OtlpSeries protobuf = OtlpSeries.of(
                ProtobufMetrics.read(Files.readAllBytes(folder.resolve("javascript-sdk.pb")), allowance()));
        OtlpSeries json =
                OtlpSeries.of(JsonMetrics.read(Files.readAllBytes(folder.resolve("javascript-sdk.json")), allowance()));

        String service = "host_name=h1, instance=exchange-1, job=sgst/hotline";
        String of = ", service_instance_id=exchange-1, service_name=hotline, service_namespace=sgst}";
        assertThat(values(protobuf))
                .containsEntry("calls_answered_total{" + service + ", queue=public" + of, 7.0)
                .containsEntry("calls_answered_total{" + service + ", queue=内部" + of, 3.0)
                .containsEntry("seats_open{" + service + of, 10.0)
                .containsEntry(
                        "hotline_staff{host_name=h1, instance=exchange-1, job=sgst/hotline, night=false"
                                + of.replace("}", ", shift=1}"),
                        9.5)
                .containsEntry("http_server_duration_milliseconds_bucket{" + service + ", le=10, route=/a" + of, 1.0)
                .containsEntry("http_server_duration_milliseconds_bucket{" + service + ", le=+Inf, route=/a" + of, 5.0)
                .containsEntry("cpu_utilization_ratio{cpu=0, " + service + of, 0.25)
                .containsEntry("pages_out_bytes_total{" + service + of, 1e15);
        assertThat(values(json)).isEqualTo(values(protobuf));
        assertThat(protobuf.rejected() + json.rejected()).isZero();
    }

    private static OtlpSeries json(String metrics) throws IOException {
        String body =
                ("{'resourceMetrics':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'my.service'}}]},"
                                + "'scopeMetrics':[{'scope':{'name':'my.library'},'metrics':[" + metrics
                                + "]}]}],'futureField':1}")
                        .replace('\'', '"');
        return OtlpSeries.of(JsonMetrics.read(body.getBytes(StandardCharsets.UTF_8), allowance()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'aggregationTemporality':2,'isMonotonic':true,'dataPoints':[{'asInt':'5','startTimeUnixNano':'1544712660300000000','timeUnixNano':'1544712661300000000'}]",
                "'aggregationTemporality':'AGGREGATION_TEMPORALITY_CUMULATIVE','isMonotonic':true,'dataPoints':[{'asDouble':5,'startTimeUnixNano':1544712660300000000,'timeUnixNano':1544712661300000000,'flags':0}]"
            })
    void jsonIsReadWithNumbersAsNumbersOrTextsAndKindsByNumberOrName(String sum) throws IOException {
        OtlpSeries series = json("{'name':'my.counter','unit':'1','sum':{" + sum + "}}");

        assertThat(values(series)).isEqualTo(Map.of("my_counter_total{job=my.service, service_name=my.service}", 5.0));
        assertThat(series.series().get(0).samples())
                .containsExactly(new WriteRequest.Sample(1544712661300L, 5, 1544712660300L));
    }

    @Test
    void whatNoSeriesIsMadeOfIsRejectedWithItsReasonAndTheOthersAreTaken() throws IOException {
        OtlpSeries series = json(
                "{'name':'a','sum':{'aggregationTemporality':1,'isMonotonic':true,'dataPoints':[{'asInt':1},{'asInt':2}]}},"
                        + "{'name':'b','exponentialHistogram':{'aggregationTemporality':2,'dataPoints':[{'count':3}]}},"
                        + "{'name':'','gauge':{'dataPoints':[{'asInt':1}]}},"
                        + "{'name':'c','gauge':{'dataPoints':[{'asInt':1},{'asInt':1,'flags':1}]}}");

        assertThat(series.rejected()).isEqualTo(4);
        assertThat(series.why()).hasSize(3);
        assertThat(series.why().get(0)).contains("a has delta temporality", "cumulative");
        assertThat(values(series).keySet()).containsExactly("c{job=my.service, service_name=my.service}");
    }

    @Test
    void aSummaryIsItsQuantilesItsSumAndItsCount() throws IOException {
        OtlpSeries series = json("{'name':'d','unit':'s','summary':{'dataPoints':[{'count':'2','sum':3.5,"
                + "'quantileValues':[{'quantile':0.5,'value':1},{'quantile':1,'value':2.5}]}]}}");

        assertThat(values(series).keySet())
                .containsExactlyInAnyOrder(
                        "d_seconds{job=my.service, quantile=0.5, service_name=my.service}",
                        "d_seconds{job=my.service, quantile=1, service_name=my.service}",
                        "d_seconds_count{job=my.service, service_name=my.service}",
                        "d_seconds_sum{job=my.service, service_name=my.service}");
    }

    /** The table of Prometheus's own translation of names. */
    @ParameterizedTest
    @CsvSource({
        "system.io,By,SUM,true,system_io_bytes_total",
        "system.network.dropped,{packets},SUM,true,system_network_dropped_total",
        "redis.keyspace.hits,'',SUM,true,redis_keyspace_hits_total",
        "requests.total,'',SUM,true,requests_total",
        "system.memory.utilization,1,GAUGE,false,system_memory_utilization_ratio",
        "hw.fan.speed_ratio,1,GAUGE,false,hw_fan_speed_ratio",
        "network.transmission_rate,By/s,GAUGE,false,network_transmission_rate_bytes_per_second",
        "http.server.duration,ms,HISTOGRAM,false,http_server_duration_milliseconds",
        "process.cpu.time_seconds,s,GAUGE,false,process_cpu_time_seconds",
        "speed,km/h,GAUGE,false,speed_km_per_hour",
        "2xx.rate,'',GAUGE,false,_2xx_rate",
        "a__b..c,'',GAUGE,false,a_b_c",
        "temperature,Cel,GAUGE,false,temperature_celsius",
        "disk.usage,%,GAUGE,false,disk_usage_percent"
    })
    void namesAreThoseOfPrometheus(String name, String unit, Metric.Shape shape, boolean monotonic, String meant) {
        assertThat(PrometheusNames.metric(new Metric(name, unit, shape, monotonic, Map.of(), List.of())))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"service.name,service_name", "2nd,key_2nd", "a-b/c,a_b_c", "__name__,key__name__", "达标,key__"})
    void labelsAreThoseOfPrometheus(String attribute, String meant) {
        assertThat(PrometheusNames.label(attribute)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{\"dataPoints\":[{\"asInt\":\"x\"}]}}]}]}]}",
                "{"
            })
    void jsonThatIsNoRequestIsRefused(String body) {
        assertThatThrownBy(() -> JsonMetrics.read(body.getBytes(StandardCharsets.UTF_8), allowance()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBrokenBodyIsReadOrRefusedAndNeverMore() throws IOException {
        byte[] whole = Files.readAllBytes(RECORDED);
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            byte[] broken = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                OtlpSeries.of(ProtobufMetrics.read(broken, allowance()));
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }
}
