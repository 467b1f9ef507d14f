package io.dabiao.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How figures are summed up and printed. */
final class Figures {

    private Figures() {}

    static double median(Collection<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static String whole(double figure) {
        return String.format(Locale.ROOT, "%,.0f", figure);
    }

    static String one(double figure) {
        return String.format(Locale.ROOT, "%,.1f", figure);
    }

    static String two(double figure) {
        return String.format(Locale.ROOT, "%,.2f", figure);
    }

    static String mebibytes(double bytes) {
        return whole(bytes / (1 << 20)) + " MiB";
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** A row of a Markdown table. */
    static String row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** A table's head: the first column holds words, the others figures. */
    static String head(String... names) {
        List<String> rules = Arrays.stream(names).map(name -> "--:").collect(Collectors.toList());
        rules.set(0, "---");
        return row((Object[]) names) + '\n' + row(rules.toArray());
    }
}
