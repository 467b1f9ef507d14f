package io.dabiao.ingest.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.core.text.Words;
import io.dabiao.ingest.BatchArray;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.RefusalWords;
import io.dabiao.ingest.Structured;
import io.dabiao.ingest.mapping.Mapping;
import io.dabiao.ingest.mapping.Unmapped;
import io.dabiao.store.Refusal.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a message says: a CloudEvent, several of them, an event's data with its envelope beside it, or whatever the declared
 * mapping reads. What says nothing of it is set aside with its reason and its place.
 */
final class Content {

    /** Of an oversized message so much is kept for the one who looks at it. */
    private static final int GLIMPSE = 1024;

    private final int limit;
    private final Optional<Mapping> mapping;

    /** @param limit bytes of a single event */
    Content(int limit, Optional<Mapping> mapping) {
        this.limit = limit;
        this.mapping = mapping;
    }

    void deliver(Received received, Intake.Delivery delivery) {
        if (received.unreadable().isPresent()) {
            refuse(
                    received,
                    Reason.MALFORMED,
                    Words.asWritten(received.unreadable().get()),
                    delivery);
            return;
        }
        try {
            if (mapping.isPresent()) {
                map(mapping.get(), received, delivery);
            } else if (!received.envelope().isEmpty()) {
                single(Structured.of(received.envelope(), received.body()), received, delivery);
            } else if (first(received.body()) == '[') {
                batch(received, delivery);
            } else {
                single(received.body(), received, delivery);
            }
        } catch (JsonProcessingException malformed) {
            refuse(received, Reason.MALFORMED, RefusalWords.notJson(malformed.getOriginalMessage()), delivery);
        } catch (IOException malformed) {
            refuse(received, Reason.MALFORMED, RefusalWords.notUtf8(malformed), delivery);
        }
    }

    private void single(byte[] json, Received received, Intake.Delivery delivery) {
        if (json.length > limit) {
            tooLarge(received, delivery);
        } else if (json.length == 0) {
            refuse(received, Reason.MALFORMED, Words.of(Content.class, "emptyMessage"), delivery);
        } else {
            delivery.add(json, received.origin(), received.body());
        }
    }

    /** A message is in memory already; only its elements are limited. */
    private void batch(Received received, Intake.Delivery delivery) {
        BatchArray.Elements elements = new BatchArray.Elements() {
            @Override
            public void element(byte[] json, long index) {
                delivery.add(json, received.origin(), json);
            }

            @Override
            public void unreadable(byte[] raw, long index, Reason reason, Words detail) {
                delivery.addUnreadable(
                        raw,
                        received.origin(),
                        reason,
                        Words.of(Content.class, "ofElement", detail, String.valueOf(index)));
            }
        };
        try {
            new BatchArray(new ByteArrayInputStream(received.body()), limit, elements).deliver();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void map(Mapping by, Received received, Intake.Delivery delivery) throws IOException {
        if (first(received.body()) != '[' && received.body().length > limit) {
            tooLarge(received, delivery);
            return;
        }
        for (JsonNode message : Mapping.messages(received.body())) {
            try {
                single(by.event(message), received, delivery);
            } catch (Unmapped none) {
                refuse(received, none.reason(), none.detail(), delivery);
            }
        }
    }

    /** The first byte that is no white space; 0 where there is none. */
    private static int first(byte[] body) {
        for (byte next : body) {
            if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
                return next;
            }
        }
        return 0;
    }

    private void tooLarge(Received received, Intake.Delivery delivery) {
        byte[] glimpse = Arrays.copyOf(received.body(), Math.min(GLIMPSE, received.body().length));
        delivery.addUnreadable(glimpse, received.origin(), Reason.TOO_LARGE, RefusalWords.tooLarge(limit));
    }

    private static void refuse(Received received, Reason reason, Words detail, Intake.Delivery delivery) {
        delivery.addUnreadable(received.body(), received.origin(), reason, detail);
    }
}
