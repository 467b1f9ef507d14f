package io.dabiao.cli;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class CarryForwardCommandTest {

    @TestHTTPResource("/")
    URI service;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int carry(String... arguments) {
        List<String> all = new ArrayList<>(List.of("carry-forward"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", service.toString(), "--token", ServiceDatabase.ADMIN_TOKEN, "--reason", "下年度沿用"));
        CommandLine line = Commands.line(Clock.systemUTC());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void aProjectIsCarriedToALaterYearOnceAndWhatIsRefusedIsToldBesideWhatIsDone() {
        assertThat(carry("talent-services", "--from", "2024", "--to", "2033"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("talent-services: version 1 of 2033 waits for approval");
        await().atMost(Patience.PATIENCE)
                .until(() -> admin().get("/api/v1/years/2033/projects/talent-services")
                                .statusCode()
                        == 200);
        assertThat(admin().get("/api/v1/declarations/2033/talent-services/versions")
                        .jsonPath()
                        .getString("[0].reason"))
                .isEqualTo("下年度沿用");

        assertThat(carry("talent-services", "no-such-project", "--from", "2024", "--to", "2033"))
                .isEqualTo(Commands.FOUND);
        assertThat(err.toString())
                .contains("talent-services: ", "409", "declared or drafted for 2033")
                .contains("no-such-project: ", "404");
        assertThat(carry("--from", "1999")).isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("nothing is declared for 1999");
        assertThat(carry("--from", "2024", "--to", "2024")).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
