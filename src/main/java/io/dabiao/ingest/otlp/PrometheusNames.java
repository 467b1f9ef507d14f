package io.dabiao.ingest.otlp;

import java.util.Locale;
import java.util.Map;

/**
 * Names of metrics and labels as Prometheus writes those of OpenTelemetry, so that a declaration takes the same series by either way
 * (OpenTelemetry's specification, "Prometheus and OpenMetrics Compatibility").
 */
final class PrometheusNames {

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("TiBy", "tibibytes"),
            Map.entry("KBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("g", "grams"),
            Map.entry("Cel", "celsius"),
            Map.entry("Hz", "hertz"),
            Map.entry("%", "percent"));

    private static final Map<String, String> PER =
            Map.of("s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y", "year");

    private PrometheusNames() {}

    /** {@code http.server.duration} in milliseconds is {@code http_server_duration_milliseconds}, a counter's ends in {@code _total}. */
    static String metric(Metric metric) {
        String name = plain(metric.name());
        String main = metric.unit();
        String per = "";
        int slash = main.indexOf('/');
        if (slash >= 0) {
            per = main.substring(slash + 1).strip();
            main = main.substring(0, slash);
        }
        name = with(name, unit(main.strip(), UNITS));
        if (!per.isEmpty() && !per.contains("{")) {
            String each = plain(PER.getOrDefault(per, per));
            name = each.isEmpty() || name.endsWith("_per_" + each) ? name : name + "_per_" + each;
        }
        if (metric.shape() == Metric.Shape.SUM && metric.monotonic()) {
            name = without(name, "total") + "_total";
        } else if (metric.shape() == Metric.Shape.GAUGE && metric.unit().equals("1")) {
            name = with(name, "ratio");
        }
        return name.isEmpty() || !Character.isDigit(name.charAt(0)) ? name : "_" + name;
    }

    /** What stands in braces counts things and is no unit; 1 is none either. */
    private static String unit(String written, Map<String, String> known) {
        return written.isEmpty() || written.equals("1") || written.contains("{")
                ? ""
                : plain(known.getOrDefault(written, written));
    }

    private static String with(String name, String suffix) {
        return suffix.isEmpty() || ("_" + name).contains("_" + suffix) && name.endsWith(suffix)
                ? name
                : name + "_" + suffix;
    }

    private static String without(String name, String suffix) {
        return name.endsWith("_" + suffix) ? name.substring(0, name.length() - suffix.length() - 1) : name;
    }

    /** Letters, digits and colons stay; each run of others is one underscore, and none at either end. */
    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9:]+", "_").replaceAll("^_+|_+$", "");
    }

    /** {@code service.name} is {@code service_name}; what begins with a digit has {@code key_} before it. */
    static String label(String attribute) {
        String name = attribute.replaceAll("[^A-Za-z0-9_]", "_");
        if (name.isEmpty()) {
            return "";
        }
        if (Character.isDigit(name.charAt(0))) {
            return "key_" + name;
        }
        // Two underscores at the beginning are Prometheus's own.
        return name.startsWith("__") ? "key" + name : name;
    }

    /** {@code 0.5} and {@code 10}, as Prometheus writes bounds and quantiles. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) value)
                : Double.toString(value);
    }
}
