package io.dabiao.store;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the log knows of events by their identities, corrections included. */
@ApplicationScoped
public class Identities {

    /** What an event says. */
    public record Said(String type, Instant time, String data) {}

    /** An event by its identity. */
    public record Reference(String source, String id) {}

    /** A known identity. */
    public sealed interface Known {}

    /** The log says just what the arrival says. */
    public record Same() implements Known {}

    /** It was withdrawn, and a copy of it does not count. */
    public record Withdrawn() implements Known {}

    /** @param said what counts now; empty where its row was expired */
    public record Otherwise(Optional<Said> said) implements Known {}

    private final Transactions transactions;

    Identities(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The known ones of the arrivals by their index; the others are new. */
    public Map<Integer, Known> known(List<Arrival> arrivals) {
        return transactions.query(handle -> {
            Map<Integer, CurrentEvents.CurrentEvent> standings = CurrentEvents.of(
                    handle,
                    arrivals.stream().map(one -> one.event().source()).toList(),
                    arrivals.stream().map(one -> one.event().id()).toList());
            Map<Integer, Known> known = new HashMap<>();
            Map<Integer, CurrentEvents.Place> otherwise = new HashMap<>();
            standings.forEach((index, currentEvent) -> {
                if (currentEvent.place().isEmpty()) {
                    known.put(index, new Withdrawn());
                } else if (currentEvent
                        .digest()
                        .filter(arrivals.get(index)::says)
                        .isPresent()) {
                    known.put(index, new Same());
                } else {
                    otherwise.put(index, currentEvent.place().get());
                }
            });
            Map<CurrentEvents.Place, CurrentEvents.Content> contents =
                    CurrentEvents.contents(handle, otherwise.values());
            otherwise.forEach((index, place) -> known.put(
                    index,
                    new Otherwise(Optional.ofNullable(contents.get(place)).map(Identities::said))));
            return known;
        });
    }

    private static Said said(CurrentEvents.Content content) {
        return new Said(content.event().type(), content.event().time(), content.data());
    }

    /**
     * What counts of some events, by their index.
     *
     * @return an unknown event is absent; {@link Same} does not occur
     */
    public Map<Integer, Known> standing(List<Reference> events) {
        return transactions.query(handle -> {
            Map<Integer, CurrentEvents.CurrentEvent> standings = CurrentEvents.of(
                    handle,
                    events.stream().map(Reference::source).toList(),
                    events.stream().map(Reference::id).toList());
            List<CurrentEvents.Place> places = new ArrayList<>();
            standings.values().forEach(currentEvent -> currentEvent.place().ifPresent(places::add));
            Map<CurrentEvents.Place, CurrentEvents.Content> contents = CurrentEvents.contents(handle, places);
            Map<Integer, Known> known = new HashMap<>();
            standings.forEach((index, currentEvent) -> known.put(
                    index,
                    currentEvent
                            .place()
                            .<Known>map(place -> new Otherwise(
                                    Optional.ofNullable(contents.get(place)).map(Identities::said)))
                            .orElseGet(Withdrawn::new)));
            return known;
        });
    }

    /** The events of an id, whatever their source, corrected and withdrawn ones among them; at most so many. */
    public List<Reference> called(String id, int most) {
        return transactions.query(handle -> handle.createQuery("""
                        select s.name, i.id from source s cross join lateral (
                            select i.id from event_identity i where i.source_no = s.no and i.id = :id) i
                        order by s.name limit :most""")
                .bind("id", id)
                .bind("most", most)
                .map(row -> new Reference(row.getColumn("name", String.class), row.getColumn("id", String.class)))
                .list());
    }

    /** The ids of a source whose events count, in order. The read costs in proportion to all of the source's events. */
    public List<String> counting(String source) {
        return transactions.query(handle -> handle.createQuery("""
                        select i.id from event_identity i join source s on s.no = i.source_no
                        where s.name = :source and coalesce((
                            select c.now_batch is not null from corrected_event c
                            where c.source_no = i.source_no and c.id = i.id order by c.step desc limit 1), true)
                        order by i.id""")
                .bind("source", source)
                .setFetchSize(10_000)
                .mapTo(String.class)
                .list());
    }
}
