package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.DocumentExamples.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of README and documents that asks the running service, run by a shell as it stands there. */
@Guard
class DocumentCommandsIT {

    /** What events a reader has, of whom the documents speak. */
    private static final String EVENTS = """
            {"specversion":"1.0","id":"42","source":"//office/reads","type":"publication.reads","time":"2024-03-01T09:00:00+08:00","data":{"programme":"talent","value":52000}}
            {"specversion":"1.0","id":"43","source":"//office/reads","type":"publication.reads","time":"2024-03-01T09:00:00+08:00","data":{"programme":"talent","value":100}}
            """;

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheDocumentsIsAnsweredByTheService() throws Exception {
        List<String> failed = new ArrayList<>();
        Files.writeString(folder.resolve("events.ndjson"), EVENTS);
        Files.writeString(folder.resolve("满意度调查.pdf"), "%PDF-1.4\n");
        Files.writeString(folder.resolve("enquiry.phone.yaml"), typeOfOnesOwn());
        List<Example> examples = new ArrayList<>(DocumentExamples.of("bash"));
        examples.addAll(DocumentExamples.of("indented"));
        examples.removeIf(example -> !example.text().startsWith("curl "));
        // What is corrected has been sent before.
        examples.sort((one, other) -> Boolean.compare(sends(other), sends(one)));
        assertThat(examples).hasSizeGreaterThan(8);
        PackagedService prepared = PackagedService.prepared();
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(declarations.resolve("portal.yaml"), portal(prepared.port()));
        try (PackagedService service =
                prepared.with("DABIAO_DECLARATIONS", declarations.toString()).started()) {
            String evidence = "";
            for (Example example : examples) {
                String said = run(
                        service,
                        example.text().replace("\"evidence\": [\"…\"]", "\"evidence\": [\"" + evidence + "\"]"));
                Matcher hash = Pattern.compile("\"sha256\" ?: ?\"(\\w+)\"").matcher(said);
                evidence = hash.find() ? hash.group(1) : evidence;
                if (!said.endsWith("exit 0")) {
                    failed.add(example + " " + example.text() + said);
                }
            }
        }
        assertThat(failed).isEmpty();
    }

    /** The site of which the documents speak, in this year: the service itself. */
    private static String portal(int port) {
        return """
                project: portal
                name: 门户
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                probes:
                  - {site: portal, url: 'http://127.0.0.1:%2$d/q/health/live'}
                indicators:
                  - id: available-days
                    name: 可用天数
                    level1: 产出指标
                    level2: 时效指标
                    printed: "=365.00(天)"
                    behaviour: days
                    measure: {availableDays: 'site.probe{site="portal"}'}
                    cadence: P2D
                """.formatted(LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear(), port);
    }

    /** The one type of the documents' catalogue, without {@code types:} and the dash. */
    private static String typeOfOnesOwn() throws IOException {
        String catalogue = DocumentExamples.of("yaml").stream()
                .map(Example::text)
                .filter(text -> text.startsWith("types:\n  - type: enquiry.phone\n"))
                .findFirst()
                .orElseThrow();
        return catalogue.lines().skip(1).map(line -> line.substring(4) + "\n").collect(Collectors.joining());
    }

    private static boolean sends(Example example) {
        return example.text().contains("@events.ndjson");
    }

    /** What it said, and how it ended: an answer of 400 or more is a failure. */
    private String run(PackagedService service, String commands) throws IOException, InterruptedException {
        String here = "http://127.0.0.1:" + service.port();
        String script = "set -e\ncurl() { command curl -sS --fail-with-body \"$@\"; }\ndabiao() { '"
                + Path.of(System.getProperty("java.home"), "bin", "java") + "' -Xmx256m -jar '"
                + Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath() + "' \"$@\"; }\n"
                + commands.replace("http://127.0.0.1:8080", here)
                        .replaceAll("(?m)^\\./dabiao (.*)$", "dabiao $1 --url " + here);
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("DABIAO_TOKEN", PackagedService.token());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PackagedService.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return said + " exit " + process.exitValue();
    }
}
