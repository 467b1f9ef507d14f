package io.dabiao.check.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class K6SummaryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String EXPORTED = """
            {"metrics": {"vus": {"value": 3, "min": 3, "max": 45}, "vus_max": {"value": 200, "min": 200, "max": 200},
              "http_reqs": {"count": 9000, "rate": 300}, "http_req_failed": {"value": 0.001, "passes": 9, "fails": 8991},
              "http_req_duration": {"avg": 20, "med": 15, "p(90)": 40, "p(95)": 55}}}
            """;

    private static final String MACHINE_READABLE = """
            {"version": "1.0.0", "results": {"metrics": [
              {"name": "http_req_duration", "type": "trend", "contains": "time", "values": {"avg": 20, "p(95)": 55}},
              {"name": "http_req_failed", "type": "rate", "contains": "default", "values": {"rate": 0.001, "matches": 9, "total": 9000}},
              {"name": "http_reqs", "type": "counter", "contains": "default", "values": {"count": 9000}},
              {"name": "vus", "type": "gauge", "contains": "default", "values": {"value": 3, "min": 3, "max": 45}},
              {"name": "vus_max", "type": "gauge", "contains": "default", "values": {"value": 200, "min": 200, "max": 200}}]}}
            """;

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    @Test
    void usersAreThoseThatRanNotThoseAllocated() throws Exception {
        K6Summary arrivals =
                K6Summary.read(JSON.readTree(Path.of("src/test/resources/check/k6/k6-summary-arrival-rate.json")
                        .toFile()));
        assertThat(arrivals).isEqualTo(new K6Summary(60, 10_000, 0, 0.3));
    }

    @Test
    void allThreeFormsSayTheSame() throws Exception {
        K6Summary exported = K6Summary.read(json(EXPORTED));
        assertThat(exported).isEqualTo(new K6Summary(45, 9_000, 0.001, 0.055));
        assertThat(K6Summary.read(json(MACHINE_READABLE))).isEqualTo(exported);
    }

    @Test
    void aSummaryThatLeavesTheUsersOpenIsRefusedAndSaysSo() {
        for (String without : new String[] {
            EXPORTED.replace("\"vus\":", "\"vus_of_another\":"),
            EXPORTED.replace("\"value\": 3, \"min\": 3, \"max\": 45", "\"value\": 3"),
            EXPORTED.replace("\"max\": 45", "\"max\": 0"),
            MACHINE_READABLE.replace("\"vus\",", "\"vu\",")
        }) {
            assertThatThrownBy(() -> K6Summary.read(json(without)))
                    .isInstanceOf(K6Summary.Incomplete.class)
                    .hasMessageContaining("how many users ran at once");
        }
    }

    @Test
    void whatWasFoundIsNeverRoundedAcrossItsLimits() {
        BigDecimal errors = new BigDecimal("0.01");
        Duration p95 = Duration.ofSeconds(2);
        assertThat(new K6Summary(60, 10_000, 0.010004, 2.0004)
                        .found(errors, p95)
                        .english())
                .isEqualTo("1.0004 % of 10000 requests failed, 95 % took at most 2000.4 ms");
        assertThat(new K6Summary(60, 10_000, 0.01, 1.9).found(errors, p95).english())
                .isEqualTo("1.00 % of 10000 requests failed, 95 % took at most 1900 ms");
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        assertThatThrownBy(() -> K6Summary.read(json("{\"metrics\": {}}")))
                .hasMessageContainingAll("vus", "http_reqs", "http_req_failed", "p(95)");
    }
}
