package io.dabiao.ingest.otlp;

import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.yaml.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Records of logs that exporters of OpenTelemetry send to {@link OtlpLogsResource}. */
@ApplicationScoped
class Otlp implements SourceKind {

    static final String NAME = "otlp";

    private record Logs() implements Place.Offered {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        return Optional.of(new Logs());
    }
}
