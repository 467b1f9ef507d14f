package io.dabiao.page;

import io.dabiao.core.text.Language;
import io.dabiao.database.FoundRows;
import io.dabiao.database.GrowingList;
import io.dabiao.database.WantedRows;
import io.dabiao.report.Format;
import io.dabiao.report.Paper;
import io.dabiao.report.Seals;
import jakarta.ws.rs.core.MultivaluedMap;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A list that people filter, sort, page through, link to and export. All of that stands in the path, so that it can be kept as a
 * bookmark. What is exported is what the filter leaves, in the order shown, of all pages.
 *
 * @param <R> a row before it is shown
 */
public final class DataTable<R> {

    /** Rows on a page, unless a list says otherwise: on a phone a hundred are a walk. */
    private static final int PAGE = 50;

    /** Rows of a list that grows in one file. */
    private static final int MOST_IN_FILE = 10_000;

    /** Asks for a list's file, behind the list's id. */
    static final String FILE = "as";

    /**
     * @param usual whether it is shown before a person has chosen columns
     * @param picks whether rows are chosen by it: it is always shown, and never exported
     */
    private record Column<R>(String key, String words, Function<R, Cell> cell, boolean usual, boolean picks) {}

    private record Choice<R>(String key, String words, Map<String, String> options, Function<R, String> value) {}

    private final String id;
    private final String name;
    private final PageContext pageContext;
    private final List<Column<R>> declared = new ArrayList<>();
    private final List<Choice<R>> choices = new ArrayList<>();
    private List<R> rows = List.of();
    private GrowingList growing;
    private Function<WantedRows, FoundRows<R>> find;
    private String empty = "";
    private String exportNote = "";
    private String nextWords = "";
    private String nextPath = "";
    private int most = PAGE;
    private int mostInFile = MOST_IN_FILE;
    private boolean goesOn;
    private List<Column<R>> columns;
    private String path;

    /**
     * @param id short, and unlike that of any other list of the page
     * @param name what is listed, for its caption and the exported file
     */
    public DataTable(PageContext pageContext, String id, String name) {
        this.pageContext = pageContext;
        this.id = id;
        this.name = name;
        this.path = pageContext.path();
    }

    /** The page on which it stands, where the path asked for is another: that of a form that was not taken. */
    public DataTable<R> at(String page) {
        path = page;
        return this;
    }

    public DataTable<R> column(String key, String words, Function<R, Cell> cell) {
        declared.add(new Column<>(key, words, cell, true, false));
        return this;
    }

    /** Boxes by which rows are chosen, for a form of the id {@code chosen}. */
    public DataTable<R> pick(String words, Function<R, Cell> cell) {
        declared.add(new Column<>("pick", words, cell, true, true));
        return this;
    }

    /** A column that is shown only where a person has chosen it. With one of these a list lets people choose its columns. */
    public DataTable<R> further(String key, String words, Function<R, Cell> cell) {
        declared.add(new Column<>(key, words, cell, false, false));
        return this;
    }

    /**
     * Lets people choose rows by a value.
     *
     * @param options what is shown, by value, in order
     */
    public DataTable<R> choice(String key, String words, Map<String, String> options, Function<R, String> value) {
        choices.add(new Choice<>(key, words, new LinkedHashMap<>(options), value));
        return this;
    }

    /** Lets people choose rows of a list that grows by a value. */
    public DataTable<R> choice(String key, String words, Map<String, String> options) {
        return choice(key, words, options, row -> "");
    }

    /** In their usual order, which holds until people sort. */
    public DataTable<R> rows(List<R> all) {
        rows = List.copyOf(all);
        columns = null;
        return this;
    }

    /** Rows of a list that grows: the database filters, sorts and cuts them. What it cannot search by is not offered. */
    public DataTable<R> rows(GrowingList list, Function<WantedRows, FoundRows<R>> some) {
        growing = list;
        find = some;
        return this;
    }

    /** So many rows on a page. */
    public DataTable<R> most(int rowsOnAPage) {
        most = rowsOnAPage;
        return this;
    }

    /** So many rows of a list that grows in a file. */
    public DataTable<R> mostInFile(int rowsInAFile) {
        mostInFile = rowsInAFile;
        return this;
    }

    /** Whether work goes on in one of its rows: the list then asks again by itself until none does. */
    public DataTable<R> goesOn(boolean any) {
        goesOn = any;
        return this;
    }

