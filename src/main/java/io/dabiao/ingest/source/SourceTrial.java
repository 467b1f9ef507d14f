package io.dabiao.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.Warnings;
import io.dabiao.store.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Shows what a source holds and what would become of it, and keeps nothing. */
@ApplicationScoped
class SourceTrial {

    /** Rows that are shown at most. */
    static final int MOST = 100;

    /**
     * A row and what it becomes.
     *
     * @param place where it is, such as a file; null where it is nowhere in particular
     * @param number of the row therein; null where it has none
     * @param events that it makes; empty where no mapping means it, and where it cannot become one
     * @param wrong why it becomes none; null where nothing is wrong with it
     */
    @Schema(name = "SourceTrialRow")
    public record Tried(String place, Long number, JsonNode row, List<JsonNode> events, String wrong) {}

    /**
     * What a trial found.
     *
     * @param columns that rows have; empty where that is not known beforehand
     * @param accepted events that would count from now on
     * @param duplicates events that are known
     * @param more whether there are further rows
     */
    @Schema(name = "SourceTrial")
    public record Trial(
            List<String> columns,
            List<Tried> rows,
            long accepted,
            long duplicates,
            long rejected,
            boolean more,
            List<Warnings.Warning> warnings) {}

    private final SourceStates states;
    private final SourceRuns runs;
    private final Intake intake;
    private final Clock clock;

    SourceTrial(SourceStates states, SourceRuns runs, Intake intake, Clock clock) {
        this.states = states;
        this.runs = runs;
        this.intake = intake;
        this.clock = clock;
    }

    /** Where a trial begins. */
    enum From {
        /** Where the next run would. */
        NEXT,
        BEGINNING
    }

    /** @throws IOException where the source cannot be read */
    Trial fetched(DeclaredSource source, From from, int most) throws IOException {
        Place.Fetched place = (Place.Fetched) source.place();
        boolean again = from == From.BEGINNING;
        Start start = new Start(
                again ? Optional.empty() : states.of(source.name()).bookmark(),
                item -> !again && states.finished(source.name(), item),
                clock.instant());
        try (Rows rows = place.open(start)) {
            SourceRuns.expectColumns(source, rows.columns());
            List<Rows.Row> found = new ArrayList<>();
            Optional<Rows.Page> page = rows.next();
            while (page.isPresent() && found.size() <= most) {
                found.addAll(page.get().rows());
                page = found.size() <= most ? rows.next() : Optional.empty();
            }
            return tried(source, List.copyOf(rows.columns()), found, most);
        }
    }

    Trial tried(DeclaredSource source, List<String> columns, List<Rows.Row> found, int most) {
        List<Rows.Row> shown = found.subList(0, Math.min(most, found.size()));
        Intake.Delivery delivery = intake.trial(source.sender());
        List<Tried> tried = new ArrayList<>();
        for (Rows.Row row : shown) {
            List<JsonNode> events = new ArrayList<>();
            String wrong = null;
            for (PageIntake.Made made : PageIntake.made(source, List.of(row))) {
                runs.pages().deliver(source, made, delivery);
                made.event().ifPresent(json -> events.add(EventJson.tree(new String(json, StandardCharsets.UTF_8))));
                wrong = made.unmapped().map(Exception::getMessage).orElse(wrong);
            }
            tried.add(new Tried(
                    row.place().isEmpty() ? null : row.place(),
                    row.number().isPresent() ? row.number().getAsLong() : null,
                    row.content(),
                    events,
                    wrong));
        }
        Intake.Receipt receipt = delivery.finish();
        return new Trial(
                columns,
                tried,
                receipt.accepted(),
                receipt.duplicates(),
                receipt.rejectedTotal(),
                found.size() > shown.size(),
                receipt.warnings());
    }
}
