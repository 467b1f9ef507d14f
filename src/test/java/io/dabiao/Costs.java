package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What things cost, in counts and not in times, beside what they cost when it was looked at last: {@code src/test/resources/costs.txt}. A
 * tenth more fails; what became cheaper is written down by {@code -Dgolden=write}, lest it become dearer again without a word.
 */
public final class Costs {

    private static final Path FILE = Path.of("src/test/resources/costs.txt");

    private static final double MOST = 1.1;

    private Costs() {}

    /** Each by its name, as the file has it. */
    public static void haveNotGrown(Map<String, Long> costs) throws IOException {
        Map<String, Long> known = known();
        if ("write".equals(System.getProperty("golden"))) {
            known.putAll(costs);
            Files.writeString(
                    FILE,
                    known.entrySet().stream()
                            .map(cost -> cost.getKey() + ": " + cost.getValue())
                            .collect(Collectors.joining("\n", "", "\n")));
        }
        System.out.println("costs: " + costs);
        Map<String, String> grown = new LinkedHashMap<>();
        costs.forEach((name, cost) -> {
            assertThat(known).as("costs.txt, written by -Dgolden=write").containsKey(name);
            if (cost > known.get(name) * MOST) {
                grown.put(name, cost + " rather than " + known.get(name));
            }
        });
        assertThat(grown)
                .as("a tenth dearer than costs.txt says; where it is worth that, -Dgolden=write and say why")
                .isEmpty();
    }

    private static Map<String, Long> known() throws IOException {
        Map<String, Long> known = new TreeMap<>();
        if (Files.exists(FILE)) {
            for (String line : Files.readAllLines(FILE)) {
                String[] cost = line.split(": ");
                known.put(cost[0], Long.parseLong(cost[1]));
            }
        }
        return known;
    }
}
