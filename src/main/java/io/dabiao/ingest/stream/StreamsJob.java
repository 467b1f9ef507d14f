package io.dabiao.ingest.stream;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Fails while a stream cannot take messages, so that an alert says so. */
@ApplicationScoped
class StreamsJob implements BackgroundJob {

    private final Streams streams;

    StreamsJob(Streams streams) {
        this.streams = streams;
    }

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void run(Instant now) {
        streams.expectWell();
    }
}
