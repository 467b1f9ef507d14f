package io.dabiao.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How much of the event log was seen.
 *
 * <p>Batches commit in any order and never wait for one another, so the log has no single end: a position is the greatest
 * batch number seen together with the smaller ones that were still under way.
 *
 * @param upTo the greatest batch number seen; 0 before the first
 * @param without smaller numbers not seen, ascending
 */
public record Position(long upTo, List<Long> without) {

    public static final Position START = new Position(0, List.of());

    public Position {
        without = List.copyOf(without);
    }

    static Position of(long upTo, Long[] without) {
        return new Position(upTo, Arrays.asList(without));
    }

    /** This position and one batch more, whose number is greater than every one in it. */
    Position with(long batch) {
        List<Long> gaps = new java.util.ArrayList<>(without);
        for (long no = upTo + 1; no < batch; no++) {
            gaps.add(no);
        }
        return new Position(batch, gaps);
    }

    Long[] withoutArray() {
        return without.toArray(Long[]::new);
    }

    /** {@code 1234}, or {@code 1234-1230-1231} where two were under way. */
    public String words() {
        return upTo + without.stream().map(no -> "-" + no).collect(Collectors.joining());
    }
}
