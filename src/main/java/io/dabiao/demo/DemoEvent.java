package io.dabiao.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.store.EventJson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a feed of the demonstration says, before it is sent. */
record DemoEvent(String source, String id, String type, OffsetDateTime time, Map<String, Object> data) {

    Instant instant() {
        return time.toInstant();
    }

    /** The same event with another content. */
    DemoEvent with(String attribute, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(data);
        changed.put(attribute, value);
        return new DemoEvent(source, id, type, time, changed);
    }

    String json() {
        return json(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
    }

    /** With a time as a sender might write it wrongly. */
    String json(String written) {
        ObjectNode event = EventJson.MAPPER.createObjectNode();
        event.put("specversion", "1.0");
        event.put("source", source);
        event.put("id", id);
        event.put("type", type);
        event.put("time", written);
        event.set("data", EventJson.MAPPER.valueToTree(data));
        try {
            return EventJson.MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts, numbers and flags are always JSON", impossible);
        }
    }
}
