package io.dabiao.check.http;

import io.dabiao.check.probe.Daemon;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What curl and blackbox_exporter say of the answers in answers.yaml beside what the probe says, as {@code answers-beside.tsv} has it.
 * Neither of the two looks at all that a probe expects: they are asked for the page alone.
 */
final class Beside {

    private Beside() {}

    /** A line a case, below the line of titles. */
    static List<String> lines() throws Exception {
        Path folder = Files.createTempDirectory("beside");
        int port = Daemon.freePort();
        Path config = Files.writeString(
                folder.resolve("blackbox.yml"),
                "modules:\n  GET: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}\n"
                        + "  HEAD: {prober: http, timeout: 5s, http: {method: HEAD, preferred_ip_protocol: ip4}}\n"
                        + "  POST: {prober: http, timeout: 5s, http: {method: POST, body: x, preferred_ip_protocol: ip4}}\n"
                        + "  PUT: {prober: http, timeout: 5s, http: {method: PUT, body: x, preferred_ip_protocol: ip4}}\n");
        List<String> lines = new ArrayList<>(List.of("case\tprobe\tcurl -L\tblackbox_exporter"));
        Daemon exporter = Daemon.started(
                folder,
                port,
                "prometheus-blackbox-exporter",
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port);
        try {
            for (Map<String, Object> one : AnswersTest.all()) {
                try (AnsweringSite site = new AnsweringSite(AnswersTest.answers(one))) {
                    Probe probe =
                            AnswersTest.declared(site.filled(one.get("probe").toString()));
                    WebSubject page = (WebSubject) probe.subject();
                    lines.add(one.get("case") + "\t" + one.get("says") + "\t" + curl(folder, page) + "\t"
                            + exporter(port, page));
                }
            }
        } finally {
            exporter.close();
        }
        return lines;
    }

    private static String curl(Path folder, WebSubject page) throws Exception {
        String method = page.request().method();
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-s",
                "-L",
                "-m",
                "5",
                "--max-redirs",
                "20",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-b",
                "",
                "-c",
                folder + "/jar"));
        Files.deleteIfExists(folder.resolve("jar"));
        page.request()
                .headers()
                .forEach((name, text) -> command.addAll(List.of("-H", name + ": " + ((Probe.Text.Plain) text).text())));
        if (method.equals("HEAD")) {
            command.add("-I");
        } else if (page.request().body().isPresent()) {
            command.addAll(List.of("-d", page.request().body().get()));
            if (method.equals("PUT")) {
                command.addAll(List.of("-X", "PUT"));
            }
        }
        command.add(page.url().toString());
        Process curl = new ProcessBuilder(command).start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!curl.waitFor(10, TimeUnit.SECONDS)) {
            curl.destroyForcibly();
        }
        return curl.exitValue() == 0 ? said : "exit " + curl.exitValue();
    }

    private static String exporter(int port, WebSubject page) throws Exception {
        String answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/probe?module="
                                        + page.request().method() + "&target="
                                        + URLEncoder.encode(page.url().toString(), StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return answer.lines()
                .filter(line -> line.startsWith("probe_success "))
                .map(line -> line.substring("probe_success ".length()))
                .findFirst()
                .orElse("-");
    }
}
