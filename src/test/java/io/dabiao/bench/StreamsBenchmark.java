package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import io.dabiao.ingest.kafka.RealKafka;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A backlog of events in Kafka until they are durable, deduplicated and folded into the lasting rollups, by one replica and by
 * two, beside HTTP and a plain COPY in the same database and the same run.
 *
 * <p>The broker runs in this JVM. A topic is filled while it is read already; what counts is what was left when it was full.
 */
@Command(
        name = "streams",
        description =
                "Events a second from Kafka, by one replica and two, beside HTTP and COPY; memory with a backlog.",
        mixinStandardHelpOptions = true)
final class StreamsBenchmark implements Callable<Integer> {

    private static final int PARTITIONS = 4;
    private static final int CLIENTS = 2;
    private static final int CHUNK = 2_000;
    private static final int BODY = 100_000;
    private static final int STEP_MILLIS = 20;
    private static final int LOOKS = 10;

    @Option(names = "--events", defaultValue = "300000", description = "Events of one turn (${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds of all turns (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--backlog",
            defaultValue = "5000000",
            description = "Events of the backlog whose memory is watched; 0 for none.")
    private int backlog;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of each replica, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    /** @param seconds until everything was folded, from when the topic was full */
    private record Drained(double seconds, long events) {
        double rate() {
            return events / seconds;
        }
    }

    @Override
    public Integer call() throws Exception {
        Path directory = PackagedService.directory();
        Path second = PackagedService.directory();
        try (RealKafka kafka = RealKafka.start(directory)) {
            kafka.topic("one", PARTITIONS);
            kafka.topic("two", PARTITIONS);
            Path both = streams(directory, kafka, "one", "two");
            Path shared = streams(second, kafka, "two");
            try (PackagedService service = PackagedService.start(directory, command(both, List.of()));
                    PackagedService other = PackagedService.start(second, command(shared, service.databaseOptions()))) {
                measure(kafka, service, other, directory);
            }
        } finally {
            PackagedService.delete(directory);
            PackagedService.delete(second);
        }
        return 0;
    }

    private List<String> command(Path streams, List<String> more) {
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Ddabiao.streams=" + streams);
        options.addAll(more);
        return PackagedService.packaged(options);
    }

    private static Path streams(Path directory, RealKafka kafka, String... topics) throws IOException {
        StringBuilder file = new StringBuilder("streams:\n");
        for (String topic : topics) {
            file.append("  %s: {broker: kafka, servers: \"%s\", topics: %s, reports: true}\n"
                    .formatted(topic, kafka.servers(), topic));
        }
        return Files.writeString(directory.resolve("streams.yaml"), file);
    }

    private void measure(RealKafka kafka, PackagedService service, PackagedService other, Path directory)
            throws Exception {
        PlainCopy.createTable(service);
        drain(kafka, "two", year(91, events / 4), service, List.of());
        drain(kafka, "one", year(92, events / 4), service, List.of());
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "%s events a turn, %d partitions, JVM options of each replica: `%s`%n%n",
                whole(events), PARTITIONS, String.join(" ", jvmOptions));
        System.out.println(head(
                "round",
                "COPY, rows/s",
                "HTTP, events/s",
                "Kafka, one replica",
                "Kafka, two replicas",
                "one ÷ HTTP",
                "two ÷ one"));
        for (int round = 1; round <= rounds; round++) {
            double copy = PlainCopy.prepared(directory, year(round * 10, events), events, CHUNK)
                    .run(service, CLIENTS)
                    .rate();
            double http = http(service, year(round * 10 + 1, events));
            double one = drain(kafka, "one", year(round * 10 + 2, events), service, List.of())
                    .rate();
            double two = drain(kafka, "two", year(round * 10 + 3, events), service, List.of())
                    .rate();
            System.out.println(
                    row(round, whole(copy), whole(http), whole(one), whole(two), two(one / http), two(two / one)));
        }
        System.out.println();
        if (backlog > 0) {
            System.out.println(head("of the backlog left", "resident memory of replica one", "of replica two"));
            List<String> looks = new ArrayList<>();
            Drained drained = drain(kafka, "two", year(99, backlog), service, List.of(service, other), looks);
            looks.forEach(System.out::println);
            System.out.printf(
                    "%n%s events of %s were left when the topic was full; they took %s s.%n",
                    whole(drained.events), whole(backlog), one(drained.seconds));
        }
    }

    private static SyntheticYear year(int run, long length) {
        return new SyntheticYear(run, length, SyntheticYear.Order.TIME, SyntheticYear.Ids.SEQUENCE);
    }

    private double http(PackagedService service, SyntheticYear year) throws IOException, SQLException {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from < events; from += BODY) {
            bodies.add(year.lines(from, Math.min(events, from + BODY)));
        }
        service.checkpoint();
        long begun = System.nanoTime();
        Clients.run(
                CLIENTS,
                bodies.size(),
                tasks -> tasks.each(task -> service.post(
                        BodyPublishers.ofByteArray(bodies.get(task)), Math.min(BODY, events - task * BODY))));
        service.awaitFolded();
        return events / Figures.seconds(System.nanoTime() - begun);
    }

    private static Drained drain(
            RealKafka kafka, String topic, SyntheticYear year, PackagedService service, List<PackagedService> watched)
            throws Exception {
        return drain(kafka, topic, year, service, watched, new ArrayList<>());
    }

    private static Drained drain(
            RealKafka kafka,
            String topic,
            SyntheticYear year,
            PackagedService service,
            List<PackagedService> watched,
            List<String> looks)
            throws Exception {
        service.checkpoint();
        long wanted = taken(service) + year.length();
        try (KafkaProducer<String, byte[]> producer = RealKafka.producer(kafka.servers())) {
            for (long index = 0; index < year.length(); index++) {
                StringBuilder line = new StringBuilder(256);
                year.fact(index).appendLine(line);
                producer.send(new ProducerRecord<>(topic, line.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
        long full = System.nanoTime();
        long left = wanted - taken(service);
        for (long now = left; now > 0; now = wanted - taken(service)) {
            if (!watched.isEmpty() && now <= left - left / LOOKS * looks.size()) {
                List<Object> cells = new ArrayList<>(List.of(whole(now)));
                for (PackagedService one : watched) {
                    cells.add(mebibytes(one.residentBytes()));
                }
                looks.add(row(cells.toArray()));
            }
            PackagedService.pause(STEP_MILLIS);
        }
        service.awaitFolded();
        return new Drained(Figures.seconds(System.nanoTime() - full), left);
    }

    /** Events taken so far; cheap, so that asking is no load. */
    private static long taken(PackagedService service) throws IOException, SQLException {
        return service.number("select coalesce(sum(accepted), 0) from batch");
    }
}
