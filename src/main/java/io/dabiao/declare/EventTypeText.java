package io.dabiao.declare;

import io.dabiao.core.event.EventTypes;
import io.dabiao.core.text.Words;
import io.dabiao.yaml.Quoted;

/** An event type as the YAML that its reader reads, to begin a definition of one's own with. */
public final class EventTypeText {

    private EventTypeText() {}

    /** Whole, with a line for each attribute. */
    public static String of(EventTypes.Type type) {
        StringBuilder text = new StringBuilder();
        text.append("type: ").append(Quoted.of(type.name())).append('\n');
        line(text, "name", type.title());
        line(text, "description", type.description());
        line(text, "sentBy", type.sender());
        if (!type.attributes().isEmpty()) {
            text.append("attributes:\n");
        }
        for (EventTypes.Bears one : type.attributes()) {
            text.append("  - {name: ").append(Quoted.of(one.name())).append(", kind: ");
            text.append(one.kind().word());
            if (one.optional()) {
                text.append(", optional: true");
            }
            text.append(", zh: ").append(Quoted.of(one.title().chinese()));
            text.append(", en: ").append(Quoted.of(one.title().english()));
            one.unit().ifPresent(unit -> text.append(", unit: ").append(Quoted.of(unit)));
            values(text, one);
            text.append("}\n");
        }
        return text.append("example: ")
                .append(Quoted.of(type.example()))
                .append('\n')
                .toString();
    }

    private static void values(StringBuilder text, EventTypes.Bears one) {
        if (one.values().isEmpty()) {
            return;
        }
        String between = "";
        text.append(", values: [");
        for (EventTypes.Value value : one.values()) {
            text.append(between).append("{value: ").append(Quoted.of(value.value()));
            text.append(", zh: ").append(Quoted.of(value.title().chinese()));
            text.append(", en: ").append(Quoted.of(value.title().english())).append('}');
            between = ", ";
        }
        text.append(']');
    }

    private static void line(StringBuilder text, String key, Words words) {
        text.append(key).append(": {zh: ").append(Quoted.of(words.chinese()));
        text.append(", en: ").append(Quoted.of(words.english())).append("}\n");
    }
}
