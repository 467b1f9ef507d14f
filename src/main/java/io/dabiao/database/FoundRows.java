package io.dabiao.database;

import java.util.List;
import java.util.function.Function;

/**
 * Rows of a list that grows.
 *
 * @param rows those that are shown
 * @param found how many there are that are wanted
 * @param all how many there are
 */
public record FoundRows<R>(List<R> rows, long found, long all) {

    /** With what stands behind the rows, such as entities behind their keys. */
    public <T> FoundRows<T> with(Function<List<R>, List<T>> read) {
        return new FoundRows<>(read.apply(rows), found, all);
    }
}
