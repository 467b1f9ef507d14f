package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.VerdictChange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was recorded of indicators over time: changes of verdicts and live states, and every day's end. Safe for many threads. */
@ApplicationScoped
@Transactional
public class VerdictHistory {

    /**
     * Changes of an indicator's verdict, the newest first.
     *
     * @param beforeId only those recorded before this one; {@link Long#MAX_VALUE} for the newest
     * @param limit at most so many
     */
    public List<VerdictChange> changes(IndicatorRef of, long beforeId, int limit) {
        return VerdictChangeRow.of(of, beforeId, limit).stream()
                .map(VerdictChangeRow::change)
                .toList();
    }

    /** All changes of a year that were recorded after an instant, the newest first. */
    public List<VerdictChange> changesSince(int year, Instant since) {
        return VerdictChangeRow.<VerdictChangeRow>list("year = ?1 and recordedAt > ?2 order by id desc", year, since)
                .stream()
                .map(VerdictChangeRow::change)
                .toList();
    }

    /** At most so many changes recorded after the given one, the oldest first. */
    public List<VerdictChange> changesAfter(long id, int limit) {
        return VerdictChangeRow.<VerdictChangeRow>find("id > ?1 order by id", id).page(0, limit).stream()
                .map(VerdictChangeRow::change)
                .toList();
    }

    /** The id of the newest change; 0 where there is none. */
    public long newest() {
        return VerdictChangeRow.<VerdictChangeRow>find("order by id desc").page(0, 1).stream()
                .map(row -> row.change().id())
                .findFirst()
                .orElse(0L);
    }

    /** The change of that id. */
    public Optional<VerdictChange> change(long id) {
        return VerdictChangeRow.<VerdictChangeRow>findByIdOptional(id).map(VerdictChangeRow::change);
    }

    /** Changes of an indicator's live state, the newest first; the parameters as in {@link #changes}. */
    public List<LiveChange> liveChanges(IndicatorRef of, long beforeId, int limit) {
        return LiveChangeRow.of(of, beforeId, limit).stream()
                .map(LiveChangeRow::change)
                .toList();
    }

    /** At most so many changes of live states recorded after the given one, the oldest first. */
    public List<LiveChange> liveChangesAfter(long id, int limit) {
        return LiveChangeRow.<LiveChangeRow>find("id > ?1 order by id", id).page(0, limit).stream()
                .map(LiveChangeRow::change)
                .toList();
    }

    /** The newest live states as the database has them. */
    public List<LiveState> liveStates() {
        return LiveStateRow.<LiveStateRow>listAll().stream()
                .map(LiveStateRow::live)
                .toList();
    }

    /** An indicator at the end of each day that was kept, the oldest first. */
    public List<DailySnapshot> days(IndicatorRef of) {
        return DailySnapshotRow.of(of).stream().map(DailySnapshotRow::snapshot).toList();
    }
}
