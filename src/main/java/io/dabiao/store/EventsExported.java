package io.dabiao.store;

import java.util.List;

/**
 * What was asked for needs events that are no longer in the log but in files of the archive. It is said rather than answered
 * from what is left of them.
 */
public final class EventsExported extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<EventExports.Part> parts;

    EventsExported(String what, List<EventExports.Part> parts) {
        super(what + " needs the events of "
                + String.join(
                        ", ",
                        parts.stream()
                                .map(part -> part.month().toString())
                                .distinct()
                                .toList())
                + ", which were exported to "
                + String.join(", ", parts.stream().map(EventExports.Part::file).toList())
                + ": ./dabiao archive restore "
                + (parts.isEmpty() ? "" : parts.get(0).month())
                + " reads them back");
        this.parts = List.copyOf(parts);
    }

    public List<EventExports.Part> parts() {
        return parts;
    }
}
