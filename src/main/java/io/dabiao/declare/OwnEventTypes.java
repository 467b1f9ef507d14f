package io.dabiao.declare;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.core.event.EventTypes;
import io.dabiao.lifecycle.Wake;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Event types that an installation defines over the API or on a page, beside its files. Each change is a version more; an own file that
 * defines the same type goes before them, as with declarations. Safe for use by several threads and replicas.
 */
@ApplicationScoped
public class OwnEventTypes {

    /** A definition has some lines; what is longer is something else. */
    public static final int LONGEST = 100_000;

    /** A definition is wrong; nothing was changed. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Fault> faults;

        Refused(List<Fault> faults) {
            super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")), null, false, false);
            this.faults = List.copyOf(faults);
        }

        /** As the reader of files tells them. */
        public List<Fault> faults() {
            return faults;
        }
    }

    private final Declarations declarations;
    private final Clock clock;
    private final Event<Wake> wakes;

    OwnEventTypes(Declarations declarations, Clock clock, Event<Wake> wakes) {
        this.declarations = declarations;
        this.clock = clock;
        this.wakes = wakes;
    }

    /**
     * What a definition says.
     *
     * @throws Refused with all its faults
     */
    public static EventTypes.Type read(String definition) {
        EventTypesReader.One one = EventTypesReader.one(OwnEventType.ORIGIN, definition);
        return one.type().filter(any -> one.faults().isEmpty()).orElseThrow(() -> new Refused(one.faults()));
    }

    /**
     * Puts a definition in force. Where the newest version says the same, letter by letter, nothing is changed and that one is answered.
     *
     * @throws Refused with all its faults
     * @throws Problem 409 where a file defines the type
     */
    public EventTypeVersion define(String definition, String by, String reason) {
        EventTypes.Type type = read(definition);
        return added(type.name(), definition, by, reason, AuditAct.EVENT_TYPE_DEFINED)
                .version();
    }

    /**
     * Removes a definition: the shipped one stands again, if there is one.
     *
     * @throws Problem 404 where none stands, 409 where a file defines the type
     */
    public EventTypeVersion remove(String type, String by, String reason) {
        if (OwnEventType.standing().stream().noneMatch(one -> one.type.equals(type))) {
            throw new Problem(ErrorCode.NO_SUCH_TYPE, "no definition of '" + type + "' is stored");
        }
        return added(type, null, by, reason, AuditAct.EVENT_TYPE_REMOVED).version();
    }

    /** The own file that defines a type; empty for none. */
    public Optional<String> file(String type) {
        return declarations.typeFile(type);
    }

    /** The versions of a type, the newest first. */
    public List<EventTypeVersion> versions(String type) {
        return OwnEventType.of(type).stream().map(OwnEventType::version).toList();
    }

    /** A version of a type. */
    public Optional<EventTypeVersion> version(String type, int version) {
        return OwnEventType.of(type, version).map(OwnEventType::version);
    }

    /** The newest version of each type that has a definition, by type. */
    public Map<String, EventTypeVersion> standing() {
        return OwnEventType.standing().stream().collect(Collectors.toMap(one -> one.type, OwnEventType::version));
    }

    /** The number that a further version would have. */
    public int next(String type) {
        return OwnEventType.of(type).stream()
                        .findFirst()
                        .map(one -> one.version)
                        .orElse(0)
                + 1;
    }

    /** @throws Problem 409 where a file defines the type */
    public void refuseFiled(String type) {
        file(type).ifPresent(file -> {
            throw new Problem(
                    ErrorCode.DECLARED_BY_A_FILE,
                    "the file " + file + " defines the event type '" + type
                            + "' and goes before what is stored; change the file, or remove the type from it first");
        });
    }

    private OwnEventType added(String type, String definition, String by, String reason, AuditAct act) {
        refuseFiled(type);
        OwnEventType added;
        synchronized (declarations.recording()) {
            added = QuarkusTransaction.requiringNew().call(() -> {
                Optional<OwnEventType> newest = OwnEventType.of(type).stream().findFirst();
                if (newest.isPresent() && definition != null && definition.equals(newest.get().definition)) {
                    return newest.get();
                }
                OwnEventType row = new OwnEventType();
                row.type = type;
                row.version = newest.map(one -> one.version).orElse(0) + 1;
                row.definition = definition;
                row.author = by;
                row.reason = reason;
                row.recordedAt = clock.instant();
                row.persist();
                AuditLog.record(clock.instant(), by, act, type, AuditDetail.of(AuditPhrase.VERSION, row.version));
                return row;
            });
        }
        wakes.fire(new Wake("declarations"));
        return added;
    }
}
