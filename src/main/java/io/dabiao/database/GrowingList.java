package io.dabiao.database;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

/**
 * A list that grows without end: the database filters, sorts and cuts it, so that a page costs what it shows. What may be asked of it is SQL
 * of the code; what people ask goes along as parameters. Immutable.
 *
 * @param columns what is read of a row
 * @param table whose rows are listed
 * @param always the condition that always holds; it may have parameters
 * @param key the column of whole numbers that tells rows apart; the newest has the largest
 * @param text what is searched, as one expression; empty where nothing is
 * @param choices what rows are chosen by, as expressions of text, by their keys
 * @param sorts what rows are sorted by, as expressions, by their keys
 */
public record GrowingList(
        String columns,
        String table,
        String always,
        String key,
        String text,
        Map<String, String> choices,
        Map<String, String> sorts) {

    /** Values to choose among; with more of them a search is what helps. */
    private static final int MOST_VALUES = 500;

    public GrowingList {
        choices = Map.copyOf(choices);
        sorts = Map.copyOf(sorts);
    }

    /** Columns as one text to be searched; what is null is left out. */
    public static String texts(String... columns) {
        return "concat_ws(' ', " + String.join(", ", columns) + ")";
    }

    /**
     * The rows that are wanted: the newest first, or as they are sorted; what is empty comes last.
     *
     * @param parameters sets those of the condition that always holds
     */
    public <R> FoundRows<R> find(
            Handle handle, WantedRows wanted, UnaryOperator<Query> parameters, Function<RowView, R> read) {
        String condition = condition(wanted);
        List<R> rows = some(handle, wanted, parameters, read);
        return asked(
                        handle,
                        "select count(*) filter (where true" + condition + ") as found, count(*) as whole" + rows(),
                        wanted,
                        parameters)
                .map(row ->
                        new FoundRows<>(rows, row.getColumn("found", Long.class), row.getColumn("whole", Long.class)))
                .one();
    }

    /** The newest ones, however many there are. */
    public <R> List<R> newest(Handle handle, int most, UnaryOperator<Query> parameters, Function<RowView, R> read) {
        return some(handle, new WantedRows("", Map.of(), "", false, 0, most), parameters, read);
    }

    private <R> List<R> some(
            Handle handle, WantedRows wanted, UnaryOperator<Query> parameters, Function<RowView, R> read) {
        String sort = sorts.containsKey(wanted.sort())
                ? sorts.get(wanted.sort()) + (wanted.descending() ? " desc" : "") + " nulls last, "
                : "";
        return asked(
                        handle,
                        "select " + columns + rows() + condition(wanted) + " order by " + sort + key
                                + " desc offset :from limit :most",
                        wanted,
                        parameters)
                .bind("from", wanted.from())
                .bind("most", wanted.most())
                .map(row -> read.apply(row))
                .list();
    }

    private boolean searches(WantedRows wanted) {
        return !text.isEmpty() && !wanted.text().isBlank();
    }

    private Stream<Map.Entry<String, String>> chosen(WantedRows wanted) {
        return wanted.chosen().entrySet().stream().filter(one -> choices.containsKey(one.getKey()));
    }

    private String condition(WantedRows wanted) {
        return (searches(wanted) ? " and position(:searched in lower(" + text + ")) > 0" : "")
                + chosen(wanted)
                        .map(one -> " and (" + choices.get(one.getKey()) + ") = :chosen_" + one.getKey())
                        .collect(Collectors.joining());
    }

    private Query asked(Handle handle, String sql, WantedRows wanted, UnaryOperator<Query> parameters) {
        Query query = parameters.apply(handle.createQuery(sql));
        if (searches(wanted)) {
            query.bind("searched", wanted.text().strip().toLowerCase(Locale.ROOT));
        }
        chosen(wanted).forEach(one -> query.bind("chosen_" + one.getKey(), one.getValue()));
        return query;
    }

    /** The values that rows are chosen by, in order. */
    public List<String> values(Handle handle, String choice, UnaryOperator<Query> parameters) {
        return parameters
                .apply(handle.createQuery("select distinct (" + choices.get(choice) + ") as value" + rows() + " and ("
                        + choices.get(choice) + ") <> '' order by value limit " + MOST_VALUES))
                .mapTo(String.class)
                .list();
    }

    private String rows() {
        return " from " + table + " where (" + always + ")";
    }
}
