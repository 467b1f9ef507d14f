package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A project of a test's own in a year of its own, so that its figures are no one else's. */
public final class OwnDeclaration {

    private OwnDeclaration() {}

    /**
     * Declares it and waits until its measures are filled.
     *
     * @param indicators YAML, each line indented by two
     */
    public static void inForce(Path folder, String project, int year, String indicators) throws IOException {
        String yaml = """
                project: PROJECT
                name: 试点项目 PROJECT
                year: YEAR
                institution: 试点单位
                period: {from: YEAR-01-01, to: YEAR-12-31}
                budget: {total: 1000.00, treasury: 800.00, other: 200.00}
                goal: 试点
                indicators:
                """.replace("PROJECT", project).replace("YEAR", Integer.toString(year)) + indicators;
        Path partial = folder.resolve("." + project + ".yaml");
        Files.writeString(partial, yaml);
        Files.move(partial, folder.resolve(project + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        String path = "/api/v1/years/" + year + "/projects/" + project;
        await().atMost(Patience.PATIENCE)
                .failFast(() -> {
                    String refusal = refusal(project + ".yaml");
                    if (!refusal.isEmpty()) {
                        throw new AssertionError("the declaration is refused: " + refusal);
                    }
                })
                .until(() -> admin().get(path).statusCode() == 200
                        && admin().get("/api/v1/status")
                                .jsonPath()
                                .getList("filling")
                                .isEmpty());
    }

    /** What is wrong with a file; empty where nothing is. */
    private static String refusal(String file) {
        Object faults = admin().get("/api/v1/declarations")
                .jsonPath()
                .<String, Object>getMap("refused")
                .get(file);
        return faults == null ? "" : faults.toString();
    }
}