    /** What is said where there are no rows at all: what it means and what to do. */
    public DataTable<R> empty(String words) {
        empty = words;
        return this;
    }

    /** What an exported file says below its table. */
    public DataTable<R> exportNote(String words) {
        exportNote = words;
        return this;
    }

    /** Where it is done, where there are no rows at all. */
    public DataTable<R> next(String words, String path) {
        nextWords = words;
        nextPath = path;
        return this;
    }

    /** @param sorted {@code ascending}, {@code descending} or empty */
    public record Heading(String words, Cell.Look look, String path, String sorted) {}

    public record Option(String value, String words, boolean chosen) {}

    /** @param parameter under which it is sent */
    public record Choosing(String words, String parameter, List<Option> options) {}

    /** A parameter of the path that a filter must not lose. */
    public record Kept(String name, String value) {}

    /** A link to an export. */
    public record Export(String words, String path) {}

    /**
     * A list as it is shown; {@code {#include part/listing}} shows it.
     *
     * @param chosen the parameter under which columns are chosen
     * @param goesOn whether work goes on in one of its rows
     * @param columns that may be chosen; empty where none may
     * @param action the path that a filter is sent to
     * @param found how many rows the filter leaves
     * @param all how many there are
     * @param filtered whether any filter is set
     * @param before path of the page before; empty on the first
     * @param after path of the next page; empty on the last
     */
    public record View(
            String id,
            String name,
            boolean goesOn,
            String search,
            String searched,
            List<Choosing> choices,
            String chosen,
            List<Option> columns,
            String action,
            List<Kept> kept,
            List<Heading> headings,
            List<List<Cell>> rows,
            int found,
            int all,
            int from,
            int until,
            boolean filtered,
            String clear,
            String before,
            String after,
            List<Export> exports,
            String empty,
            String nextWords,
            String nextPath) {}

    /** A column in which nothing stands, whatever the filter, is not shown. */
    private List<Column<R>> columns() {
        if (columns == null) {
            columns = declared.stream()
                    .filter(this::shown)
                    .filter(column -> growing != null
                            || rows.isEmpty()
                            || rows.stream().map(column.cell()).anyMatch(DataTable::says))
                    .toList();
        }
        return columns;
    }

    /** As chosen by the path; the usual ones where it chooses none that there is. */
    private boolean shown(Column<R> column) {
        List<String> wanted = Paths.values(path, parameter("column"));
        boolean chosen = declared.stream().anyMatch(one -> wanted.contains(one.key()));
        return column.picks() || (chosen ? wanted.contains(column.key()) : column.usual());
    }

    private List<Option> choosable(MultivaluedMap<String, String> query) {
        return declared.stream().allMatch(Column::usual)
                ? List.of()
                : declared.stream()
                        .filter(column -> !column.picks())
                        .map(column -> new Option(column.key(), column.words(), shown(column)))
                        .toList();
    }

    /** The rows of one page. */
    private record Part(List<List<Cell>> rows, int page, int found, int all) {}

    /** @param asked the page; the last one that there is where it lies beyond */
    private Part part(MultivaluedMap<String, String> query, int asked) {
        if (growing == null) {
            List<List<Cell>> found = found(query);
            int page = Math.min(asked, last(found.size()));
            return new Part(
                    found.subList(page * most, Math.min(found.size(), (page + 1) * most)),
                    page,
                    found.size(),
                    rows.size());
        }
        FoundRows<R> found = found(query, (long) asked * most, most);
        return found.rows().isEmpty() && asked > last((int) found.found())
                ? part(query, last((int) found.found()))
                : new Part(cells(found.rows()), asked, (int) found.found(), (int) found.all());
    }

    private int last(int found) {
        return Math.max(0, (found - 1) / most);
    }

    private FoundRows<R> found(MultivaluedMap<String, String> query, long from, int rowsAtOnce) {
        String sort = Optional.ofNullable(query.getFirst(parameter("sort"))).orElse("");
        return find.apply(new WantedRows(
                Optional.ofNullable(query.getFirst(parameter("q"))).orElse(""),
                choices.stream()
                        .filter(choice -> !chosen(choice, query).isEmpty())
                        .collect(Collectors.toMap(Choice::key, choice -> chosen(choice, query))),
                sort.startsWith("-") ? sort.substring(1) : sort,
                sort.startsWith("-"),
                from,
                rowsAtOnce));
    }

    private List<List<Cell>> cells(List<R> some) {
        return some.stream()
                .map(row -> columns().stream()
                        .map(column -> column.cell().apply(row))
                        .toList())
                .toList();
    }

