package io.dabiao.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class UploadCommandTest {

    @TestHTTPResource("/")
    URI service;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int upload(Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "upload",
                file.toString(),
                "--type",
                "test.uploaded",
                "--series",
                "//test/upload",
                "--url",
                service.toString(),
                "--token",
                ServiceDatabase.ADMIN_TOKEN));
        arguments.addAll(List.of(more));
        CommandLine line = Commands.line(Clock.systemUTC());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments.toArray(String[]::new));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("阅读量.csv"), text);
    }

    @Test
    void aFileIsTriedSentAndCorrectedFromTheCommandLine() throws IOException {
        String good = "日期,栏目,数量\n2024-03-01,人才,1\n2024-03-02,人才,2\n";
        assertThat(upload(file(good + "2024-03-03,人才,许多\n"), "--dry-run")).isEqualTo(Commands.FOUND);
        assertThat(out.toString()).contains("4", "wrong", "许多", "2 new, 1 wrong", "this was a trial");
        assertThat(upload(file(good + "2024-03-03,人才,许多\n"))).isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("nothing was taken");

        assertThat(upload(file(good))).as(err.toString()).isZero();
        assertThat(upload(file(good))).isZero();
        assertThat(out.toString()).contains("2 duplicate");
        assertThat(upload(file(good.replace(",2\n", ",3\n")))).isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("give a reason");
        assertThat(upload(file(good.replace(",2\n", ",3\n")), "--reason", "复核")).isZero();
        assertThat(upload(file("日期,栏目,数量\n2024-03-01,人才,1\n"), "--whole", "--reason", "误报"))
                .isZero();
        assertThat(out.toString()).contains("1 duplicate, 1 withdrawn");
        assertThat(upload(folder.resolve("none.csv"))).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
