package io.dabiao.ingest.source;

import io.dabiao.access.Sender;
import io.dabiao.database.StoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Hands rows that came to a shared address to the sources that mean them. Safe for use by several threads. */
@ApplicationScoped
public class OfferedRows {

    /**
     * What became of rows.
     *
     * @param sources declared ones of the kind, whether they mean any of the rows or not
     * @param taken rows that a source means
     * @param rejected events that were set aside
     */
    public record Fate(int sources, long taken, long rejected) {}

    private final Sources sources;
    private final SourceStates states;
    private final SourceRuns runs;

    OfferedRows(Sources sources, SourceStates states, SourceRuns runs) {
        this.sources = sources;
        this.states = states;
        this.runs = runs;
    }

    /**
     * Makes durable what any source of the kind means; what none does is passed over.
     *
     * @param sender who sent it: no source may take from them what they may not send
     * @throws StoreUnavailable where a source that means some of it is paused; what the others mean is durable then, and counts once when it is
     *     sent again
     */
    public Fate offer(String kind, List<Rows.Row> rows, Sender sender) {
        int asked = 0;
        long taken = 0;
        long rejected = 0;
        String paused = "";
        Map<String, DeclaredSource> declared = sources.declared();
        for (DeclaredSource source : declared.values()) {
            if (!source.kind().equals(kind)) {
                continue;
            }
            asked++;
            List<Rows.Row> meant = rows.stream()
                    .filter(row -> source.mappings().stream().anyMatch(mapping -> mapping.means(row.content())))
                    .toList();
            if (!meant.isEmpty() && states.of(source.name()).paused().isPresent()) {
                paused = source.name();
                continue;
            }
            for (int from = 0; from < meant.size(); from += Rows.MOST) {
                List<Rows.Row> page = meant.subList(from, Math.min(from + Rows.MOST, meant.size()));
                rejected +=
                        runs.taken(source.within(sender), Rows.Page.of(page)).rejected();
            }
            taken += meant.size();
        }
        if (!paused.isEmpty()) {
            throw new StoreUnavailable("the source " + paused + " is paused", null);
        }
        return new Fate(asked, taken, rejected);
    }
}
