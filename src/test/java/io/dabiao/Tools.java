package io.dabiao;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs of others that tests run against, as {@code src/test/tools.tsv} lists them. A test whose program is missing
 * fails, and says how to install it: a test that skips itself proves nothing. {@code -Dtests.without=nginx,chromium} leaves
 * such tests out on purpose.
 */
public final class Tools {

    private static final Path LIST = Path.of("src", "test", "tools.tsv");

    private Tools() {}

    /** Fails where one of them is missing; leaves the test out where the person who runs it said so. */
    public static void need(String... names) {
        for (String name : names) {
            String[] tool = tool(name);
            grant(
                    name,
                    Files.exists(Path.of(tool[2])),
                    tool[2] + " is missing: "
                            + (tool[1].equals("-")
                                    ? "src/test/tools.tsv says where it can be had"
                                    : "install Debian's package " + tool[1]
                                            + " (./dabiao test-tools installs all of them)"));
        }
    }

    /**
     * The same for what the machine has to permit.
     *
     * @param name what {@code -Dtests.without} calls it, such as {@code mount}
     * @param given whether it is permitted
     * @param otherwise what is missing, and how to mend it
     */
    public static void grant(String name, boolean given, String otherwise) {
        if (given) {
            return;
        }
        if (List.of(System.getProperty("tests.without", "").split(",")).contains(name)) {
            abort("left out by -Dtests.without=" + name);
        }
        fail(otherwise + "; -Dtests.without=" + name + " leaves the tests out that need it");
    }

    private static String[] tool(String name) {
        try {
            return Files.readAllLines(LIST).stream()
                    .map(line -> line.split("\t"))
                    .filter(columns -> columns[0].equals(name))
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException(LIST + " does not list " + name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