    private static boolean says(Cell cell) {
        return cell.look() == Cell.Look.PICK
                || !cell.text().isEmpty()
                || !cell.detail().isEmpty()
                || !cell.buttons().isEmpty();
    }

    /** As the path of the page asks for it. Where that asks for the list's file, the file takes the page's place. */
    public View view() {
        MultivaluedMap<String, String> query = pageContext.query();
        Optional.ofNullable(query.getFirst(parameter(FILE)))
                .flatMap(pageContext::format)
                .ifPresent(format -> pageContext.answer(file(query, format)));
        return view(query);
    }

    /** As another path would ask for it. */
    public View view(MultivaluedMap<String, String> query) {
        Part part = part(query, Math.max(0, number(query.getFirst(parameter("page")))));
        int page = part.page();
        int from = page * most;
        int until = from + part.rows().size();
        String searched = Optional.ofNullable(query.getFirst(parameter("q"))).orElse("");
        boolean filtered = !searched.isBlank()
                || choices.stream().anyMatch(choice -> !chosen(choice, query).isEmpty());
        return new View(
                id,
                name,
                goesOn,
                growing == null || !growing.text().isEmpty() ? parameter("q") : "",
                searched,
                choices.stream()
                        .filter(choice ->
                                divides(choice) || !chosen(choice, query).isEmpty())
                        .map(choice -> choosing(choice, query))
                        .toList(),
                parameter("column"),
                choosable(query),
                Paths.path(path),
                kept(query),
                headings(query, part.rows()),
                part.rows(),
                part.found(),
                part.all(),
                part.rows().isEmpty() ? 0 : from + 1,
                until,
                filtered,
                Paths.without(path, filters()) + "#" + id,
                page == 0 ? "" : Paths.with(path, parameter("page"), String.valueOf(page - 1)) + "#" + id,
                until == part.found() ? "" : Paths.with(path, parameter("page"), String.valueOf(page + 1)) + "#" + id,
                List.of(
                        new Export("CSV", Paths.with(path, parameter(FILE), "csv")),
                        new Export("XLSX", Paths.with(path, parameter(FILE), "xlsx"))),
                empty,
                nextWords,
                nextPath);
    }

    private ListFile file(MultivaluedMap<String, String> query, Format format) {
        return new ListFile(
                Seals.plain(
                        format,
                        paper(
                                growing == null
                                        ? found(query)
                                        : cells(found(query, 0, mostInFile).rows()))),
                type(format),
                "attachment; filename=\"" + id + "." + format.name() + "\"; filename*=UTF-8''"
                        + Paths.encoded(name + "." + format.name()));
    }

    private static String type(Format format) {
        return format.mediaType().startsWith("text/") ? format.mediaType() + ";charset=UTF-8" : format.mediaType();
    }

    private Paper paper(List<List<Cell>> found) {
        List<Column<R>> shown =
                columns().stream().filter(column -> !column.picks()).toList();
        List<List<Paper.Cell>> table = new ArrayList<>();
        table.add(shown.stream().map(column -> Paper.Cell.label(column.words())).toList());
        for (List<Cell> row : found) {
            List<Paper.Cell> cells = new ArrayList<>();
            for (Column<R> column : shown) {
                cells.add(cell(row.get(columns().indexOf(column))));
            }
            table.add(cells);
        }
        List<Paper.Block> blocks = new ArrayList<>();
        blocks.add(new Paper.Table(shown.stream().map(column -> 1).toList(), 1, table));
        if (!exportNote.isEmpty()) {
            blocks.add(new Paper.Heading(exportNote));
        }
        return new Paper(name, "", "", pageContext.language(), blocks);
    }

    private static Paper.Cell cell(Cell cell) {
        return cell.look() == Cell.Look.NUMBER && cell.number() != null
                ? new Paper.Cell(cell.text(), cell.number(), null, Paper.Look.NUMBER, 1, false)
                : Paper.Cell.text(cell.text());
    }

    private String parameter(String what) {
        return id + "-" + what;
    }

    private String[] filters() {
        List<String> all = new ArrayList<>(List.of(parameter("q"), parameter("page")));
        choices.forEach(choice -> all.add(parameter(choice.key())));
        return all.toArray(String[]::new);
    }

