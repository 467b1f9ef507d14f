package io.dabiao.budget;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bodies are read at once: of one caller, of all whom the service knows, and of all others, who have places of their own so
 * that they cannot take those of the former. Each holds a thread and what was read of it, so pages and health keep threads whatever
 * comes. Safe for use by several threads.
 */
@ApplicationScoped
public class BodyPlaces {

    private static final int MOST_OF_ALL = 96;
    /** A reader holds a chunk of events, a line and its buffers. */
    private static final long HELD = 5L << 20;

    private static final int RETRY_SECONDS = 5;

    private final int ofKnown;
    private final int ofOthers;
    private final Map<String, Integer> byCaller = new HashMap<>();
    private int known;
    private int others;

    BodyPlaces() {
        this(Runtime.getRuntime().maxMemory());
    }

    /** @param heap the largest that it may become, in bytes */
    BodyPlaces(long heap) {
        this.ofKnown = (int) Math.max(16, Math.min(MOST_OF_ALL, heap / HELD));
        this.ofOthers = ofKnown / 2;
    }

    /**
     * Takes a place.
     *
     * @param caller a token, a person or an address
     * @param isKnown whether it is one of the former
     * @param ofOne how many a caller may have
     * @throws Overloaded where there is none: 429 where the caller has all of its own
     */
    public synchronized Runnable enter(String caller, boolean isKnown, int ofOne) {
        int mine = byCaller.getOrDefault(caller, 0);
        if (mine >= ofOne) {
            throw new Overloaded(
                    429,
                    RETRY_SECONDS,
                    "this caller is sending " + mine + " bodies at once already, the most that one may");
        }
        if (isKnown ? known >= ofKnown : others >= ofOthers) {
            throw new Overloaded(503, RETRY_SECONDS, "as many bodies are being read as the service has places for");
        }
        byCaller.put(caller, mine + 1);
        if (isKnown) {
            known++;
        } else {
            others++;
        }
        boolean[] left = new boolean[1];
        return () -> leave(caller, isKnown, left);
    }

    /** How many more places of its own a caller could take. */
    public synchronized int left(String caller, int ofOne) {
        return Math.max(0, ofOne - byCaller.getOrDefault(caller, 0));
    }

    private synchronized void leave(String caller, boolean isKnown, boolean[] left) {
        if (left[0]) {
            return;
        }
        left[0] = true;
        byCaller.computeIfPresent(caller, (name, mine) -> mine > 1 ? mine - 1 : null);
        if (isKnown) {
            known--;
        } else {
            others--;
        }
    }
}
