package io.dabiao.lifecycle;

/**
 * The database answers and has the newest schema: whatever needs it to begin begins now. It is observed in the place of
 * Quarkus's own event of the start, which comes while the database may still be away.
 *
 * <p>Observers run one after the other, the lower their priority the earlier, and again from the first where the database
 * went away meanwhile: what one of them has done already it must be able to do once more.
 */
public record StoreOpened() {

    /** Before everything that needs to know who may do what. */
    public static final int ACCESS = 100;

    /** What is promised, and what is kept of the facts for it. */
    public static final int DECLARATIONS = 200;

    /** From here on all observers of Quarkus's own event of the start are done; those before run beside them. */
    public static final int PREPARED = 300;

    /** What takes facts at once: everything else is there by then. */
    public static final int SOURCES = 10_000;
}