    /** A filter is sent as a form, which begins its query again: what else stood there goes along. */
    private List<Kept> kept(MultivaluedMap<String, String> query) {
        List<String> replaced = List.of(filters());
        List<Kept> kept = new ArrayList<>();
        query.forEach((name, values) -> {
            if (!replaced.contains(name) && !name.equals(PageContext.LANGUAGE) && !name.equals(PageContext.LIGHT)) {
                values.forEach(value -> kept.add(new Kept(name, value)));
            }
        });
        return kept;
    }

    /** Whether it tells rows apart: of what all rows have there is nothing to choose. */
    private boolean divides(Choice<R> choice) {
        return growing != null
                ? choice.options().size() > 1
                : rows.stream().map(choice.value()).distinct().limit(2).count() > 1;
    }

    private String chosen(Choice<R> choice, MultivaluedMap<String, String> query) {
        String value = query.getFirst(parameter(choice.key()));
        return value != null && choice.options().containsKey(value) ? value : "";
    }

    private Choosing choosing(Choice<R> choice, MultivaluedMap<String, String> query) {
        String chosen = chosen(choice, query);
        return new Choosing(
                choice.words(),
                parameter(choice.key()),
                choice.options().entrySet().stream()
                        .map(option -> new Option(
                                option.getKey(),
                                option.getValue(),
                                option.getKey().equals(chosen)))
                        .toList());
    }

    private List<Heading> headings(MultivaluedMap<String, String> query, List<List<Cell>> found) {
        String sorted = Optional.ofNullable(query.getFirst(parameter("sort"))).orElse("");
        List<Heading> headings = new ArrayList<>();
        for (int i = 0; i < columns().size(); i++) {
            Column<R> column = columns().get(i);
            Cell.Look look =
                    found.isEmpty() ? Cell.Look.TEXT : found.get(0).get(i).look();
            boolean up = sorted.equals(column.key());
            boolean down = sorted.equals("-" + column.key());
            boolean sorts = growing == null || growing.sorts().containsKey(column.key());
            String path = !sorts || look == Cell.Look.BUTTONS || look == Cell.Look.PICK
                    ? ""
                    : Paths.with(this.path, parameter("sort"), (up ? "-" : "") + column.key(), parameter("page")) + "#"
                            + id;
            headings.add(new Heading(column.words(), look, path, up ? "ascending" : down ? "descending" : ""));
        }
        return headings;
    }

    private List<List<Cell>> found(MultivaluedMap<String, String> query) {
        String searched = Optional.ofNullable(query.getFirst(parameter("q")))
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT);
        List<List<Cell>> found = new ArrayList<>();
        for (R row : rows) {
            boolean wanted = choices.stream()
                    .allMatch(choice -> chosen(choice, query).isEmpty()
                            || chosen(choice, query).equals(choice.value().apply(row)));
            if (wanted) {
                // What stands in a column that is not shown is found as well, such as an event's id.
                if (declared.stream().anyMatch(column -> holds(column.cell().apply(row), searched))) {
                    found.add(columns().stream()
                            .map(column -> column.cell().apply(row))
                            .toList());
                }
            }
        }
        sort(found, Optional.ofNullable(query.getFirst(parameter("sort"))).orElse(""));
        return found;
    }

    private static boolean holds(Cell cell, String searched) {
        return cell.text().toLowerCase(Locale.ROOT).contains(searched)
                || cell.detail().toLowerCase(Locale.ROOT).contains(searched);
    }

    private void sort(List<List<Cell>> found, String by) {
        boolean down = by.startsWith("-");
        String key = down ? by.substring(1) : by;
        for (int i = 0; i < columns().size(); i++) {
            if (columns().get(i).key().equals(key)) {
                int at = i;
                found.sort(Comparator.comparing(row -> row.get(at), order(down)));
            }
        }
    }

    /** What is empty comes last, whichever way is sorted. */
    private Comparator<Cell> order(boolean down) {
        Collator collator =
                Collator.getInstance(pageContext.language() == Language.ZH ? Locale.SIMPLIFIED_CHINESE : Locale.ROOT);
        Comparator<Cell> full = (one, other) -> {
            if (one.number() != null && other.number() != null) {
                return one.number().compareTo(other.number());
            }
            if (one.at() != null && other.at() != null) {
                return one.at().compareTo(other.at());
            }
            return collator.compare(one.text(), other.text());
        };
        return Comparator.<Cell, Boolean>comparing(cell -> cell.text().isEmpty())
                .thenComparing(down ? full.reversed() : full);
    }

    private static int number(String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
