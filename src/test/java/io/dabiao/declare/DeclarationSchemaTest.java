package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.measure.Measure;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema by which an editor helps says neither more nor less than the reader, where a schema can say it at all. */
class DeclarationSchemaTest {

    private static final String SOUND = DeclarationReaderTest.resource("sound.yaml");

    @Test
    void aSoundFileConforms() throws IOException {
        bothTake(SOUND, true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.dabiao.declare.DeclarationReaderTest#measures")
    void eachMeasureThatIsReadConforms(String written, Measure measure, String printed, Behaviour behaviour)
            throws IOException {
        bothTake(
                SOUND.replace("printed: \"=365.00(天)\"", "printed: \"" + printed + "\"")
                        .replace("behaviour: days", "behaviour: " + behaviour.word())
                        .replace("{availableDays: 'site.probe{site=\"portal\"}'}", written),
                true);
    }

    @ParameterizedTest(name = "{1} for {0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "P12M      | P1Y2M3W4D | true",
                "P12M      | PT90M     | true",
                "P12M      | PT1H30M   | true",
                "P12M      | P1M       | true",
                "P12M      | P0D       | false",
                "P12M      | P         | false",
                "P12M      | PT        | false",
                "P12M      | P1DT2H    | false",
                "P12M      | 35        | false",
                "points: 2.50 | points: 1000    | true",
                "points: 2.50 | points: 1000.01 | false",
                "points: 2.50 | points: -1      | false",
                "kind: completion | kind: quantity | true",
                "kind: completion | kind: quality  | false",
                "operator: \"≥\", value: 80, | operator: 不低于, value: 80, | true",
                "operator: \"≥\", value: 80, | operator: 左右, value: 80,   | false",
                "formerNames: [运维项目] | formerNames: []              | true",
                "formerNames: [同时在线用户数] | formerNames: []        | true",
                "formerNames: [同时在线用户数] | formerNames: [甲, 甲]  | false",
                "zone: Asia/Shanghai | atRiskBelow: 0.5               | true",
                "zone: Asia/Shanghai | atRiskBelow: 1.5               | false",
                "zone: Asia/Shanghai | atRiskBelow: -0.1              | false",
                "points: 2.50 | atRiskBelow: 0.95                     | true",
                "points: 2.50 | atRiskBelow: 95                       | false",
                "site.probe{ok=\"true\"} | site.probe{秒数>=0.5,b!=\"\",c=~\"x.*\",d!~\"z\",e<1E+3,f<=\"2\",g>-.5,} | true",
                "site.probe{ok=\"true\"} | site.probe{}               | true",
                "site.probe{ok=\"true\"} | 门户.探测                   | true",
                "site.probe{ok=\"true\"} | site.probe{ok=true}        | false",
                "site.probe{ok=\"true\"} | site.probe{n>many}         | false",
                "site.probe{ok=\"true\"} | site.probe{ok==\"true\"}   | false",
                "site.probe{ok=\"true\"} | site.probe{ok=\"true\"     | false",
                "site.probe{ok=\"true\"} | site probe                 | false",
                "mean: seconds | mean: 秒.数                           | true",
                "mean: seconds | mean: two words                      | false",
            })
    void theSchemaAndTheReaderAgree(String found, String instead, boolean taken) throws IOException {
        assertThat(SOUND).contains(found);
        bothTake(SOUND.replace(found, instead), taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{site: a, url: 'http://a.example.org/x?y=z'} | true",
                "{site: a, url: 'http://a/', interval: 1m, timeout: 500ms, method: POST, body: x} | true",
                "{site: a, url: 'https://[::1]:8443/', ip: 6, http: 2, ca: /etc/ca.pem, proxy: 'http://p:3128'} | true",
                "{site: a, url: 'http://a/', http: 1.1, ip: 4, redirects: same-host, controls: ['10.0.0.1:53', '[::1]:53']} | true",
                "{site: a, url: 'https://a/', expect: {status: [200, 3xx], contains: x, json: {/a/0: 1, '': true}, certificate: 14d}} | true",
                "{site: a, url: 'http://a/', expect: {status: 204}, headers: {A: b, C: {env: D}, E: {file: f}}} | true",
                "{site: a, kind: http, url: 'HTTPS://under_score.例子.中国/查 询?x={1}'} | true",
                "{site: a, url: 'https://a/', connect: '10.0.0.5:8443', client: {certificate: c.pem, key: k.pem}} | true",
                "{site: a, url: 'http://a/', expect: {contains: [x, y], absent: z, matches: 'a+', notMatches: [b], headers: {A: '^b', C: true}}} | true",
                "{site: a, url: 'http://a/', expect: {modified: 1d, cookies: {s: [secure, httponly]}, size: {least: 10, most: 2000}}} | true",
                "{site: a, url: 'http://a/', steps: [{url: /login, method: POST, body: x, expect: {status: 302}}]} | true",
                "{site: a, url: 'https://a/', client: {certificate: c.pem}} | false",
                "{site: a, url: 'http://a/', expect: {cookies: {s: [tasty]}}} | false",
                "{site: a, url: 'http://a/', expect: {size: {}}} | false",
                "{site: a, url: 'http://a/', steps: [{method: POST}]} | false",
                "{site: a} | false",
                "{url: 'http://a/'} | false",
                "{site: a, url: 'ftp://a/'} | false",
                "{site: a, url: 'http://u:p@a/'} | false",
                "{site: a, url: 'http://a/', interval: 30} | false",
                "{site: a, url: 'http://a/', expect: {status: 99}} | false",
                "{site: a, url: 'http://a/', expect: {json: {a: 1}}} | false",
                "{site: a, url: 'http://a/', headers: {A: {vault: b}}} | false",
                "{site: a, url: 'http://a/', http: 3} | false",
                "{site: a, url: 'http://a/', proxy: 'socks://p:1'} | false",
                "{site: a, url: 'http://a/', controls: [a]} | false",
            })
    void theSchemaAndTheReaderAgreeOnProbes(String probe, boolean taken) throws IOException {
        bothTake(SOUND.replace("indicators:\n", "probes:\n  - " + probe + "\nindicators:\n"), taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "every: sunday, from: \"02:00\", until: \"04:00\" | true",
                "every: [day], from: \"22:00\", until: \"04:00\", zone: Asia/Urumqi | true",
                "every: [first monday, 15, last friday], from: \"02:00\", until: \"04:00\" | true",
                "from: 2026-03-01T02:00:00+08:00, until: 2026-03-01T04:00:00+08:00 | true",
                "from: \"02:00\", until: \"04:00\" | false",
                "every: sunday, from: 2026-03-01T02:00:00+08:00, until: \"04:00\" | false",
                "every: fifth monday, from: \"02:00\", until: \"04:00\" | false",
                "every: [], from: \"02:00\", until: \"04:00\" | false",
                "every: 32, from: \"02:00\", until: \"04:00\" | false",
            })
    void theSchemaAndTheReaderAgreeOnMaintenance(String when, boolean taken) throws IOException {
        bothTake(
                SOUND.replace(
                        "indicators:\n",
                        "maintenance:\n  - {id: a, sites: [portal], because: 升级, " + when + "}\nindicators:\n"),
                taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{window: 5m, for: 2m} | true",
                "{window: 6h, burn: [1h, 6h, 3d]} | true",
                "{for: 2m} | false",
                "{window: 5 minutes} | false",
                "{window: 5m, until: 2m} | false",
            })
    void theSchemaAndTheReaderAgreeOnLiveStates(String live, boolean taken) throws IOException {
        String measure = "    measure: {availableDays: 'site.probe{site=\"portal\"}'}\n";
        assertThat(SOUND).contains(measure);
        bothTake(SOUND.replace(measure, measure + "    live: " + live + "\n"), taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{quarters: [20, 45, 70, 100]} | true",
                "{months: [0, 0, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100]} | true",
                "{each: quarter} | true",
                "{within: {from: 2024-10-01, to: 2024-12-31}} | true",
                "{except: [{from: 2024-07-01, to: 2024-08-31}]} | true",
                "{date: 2024-11-20} | true",
                "{} | false",
                "{each: week} | false",
                "{each: quarter, date: 2024-11-20} | false",
                "{within: {from: 2024-10-01}} | false",
                "{quarters: [20, -45, 70, 100]} | false",
                "{evenly: true} | false",
            })
    void theSchemaAndTheReaderAgreeOnSchedules(String schedule, boolean taken) throws IOException {
        String standing = "    behaviour: standing\n    measure:\n      ratio";
        assertThat(SOUND).contains(standing);
        bothTake(
                SOUND.replace(
                        standing,
                        "    behaviour: accumulate-reversible\n    schedule: " + schedule
                                + "\n    measure:\n      ratio"),
                taken);
    }

    private static void bothTake(String yaml, boolean taken) throws IOException {
        assertThat(DeclarationReader.read("a.yaml", yaml) instanceof DeclarationReader.DeclarationReading.Accepted)
                .as("the reader of\n%s\n%s", yaml, DeclarationReader.read("a.yaml", yaml))
                .isEqualTo(taken);
        var violations = CatalogueTest.violations("declaration", yaml);
        assertThat(violations.isEmpty()).as("the schema: %s", violations).isEqualTo(taken);
    }
}
