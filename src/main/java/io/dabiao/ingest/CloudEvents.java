package io.dabiao.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.event.Event;
import io.dabiao.core.text.Words;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventJson;
import io.dabiao.store.Refusal;
import io.dabiao.store.Refusal.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads CloudEvents 1.0 in their JSON form and says what is wrong with those that cannot be taken. */
public final class CloudEvents {

    /** A clock that runs ahead by a day is believed, one that runs ahead by more is not (contract: "What is taken"). */
    private static final Duration AHEAD = Duration.ofHours(24);

    private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");

    /** Bytes of UTF-8: what an index of the database can hold of source and id together with room to spare. */
    private static final int LONGEST_NAME = 1024;

    /**
     * Either an arrival or a refusal.
     *
     * @param oddities what CloudEvents does not allow and is taken all the same
     */
    public record Reading(Optional<Arrival> arrival, Optional<Refusal> refusal, List<EnvelopeRules.Oddity> oddities) {
        static Reading of(Refusal refusal) {
            return new Reading(Optional.empty(), Optional.of(refusal), List.of());
        }
    }

    private CloudEvents() {}

    /**
     * Reads one event.
     *
     * @param json exactly one event in UTF-8
     * @param index its place in what was sent, for a refusal
     * @param receivedAt no event may lie more than a day after it
     */
    public static Reading read(byte[] json, long index, Instant receivedAt) {
        Envelope envelope = new Envelope();
        try (JsonParser parser = EventJson.MAPPER.createParser(json)) {
            envelope.read(parser, json);
            return check(envelope, json, index, receivedAt);
        } catch (StreamConstraintsException extreme) {
            return refused(
                    envelope,
                    json,
                    index,
                    Reason.BAD_DATA,
                    Words.of(CloudEvents.class, "beyondBounds", extreme.getOriginalMessage()));
        } catch (JsonProcessingException malformed) {
            int column = malformed.getLocation() == null
                    ? 0
                    : malformed.getLocation().getColumnNr();
            Words detail =
                    Words.of(CloudEvents.class, "notJsonAt", malformed.getOriginalMessage(), String.valueOf(column));
            return refused(envelope, json, index, Reason.MALFORMED, detail);
        } catch (IOException malformed) {
            return refused(envelope, json, index, Reason.MALFORMED, RefusalWords.notUtf8(malformed));
        }
    }

    /** A refusal of something that could not even be read as an event. */
    static Refusal unreadable(byte[] raw, long index, Reason reason, Words detail) {
        return new Refusal(index, Optional.empty(), Optional.empty(), reason, detail, raw);
    }

    private static Reading check(Envelope envelope, byte[] json, long index, Instant receivedAt) {
        if (!envelope.object) {
            return refused(envelope, json, index, Reason.MALFORMED, Words.of(CloudEvents.class, "noObject"));
        }
        Optional<Words> missing = envelope.missing();
        if (missing.isPresent()) {
            return refused(envelope, json, index, Reason.MISSING_ATTRIBUTE, missing.get());
        }
        Instant time;
        try {
            time = Rfc3339.instant(envelope.time).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException notATime) {
            Words detail = Words.of(CloudEvents.class, "timeIsNone", shortened(envelope.time));
            return refused(envelope, json, index, Reason.BAD_TIME, detail);
        }
        if (time.isAfter(receivedAt.plus(AHEAD)) || time.isBefore(YEAR_ONE)) {
            Words detail = time.isBefore(YEAR_ONE)
                    ? Words.of(CloudEvents.class, "timeTooEarly", envelope.time)
                    : Words.of(CloudEvents.class, "timeAhead", envelope.time);
            return refused(envelope, json, index, Reason.BAD_TIME, detail);
        }
        if (envelope.dataFault != null) {
            return refused(envelope, json, index, Reason.BAD_DATA, envelope.dataFault);
        }
        Event event = new Event(envelope.source, envelope.id, envelope.type, time, envelope.content.attributes());
        String nested = envelope.content.nested() ? envelope.data : null;
        ContentDigest.Digests digests = ContentDigest.of(event, nested, envelope.extra);
        envelope.dropNulls();
        List<EnvelopeRules.Oddity> oddities =
                EnvelopeRules.oddities(envelope.source, envelope.time, envelope.contentType, envelope.extra);
        String extra = envelope.extra == null ? null : envelope.extra.toString();
        Arrival arrival = new Arrival(event, envelope.data, extra, digests.now(), digests.former(), json);
        return new Reading(Optional.of(arrival), Optional.empty(), oddities);
    }

