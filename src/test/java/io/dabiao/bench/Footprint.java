package io.dabiao.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the service's JVM and its PostgreSQL have used so far, as Linux counts it.
 *
 * @param jvmCpuSeconds user and system time
 * @param postgresCpuSeconds likewise, of all of its processes, those that have ended included
 * @param jvmBytes resident now
 * @param jvmPeakBytes the most that was ever resident
 * @param postgresBytes resident now, pages that its processes share counted once (PSS)
 * @param postgresProcesses how many
 */
record Footprint(
        double jvmCpuSeconds,
        double postgresCpuSeconds,
        long jvmBytes,
        long jvmPeakBytes,
        long postgresBytes,
        int postgresProcesses) {

    /** The kernel's USER_HZ: 100 on every Linux that the JDK runs on. */
    private static final double TICKS = 100;

    static Footprint of(long jvm, long postmaster) throws IOException {
        List<Long> servers = new ArrayList<>(children(postmaster));
        double postgresCpu = cpu(postmaster, true);
        long postgresBytes = pss(postmaster);
        int processes = 1;
        for (long server : servers) {
            try {
                // Both before either counts: a process may end between the two.
                double cpu = cpu(server, false);
                long bytes = pss(server);
                postgresCpu += cpu;
                postgresBytes += bytes;
                processes++;
            } catch (IOException ended) {
                // Its time is the postmaster's from now on.
            }
        }
        return new Footprint(
                cpu(jvm, false), postgresCpu, status(jvm, "VmRSS"), status(jvm, "VmHWM"), postgresBytes, processes);
    }

    long bytes() {
        return jvmBytes + postgresBytes;
    }

    /** @param withEnded whether the time of children that have ended counts */
    static double cpu(long pid, boolean withEnded) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The second field is the command in brackets and may hold spaces; the state after it is the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        if (withEnded) {
            ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        }
        return ticks / TICKS;
    }

    /**
     * Seconds of a processor that each thread of a process has used, summed by the name of its kind: what stands before a number.
     * Threads that have ended are not counted.
     */
    static Map<String, Double> cpuByThread(long pid) throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                String stat;
                try {
                    stat = Files.readString(thread.resolve("stat"));
                } catch (IOException ended) {
                    continue;
                }
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                seconds.merge(
                        name.replaceAll("[-# ]*\\d.*", ""),
                        (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS,
                        Double::sum);
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        return seconds;
    }

    static long resident(long pid) throws IOException {
        return status(pid, "VmRSS");
    }

    private static List<Long> children(long parent) throws IOException {
        List<Long> children = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) processes::iterator) {
                String name = process.getFileName().toString();
                if (name.matches("\\d+")
                        && parent(process).filter(pid -> pid == parent).isPresent()) {
                    children.add(Long.valueOf(name));
                }
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        return children;
    }

    private static Optional<Long> parent(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            return Optional.of(
                    Long.valueOf(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static long pss(long pid) throws IOException {
        return kibibytes(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss");
    }

    private static long status(long pid, String field) throws IOException {
        return kibibytes(Path.of("/proc", Long.toString(pid), "status"), field);
    }

    private static long kibibytes(Path file, String field) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no " + field));
    }
}
