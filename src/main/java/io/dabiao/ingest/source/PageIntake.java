package io.dabiao.ingest.source;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.dabiao.database.Transactions;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.RefusalWords;
import io.dabiao.ingest.mapping.Mapping;
import io.dabiao.ingest.mapping.Unmapped;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventLog;
import io.dabiao.store.Origin;
import io.dabiao.store.Refusal.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes the rows of a page events, and hands these to the intake. Safe for use by several threads. */
final class PageIntake {

    /** So many rows of which none becomes an event are no bad rows: the source itself has changed. */
    static final int NONE_OF = 10;

    private static final ObjectWriter PLAIN =
            EventJson.MAPPER.writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    /** Of a row that is larger than an event may be so much is kept for a look at it. */
    private static final int GLIMPSE = 1_024;

    /** An event that a row makes, or why it makes none. */
    record Made(Rows.Row row, Optional<byte[]> event, Optional<Unmapped> unmapped) {}

    private final Intake intake;
    private final int limit;

    /** @param limit bytes of a single event */
    PageIntake(Intake intake, int limit) {
        this.intake = intake;
        this.limit = limit;
    }

    /** What the rows of a page become; a row that no mapping means is not in it. */
    static List<Made> made(DeclaredSource source, List<Rows.Row> rows) {
        List<Made> made = new ArrayList<>(rows.size());
        for (Rows.Row row : rows) {
            for (Mapping mapping : source.mappings()) {
                if (mapping.means(row.content())) {
                    try {
                        made.add(new Made(row, Optional.of(mapping.event(row.content())), Optional.empty()));
                    } catch (Unmapped none) {
                        made.add(new Made(row, Optional.empty(), Optional.of(none)));
                    }
                }
            }
        }
        return made;
    }

    /**
     * Makes a page durable with what is remembered of it.
     *
     * @throws SourceChanged where none of many rows becomes an event: nothing was kept
     */
    SourceStates.Counted take(DeclaredSource source, Rows.Page page, EventLog.Beside beside) throws SourceChanged {
        List<Made> made = made(source, page.rows());
        long means = meant(made);
        if (means >= NONE_OF && made.stream().allMatch(one -> one.event().isEmpty())) {
            throw new SourceChanged("none of " + means + " rows becomes an event, the first because "
                    + made.get(0).unmapped().orElseThrow().getMessage() + ": has the source changed?");
        }
        return taken(source, page, made, beside);
    }

    /** Makes a page durable that cannot be asked for again: what becomes no event is set aside, however much it is. */
    SourceStates.Counted takeSent(DeclaredSource source, Rows.Page page, EventLog.Beside beside) {
        return taken(source, page, made(source, page.rows()), beside);
    }

    private static long meant(List<Made> made) {
        Set<Rows.Row> rows = Collections.newSetFromMap(new IdentityHashMap<>());
        made.forEach(one -> rows.add(one.row()));
        return rows.size();
    }

    private SourceStates.Counted taken(DeclaredSource source, Rows.Page page, List<Made> made, EventLog.Beside beside) {
        long passed = page.rows().size() - meant(made);
        SourceStates.Counted counted;
        try {
            counted = taken(source, made, beside);
        } catch (RuntimeException failed) {
            if (!Transactions.aboutTheData(failed)) {
                throw failed;
            }
            counted = apart(source, made, beside);
        }
        return counted.plus(new SourceStates.Counted(page.rows().size(), 0, 0, 0, 0, passed));
    }

    private SourceStates.Counted taken(DeclaredSource source, List<Made> made, EventLog.Beside beside) {
        Intake.Delivery delivery = intake.together(source.sender(), beside, replacing(source));
        made.forEach(one -> deliver(source, one, delivery));
        return counted(delivery);
    }

    /** What the database refuses for good is found row by row and set aside; the rest is taken, and the bookmark moved last. */
    private SourceStates.Counted apart(DeclaredSource source, List<Made> made, EventLog.Beside beside) {
        SourceStates.Counted all = SourceStates.Counted.NOTHING;
        for (Made one : made) {
            try {
                all = all.plus(taken(source, List.of(one), nothing -> {}));
            } catch (RuntimeException failed) {
                if (!Transactions.aboutTheData(failed)) {
                    throw failed;
                }
                Intake.Delivery delivery = intake.delivery(source.sender());
                delivery.addUnreadable(
                        raw(one.row().content()),
                        origin(source, one.row()),
                        Reason.BAD_DATA,
                        RefusalWords.notStorable(failed.getMessage()));
                all = all.plus(counted(delivery));
            }
        }
        return all.plus(taken(source, List.of(), beside));
    }

    private static Optional<String> replacing(DeclaredSource source) {
        return source.updates() == DeclaredSource.Updates.REPLACE
                ? Optional.of("its row changed at the source " + source.name())
                : Optional.empty();
    }

    private static SourceStates.Counted counted(Intake.Delivery delivery) {
        Intake.Receipt receipt = delivery.finish();
        return new SourceStates.Counted(
                0, receipt.accepted(), receipt.duplicates(), delivery.corrected(), receipt.rejectedTotal(), 0);
    }

    void deliver(DeclaredSource source, Made one, Intake.Delivery delivery) {
        Origin origin = origin(source, one.row());
        byte[] raw = raw(one.row().content());
        if (one.event().isEmpty()) {
            Unmapped why = one.unmapped().orElseThrow();
            delivery.addUnreadable(glimpse(raw), origin, why.reason(), why.detail());
        } else if (one.event().get().length > limit) {
            delivery.addUnreadable(glimpse(raw), origin, Reason.TOO_LARGE, RefusalWords.tooLarge(limit));
        } else {
            delivery.add(one.event().get(), origin, glimpse(raw));
        }
    }

    private byte[] glimpse(byte[] raw) {
        return raw.length <= limit ? raw : Arrays.copyOf(raw, GLIMPSE);
    }

    static byte[] raw(JsonNode content) {
        try {
            return PLAIN.writeValueAsBytes(content);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }

    private static Origin origin(DeclaredSource source, Rows.Row row) {
        return new Origin(source.name(), row.place(), OptionalInt.empty(), row.number());
    }
}