    private static Reading refused(Envelope envelope, byte[] json, long index, Reason reason, Words detail) {
        return Reading.of(new Refusal(
                index, Optional.ofNullable(envelope.source), Optional.ofNullable(envelope.id), reason, detail, json));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** What an event says of itself, as far as it could be read. */
    private static final class Envelope {

        private boolean object;
        private String specversion;
        private String source;
        private String id;
        private String type;
        private String time;
        private String contentType;
        private String packed;
        private boolean hasData;
        private String data = "{}";
        private EventJson.Data content = EventJson.Data.NONE;
        private Words dataFault;
        private ObjectNode extra;

        void read(JsonParser parser, byte[] json) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            object = true;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "specversion" -> specversion = text(parser, token);
                    case "source" -> source = text(parser, token);
                    case "id" -> id = text(parser, token);
                    case "type" -> type = text(parser, token);
                    case "time" -> time = text(parser, token);
                    case "data" -> data(parser, token, json);
                    case "data_base64" -> packed = token == JsonToken.VALUE_NULL ? null : packed(parser, token);
                    case "datacontenttype" -> contentType = text(parser, token);
                    default -> extra(parser, name);
                }
            }
            if (parser.nextToken() != null) {
                object = false;
            } else if (packed != null) {
                unpack();
            }
        }

        private String packed(JsonParser parser, JsonToken token) throws IOException {
            String text = text(parser, token);
            if (text == null) {
                dataFault = Words.of(CloudEvents.class, "packedIsNoText");
            }
            return text;
        }

        /** The JSON within {@code data_base64}; only now, since the type of its content may stand after it. */
        private void unpack() {
            if (dataFault != null || hasData) {
                dataFault = dataFault != null ? dataFault : Words.of(CloudEvents.class, "dataTwice");
                return;
            }
            if (contentType != null && !json(contentType)) {
                dataFault = Words.of(CloudEvents.class, "packedOtherwise", shortened(contentType));
                return;
            }
            byte[] plain;
            try {
                plain = Base64.getDecoder().decode(packed);
            } catch (IllegalArgumentException notBase64) {
                dataFault = Words.of(CloudEvents.class, "packedIsNoBase64", notBase64.getMessage());
                return;
            }
            try (JsonParser inner = EventJson.MAPPER.createParser(plain)) {
                JsonToken first = inner.nextToken();
                data(inner, first == null ? JsonToken.VALUE_NULL : first, plain);
                if (dataFault == null && inner.nextToken() != null) {
                    dataFault = Words.of(CloudEvents.class, "packedSeveral");
                }
            } catch (IOException notJson) {
                dataFault = Words.of(
                        CloudEvents.class,
                        "packedIsNoJson",
                        notJson instanceof JsonProcessingException wrong
                                ? wrong.getOriginalMessage()
                                : notJson.getMessage());
            }
        }

        /** Whether a media type is that of JSON: {@code *}{@code /json} or {@code *}{@code /*+json}, whatever its parameters. */
        private static boolean json(String mediaType) {
            String name = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return name.endsWith("/json") || name.endsWith("+json");
        }

        private static String text(JsonParser parser, JsonToken token) throws IOException {
            parser.skipChildren();
            return token == JsonToken.VALUE_STRING ? parser.getText() : null;
        }

        private void data(JsonParser parser, JsonToken token, byte[] json) throws IOException {
            hasData |= token != JsonToken.VALUE_NULL;
            if (token == JsonToken.START_OBJECT) {
                int start = (int) parser.currentTokenLocation().getByteOffset();
                content = EventJson.data(parser);
                int end = (int) parser.currentLocation().getByteOffset();
                data = new String(json, start, end - start, StandardCharsets.UTF_8);
                content.fault().ifPresent(fault -> dataFault = fault);
            } else if (token != JsonToken.VALUE_NULL) {
                dataFault = Words.of(CloudEvents.class, "dataIsNoObject");
                parser.skipChildren();
            }
        }

        private void extra(JsonParser parser, String name) throws IOException {
            if (extra == null) {
                extra = EventJson.MAPPER.createObjectNode();
            }
            JsonNode value = EventJson.MAPPER.readTree(parser);
            extra.set(name, value);
        }

        /** An attribute that is null is none (JSON format, 2.2). */
        void dropNulls() {
            if (extra != null) {
                extra.removeIf(JsonNode::isNull);
                extra = extra.isEmpty() ? null : extra;
            }
        }

        Optional<Words> missing() {
            if (!"1.0".equals(specversion)) {
                return Optional.of(
                        specversion == null
                                ? Words.of(CloudEvents.class, "noVersion")
                                : Words.of(CloudEvents.class, "otherVersion", shortened(specversion)));
            }
            return faulty("id", id)
                    .or(() -> faulty("source", source))
                    .or(() -> faulty("type", type))
                    .or(() -> time == null ? Optional.of(RefusalWords.missing("time")) : Optional.empty());
        }

        private static Optional<Words> faulty(String name, String value) {
            if (value == null || value.isEmpty()) {
                return Optional.of(Words.of(CloudEvents.class, "missingOrEmpty", name));
            }
            if (value.length() > LONGEST_NAME || value.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                return Optional.of(Words.of(CloudEvents.class, "nameTooLong", name, String.valueOf(LONGEST_NAME)));
            }
            for (int i = 0; i < value.length(); i++) {
                char next = value.charAt(i);
                if (next == 0 || Character.isSurrogate(next) && !paired(value, i)) {
                    return Optional.of(Words.of(CloudEvents.class, "noCharacter", name));
                }
            }
            return Optional.empty();
        }

        private static boolean paired(String value, int at) {
            return Character.isHighSurrogate(value.charAt(at))
                    ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                    : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
        }
    }
}
