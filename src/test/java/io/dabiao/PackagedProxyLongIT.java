package io.dabiao;

import static io.dabiao.Api.bearer;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.http.Nginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service behind a real nginx, both set as the how-to says. */
@Tag("long")
class PackagedProxyLongIT {

    @Test
    void behindTheProxyOfTheHowToEveryAnswerIsForHttpsAloneAndMetricsNeedAToken(@TempDir Path folder) throws Exception {
        Tools.need("nginx", "openssl");
        String document = Files.readString(Path.of("docs", "how-to", "proxy.md"));
        String settings = block(document, "```bash\n");
        PackagedService service = PackagedService.prepared();
        settings.lines().map(line -> line.split("=", 2)).forEach(pair -> service.with(pair[0], pair[1]));
        try (service;
                Nginx nginx = Nginx.with(folder, block(document, "```nginx\n"), service.port())) {
            service.started();
            String there = nginx.addresses().get("https");
            for (String path : List.of("/sign-in", "/api/v1/years", "/api/v1/nowhere", "/q/health/live", "/metrics")) {
                assertThat(nobody().relaxedHTTPSValidation().get(there + path).header("Strict-Transport-Security"))
                        .as(path)
                        .isEqualTo("max-age=31536000");
                assertThat(nobody().get("http://127.0.0.1:" + service.port() + path)
                                .header("Strict-Transport-Security"))
                        .as(path + " without the proxy")
                        .isNull();
            }
            assertThat(nobody().relaxedHTTPSValidation()
                            .redirects()
                            .follow(false)
                            .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                            .formParam("token", PackagedService.token())
                            .formParam("name", "First")
                            .formParam("password", "a sentence that is long enough")
                            .formParam("again", "a sentence that is long enough")
                            .post(there + "/sign-in/first")
                            .header("Set-Cookie"))
                    .contains("__Host-dabiao-session=", "Secure", "HttpOnly", "Path=/", "SameSite=Lax")
                    .doesNotContain("Domain");
            assertThat(nobody().relaxedHTTPSValidation().get(there + "/metrics").statusCode())
                    .isEqualTo(401);
            assertThat(nobody().get("http://127.0.0.1:" + service.port() + "/metrics")
                            .statusCode())
                    .as("never")
                    .isEqualTo(401);
            assertThat(bearer(PackagedService.token())
                            .relaxedHTTPSValidation()
                            .get(there + "/metrics")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String block(String document, String begins) {
        String rest = document.substring(document.indexOf(begins) + begins.length());
        return rest.substring(0, rest.indexOf("```"));
    }
}
