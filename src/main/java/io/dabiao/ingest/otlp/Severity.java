package io.dabiao.ingest.otlp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How grave a record of a log is: six names with four numbers each, from 1. */
final class Severity {

    private static final List<String> NAMES = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");
    private static final int OF_A_NAME = 4;
    private static final Pattern NAME = Pattern.compile("SEVERITY_NUMBER_([A-Z]{4,5})([2-4]?)");

    private Severity() {}

    /** The number of a name of the protocol; empty where it is none of its names. */
    static Optional<Integer> number(String name) {
        Matcher found = NAME.matcher(name);
        if (!found.matches() || !NAMES.contains(found.group(1))) {
            return Optional.empty();
        }
        int within = found.group(2).isEmpty() ? 1 : Integer.parseInt(found.group(2));
        return Optional.of(NAMES.indexOf(found.group(1)) * OF_A_NAME + within);
    }
}
