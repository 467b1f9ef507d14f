package io.dabiao.ingest.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.core.event.Event;
import io.dabiao.core.text.Words;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Correcting;
import io.dabiao.ingest.file.Vocabulary.Column;
import io.dabiao.ingest.file.Vocabulary.ColumnKind;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventJson;
import io.dabiao.store.Identities;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The rows of one upload and what becomes of each.
 *
 * <p>A row is its {@code id} column where there is one. Else it is its time and texts, within the series, and the how
 * manieth such row it is: two genuine equal rows are two, and a corrected number finds the row it corrects.
 */
final class UploadedRows {

    /** What becomes of a row. */
    enum RowFate {
        NEW,
        DUPLICATE,
        CHANGED,
        /** Not a row of the file: one of an earlier file that is not in this one. */
        WITHDRAWN,
        WRONG,
        SKIPPED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static RowFate ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Smaller is to be looked at first. */
        int urgency() {
            return switch (this) {
                case WRONG -> 0;
                case CHANGED -> 1;
                case WITHDRAWN -> 2;
                case SKIPPED -> 3;
                case DUPLICATE -> 4;
                case NEW -> 5;
            };
        }
    }

    private static final Words NOTHING = new Words("", "");
    /** A header of one known column is that of a table, or a line above one: 统计时间 2024年. */
    private static final int LEAST_KNOWN = 2;

    private static final Pattern TOTALS = Pattern.compile("(?i)(合计|总计|小计|累计|总数|total|subtotal|sum).{0,3}");
    private static final Pattern HINT = Pattern.compile("(?i)(填写说明|说明|示例|例|hint|example)[:：].*", Pattern.DOTALL);
    private static final Pattern ERROR = Pattern.compile("#(N/A|REF!|VALUE!|DIV/0!|NAME\\?|NUM!|NULL!|SPILL!|CALC!)");
    private static final int TELLING = 5_000;
    private static final int LONGEST_CELL = 8_000;
    /** All rows together, as events. */
    private static final long MOST_BYTES = 64L << 20;
    /** More digits than a spreadsheet keeps. */
    private static final Pattern LONG_CODE = Pattern.compile("\\d{16,30}");

    private static final Pattern CUT_CODE = Pattern.compile("\\d{15}0+");

    private final String type;
    private final String series;
    private final Vocabulary vocabulary;
    private final ZoneId zone;
    private final Instant now;
    private final Sender sender;
    private final Set<String> needed;
    private final OptionalInt asked;
    private final Function<Event, Optional<Words>> refusing;
    private final List<Spreadsheets.RowReceipt> rows = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    /** Of each of them its row; a cross table has several of one number. */
    private final List<Sheet.SheetRow> sources = new ArrayList<>();
    /** What is to be said of a row that is taken. */
    private final Map<Sheet.SheetRow, Words> remarks = new IdentityHashMap<>();
    /** By column: the numbers of rows with a percent sign, and without one where the number is a share at most. */
    private final Map<Integer, Integer> percents = new HashMap<>();

    private final Map<Integer, Map<Sheet.SheetRow, BigDecimal>> shares = new HashMap<>();
    /** Columns of codes all of which end in zeros where a spreadsheet has no digits any more. */
    private final Set<Integer> cut = new HashSet<>();

    private final Map<String, Integer> occurrences = new HashMap<>();
    private final List<Arrival> fresh = new ArrayList<>();
    private final List<Arrival> changed = new ArrayList<>();
    private Header header = Header.NONE;
    private Sheet sheet = Sheet.NONE;
    private OptionalInt year = OptionalInt.empty();
    private long bytes;

    /**
     * @param needed attributes without which an event of the type says nothing
     * @param asked the year of days and months that bear none; empty where it is what the table prints
     * @param refusing why an event that can be read is not taken all the same
     */
    UploadedRows(
            String type,
            String series,
            Vocabulary vocabulary,
            ZoneId zone,
            Instant now,
            Sender sender,
            Set<String> needed,
            OptionalInt asked,
            Function<Event, Optional<Words>> refusing) {
        this.type = type;
        this.series = series;
        this.vocabulary = vocabulary;
        this.zone = zone;
        this.now = now;
        this.sender = sender;
        this.needed = Set.copyOf(needed);
        this.asked = asked;
        this.refusing = refusing;
    }

    /** Every row that could be read. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    /** Those of {@link #arrivals} that are new; known after {@link #compare}. */
    List<Arrival> fresh() {
        return fresh;
    }

    /** Those of {@link #arrivals} that say something else than before; known after {@link #compare}. */
    List<Arrival> changed() {
        return changed;
    }

    Header header() {
        return header;
    }

    Sheet sheet() {
        return sheet;
    }

    void read(Sheet read, Spreadsheets.Listener listener) throws Unfit {
        sheet = read;
        if (CrossTable.isIn(sheet, vocabulary) && Header.known(sheet, vocabulary) < LEAST_KNOWN) {
            sheet = CrossTable.along(sheet, vocabulary, number(), asked);
        }
        header = Header.of(sheet, vocabulary);
        year = asked.isPresent()
                ? asked
                : TableYear.of(sheet.name(), sheet.rows().subList(0, Math.max(0, header.rows() - 1)));
        bearsWhatIsNeeded();
        findCutCodes();
        int all = sheet.rows().size() - header.rows();
        int done = 0;
        for (Sheet.SheetRow row :
                sheet.rows().subList(header.rows(), sheet.rows().size())) {
            if (done++ % TELLING == 0) {
                listener.read(done, all);
            }
            Optional<Words> skipped = skipped(row);
            if (skipped.isPresent()) {
                rows.add(Spreadsheets.RowReceipt.withoutEvent(row.number(), RowFate.SKIPPED, null, skipped.get()));
            } else {
                row(row);
            }
        }
        pointOutShares();
    }

    /** The attribute that a number is which stands below a month. */
    private String number() {
        return needed.contains("value")
                ? "value"
                : needed.stream()
                        .filter(one -> vocabulary.kind(one) == ColumnKind.NUMBER)
                        .findFirst()
                        .orElse("value");
    }

    /** A code of more than 15 digits ends in zeros once a spreadsheet has had it for a number. One may do so by itself; all of a column do not. */
    private void findCutCodes() {
        header.columns().forEach((place, column) -> {
            if (column.kind() == ColumnKind.TEXT) {
                List<String> codes = sheet.rows().stream()
                        .skip(header.rows())
                        .map(row -> row.cell(place))
                        .filter(cell -> LONG_CODE.matcher(cell).matches())
                        .toList();
                if (!codes.isEmpty()
                        && codes.stream()
                                .allMatch(cell -> CUT_CODE.matcher(cell).matches())) {
                    cut.add(place);
                }
            }
        });
    }

    /** @throws Unfit where no column holds what an event of the type must say */
    private void bearsWhatIsNeeded() throws Unfit {
        Set<String> there = new HashSet<>();
        header.columns().values().forEach(column -> there.add(column.attribute()));
        List<String> missing =
                needed.stream().filter(one -> !there.contains(one)).sorted().toList();
        if (missing.isEmpty()) {
            return;
        }
        Words columns = Words.joined(
                Words.of(UploadedRows.class, "betweenColumns"),
                missing.stream().map(this::called).toList());
        Words lacking = Words.of(UploadedRows.class, "noColumnHolds", columns, type);
        throw new Unfit(
                header.ignored().isEmpty()
                        ? lacking
                        : lacking.then(Words.of(UploadedRows.class, "notUnderstood", Words.listed(header.ignored()))));
    }

    /** As events have it, and in Chinese as the vocabulary has it. */
    private Words called(String attribute) {
        return new Words(attribute, vocabulary.title(attribute));
    }

    /** Among percents a number such as 0.85 may be meant as 85 %. */
    private void pointOutShares() {
        shares.forEach((column, plain) -> {
            if (percents.getOrDefault(column, 0) > 0) {
                plain.forEach((row, value) -> {
                    String number = value.toPlainString();
                    String share = value.movePointRight(2).stripTrailingZeros().toPlainString();
                    remarks.merge(
                            row, Words.of(UploadedRows.class, "amongPercents", number, share), UploadedRows::both);
                });
            }
        });
    }

    /** Why a row is no data; empty where it is. */
    private Optional<Words> skipped(Sheet.SheetRow row) {
        List<String> filled =
                row.cells().stream().filter(cell -> !cell.isBlank()).toList();
        String first = filled.get(0);
        if (TOTALS.matcher(first.replaceAll("\\s", "")).matches()) {
            return Optional.of(Words.of(UploadedRows.class, "totals"));
        }
        if (HINT.matcher(first).matches()) {
            return Optional.of(Words.of(UploadedRows.class, "hints"));
        }
        if (row.hidden()) {
            return Optional.of(Words.of(UploadedRows.class, "hidden"));
        }
        if (header.columns().keySet().stream()
                .allMatch(column -> row.cell(column).isBlank())) {
            return Optional.of(Words.of(UploadedRows.class, "nothingKnown"));
        }
        if (filled.size() == 1 && header.columns().size() > 1 && (needed.isEmpty() || !isTime(row))) {
            return Optional.of(Words.of(UploadedRows.class, "singleCell"));
        }
        return Optional.empty();
    }

    private boolean isTime(Sheet.SheetRow row) {
        return header.columns().entrySet().stream()
                .filter(entry -> entry.getValue().kind() == ColumnKind.TIME)
                .map(entry -> row.cell(entry.getKey()))
                .anyMatch(cell -> !cell.isBlank());
    }

    /** A row of which nothing is to be taken, though nothing is wrong. */
    private static final class Nothing extends Unfit {
        private static final long serialVersionUID = 1L;

        Nothing(Words words) {
            super(words);
        }
    }

    private void row(Sheet.SheetRow row) throws Unfit {
        try {
            asWideAsItsHeader(row);
            byte[] json = event(row);
            bytes += json.length;
            if (bytes > MOST_BYTES) {
                throw new TooMuch();
            }
            CloudEvents.Reading reading = CloudEvents.read(json, row.number(), now);
            if (reading.refusal().isPresent()) {
                throw new Unfit(Words.of(
                        UploadedRows.class, "refused", reading.refusal().get().detail()));
            }
            Arrival arrival = reading.arrival().orElseThrow();
            Optional<Words> forbidden = sender.refuses(arrival.event());
            if (forbidden.isPresent()) {
                throw new Unfit(Words.of(UploadedRows.class, "forbidden", forbidden.get()));
            }
            Optional<Words> refused = refusing.apply(arrival.event());
            if (refused.isPresent()) {
                throw new Unfit(Words.of(UploadedRows.class, "refused", refused.get()));
            }
            arrivals.add(arrival);
            sources.add(row);
        } catch (TooMuch all) {
            throw all;
        } catch (Nothing nothing) {
            rows.add(Spreadsheets.RowReceipt.withoutEvent(row.number(), RowFate.SKIPPED, null, nothing.words()));
        } catch (WrongCells wrong) {
            rows.add(Spreadsheets.RowReceipt.wrong(row.number(), wrong.cells()));
        } catch (Unfit unfit) {
            rows.add(Spreadsheets.RowReceipt.withoutEvent(row.number(), RowFate.WRONG, null, unfit.words()));
        }
    }

    /** Of the whole file, not of a row. */
    private static final class TooMuch extends Unfit {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super(Words.of(UploadedRows.class, "tooMuch"));
        }
    }

    /** In a text a number such as 1,234 without quotes is two cells, and all that follow it stand in wrong columns. */
    private void asWideAsItsHeader(Sheet.SheetRow row) throws Unfit {
        if (header.width() == 0 || row.width() == 0) {
            return;
        }
        boolean more = row.cells().size() > header.width();
        boolean shifted = row.width() > header.width()
                && header.columns().keySet().stream().anyMatch(column -> parted(row, column));
        boolean intoTheNote = header.columns().entrySet().stream()
                .anyMatch(entry -> parted(row, entry.getKey()) && isNote(entry.getKey() + 1));
        if (more || shifted || intoTheNote) {
            throw new Unfit(Words.of(UploadedRows.class, "parted"));
        }
    }

    private boolean isNote(int place) {
        return Optional.ofNullable(header.columns().get(place))
                .filter(column -> column.attribute().equals("note"))
                .isPresent();
    }

    /** Whether a number and the three digits behind it may be one. */
    private boolean parted(Sheet.SheetRow row, int column) {
        return sheet.separator() == ','
                && header.columns().get(column).kind() == ColumnKind.NUMBER
                && row.cell(column).matches("[-+¥￥(]?\\d{1,3}")
                && row.cell(column + 1).matches("\\d{3}(?:\\.\\d+)?\\D{0,4}");
    }

    /** Every cell of a row that cannot be taken as it is. */
    private static final class WrongCells extends Unfit {
        private static final long serialVersionUID = 1L;

        private final transient List<Spreadsheets.WrongCell> cells;

        WrongCells(List<Spreadsheets.WrongCell> cells) {
            super(new Words(cells.get(0).detail(), cells.get(0).detailZh()));
            this.cells = List.copyOf(cells);
        }

        List<Spreadsheets.WrongCell> cells() {
            return cells;
        }
    }

    private byte[] event(Sheet.SheetRow row) throws Unfit {
        ObjectNode data = EventJson.MAPPER.createObjectNode();
        StringBuilder key = new StringBuilder();
        Instant time = null;
        String id = null;
        List<Spreadsheets.WrongCell> wrong = new ArrayList<>();
        List<Map.Entry<Integer, Column>> sorted =
                new ArrayList<>(header.columns().entrySet());
        // The order of the columns is not the row's identity.
        sorted.sort(Comparator.comparing(entry -> entry.getValue().attribute()));
        for (Map.Entry<Integer, Column> entry : sorted) {
            String cell = row.cell(entry.getKey());
            Column column = entry.getValue();
            if (cell.isBlank()
                    || column.kind() == ColumnKind.NUMBER && CellText.saysNothing(cell)
                    || header.unitOfRow().equals(OptionalInt.of(entry.getKey()))
                            && PrintedUnit.of(cell).isPresent()) {
                continue;
            }
            try {
                sound(entry.getKey(), cell, column);
                if (column.kind() == ColumnKind.TIME) {
                    time = time(row, cell);
                    key.append(time).append('\n');
                } else if (column.attribute().equals("id")) {
                    id = cell;
                } else {
                    put(data, entry.getKey(), row, key);
                }
            } catch (Unfit unfit) {
                wrong.add(new Spreadsheets.WrongCell(
                        header.titles().get(entry.getKey()),
                        CellText.shortened(cell),
                        unfit.words().english(),
                        unfit.words().chinese()));
            }
        }
        if (!wrong.isEmpty()) {
            throw new WrongCells(wrong);
        }
        if (time == null) {
            throw new Unfit(Words.of(UploadedRows.class, "noDate"));
        }
        whole(data, row);
        if (id == null) {
            String hash = UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8))
                    .toString();
            id = hash + "#" + occurrences.merge(hash, 1, Integer::sum);
        }
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", series)
                .put("id", id)
                .put("type", type)
                .put("time", time.toString());
        event.set("data", data);
        try {
            return EventJson.MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** With the time of day of another column, where there is one. */
    private Instant time(Sheet.SheetRow row, String cell) throws Unfit {
        String clock = header.clock().isPresent() ? row.cell(header.clock().getAsInt()) : "";
        Optional<String> dated = year.isPresent() ? CellText.ofYear(cell, year.getAsInt()) : Optional.empty();
        if (dated.isPresent()) {
            remark(row, Words.of(UploadedRows.class, "ofTheYear", cell, year.getAsInt()));
            return time(row, dated.get(), clock);
        }
        return time(row, cell, clock);
    }

    private Instant time(Sheet.SheetRow row, String cell, String clock) throws Unfit {
        Optional<LocalDate> month = clock.isBlank() ? CellText.month(cell) : Optional.empty();
        if (month.isPresent()) {
            remark(row, Words.of(UploadedRows.class, "isAMonth", cell, month.get()));
            return month.get().atStartOfDay(zone).toInstant();
        }
        return clock.isBlank()
                ? CellText.time(cell, zone, sheet.shift())
                : CellText.time(cell, clock, zone, sheet.shift());
    }

    /** An event that lacks what its type needs is not taken: an empty cell or a dash means that there is nothing to take. */
    private void whole(ObjectNode data, Sheet.SheetRow row) throws Unfit {
        for (Map.Entry<Integer, Column> entry : header.columns().entrySet()) {
            Column column = entry.getValue();
            if (!needed.contains(column.attribute()) || data.has(column.attribute())) {
                continue;
            }
            Words called = called(column.attribute());
            boolean cut = row.width() > 0 && row.width() <= entry.getKey();
            if (cut) {
                throw new Unfit(Words.of(UploadedRows.class, "tooShort", called));
            }
            if (column.kind() == ColumnKind.NUMBER) {
                throw new Nothing(Words.of(UploadedRows.class, "noNumber", called));
            }
            throw new Unfit(Words.of(UploadedRows.class, "missing", called));
        }
    }

    private void sound(int place, String cell, Column column) throws Unfit {
        Words called = called(column.attribute());
        if (ERROR.matcher(cell).matches()) {
            throw new Unfit(Words.of(UploadedRows.class, "isAnError", called, cell));
        }
        if (cell.equals(Sheet.UNCOMPUTED)) {
            throw new Unfit(Words.of(UploadedRows.class, "neverComputed", called));
        }
        if ((column.kind() == ColumnKind.TEXT) && CellText.hasLostDigits(cell)) {
            throw new Unfit(Words.of(UploadedRows.class, "lostDigits", called, cell));
        }
        if (cut.contains(place) && CUT_CODE.matcher(cell).matches()) {
            throw new Unfit(Words.of(UploadedRows.class, "endsInZeros", called, cell));
        }
        if (cell.length() > LONGEST_CELL) {
            throw new Unfit(Words.of(UploadedRows.class, "tooLong", called, LONGEST_CELL));
        }
    }

    private void put(ObjectNode data, int place, Sheet.SheetRow row, StringBuilder key) throws Unfit {
        Column column = header.columns().get(place);
        String cell = row.cell(place);
        String name = column.attribute();
        ColumnKind kind = column.kind() != ColumnKind.OPEN
                ? column.kind()
                : vocabulary.truth(cell).isPresent()
                        ? ColumnKind.BOOLEAN
                        : CellText.looksLikeNumber(cell) ? ColumnKind.NUMBER : ColumnKind.TEXT;
        switch (kind) {
            case NUMBER -> data.put(name, number(place, row));
            case BOOLEAN -> data.put(name, CellText.truth(cell, vocabulary));
            case DATE ->
                data.put(name, CellText.local(cell, sheet.shift()).toLocalDate().toString());
            case TEXT, TIME, OPEN -> {
                String value = vocabulary.value(name, cell);
                data.put(name, value);
                if (!name.equals("note")) {
                    key.append(name).append('=').append(value).append('\n');
                }
            }
        }
    }

    private BigDecimal number(int place, Sheet.SheetRow row) throws Unfit {
        String cell = row.cell(place);
        Optional<PrintedUnit> unit = unit(place, row);
        CellText.Number number = CellText.number(cell, unit, sheet.separator());
        if (number.percent()) {
            percents.merge(place, 1, Integer::sum);
        } else if (number.value().signum() > 0 && number.value().compareTo(BigDecimal.ONE) < 0) {
            shares.computeIfAbsent(place, absent -> new IdentityHashMap<>()).put(row, number.value());
        }
        if (number.multiplied()) {
            remark(row, unit.orElseThrow().reading(cell, number.value()));
        }
        return number.value();
    }

    private void remark(Sheet.SheetRow row, Words words) {
        remarks.merge(row, words, UploadedRows::both);
    }

    private static Words both(Words one, Words other) {
        return Words.joined(Words.of(Words.class, "semicolon"), List.of(one, other));
    }

    /** By which a number is multiplied: what a cell beside it says, else what is printed over its column. */
    private Optional<PrintedUnit> unit(int place, Sheet.SheetRow row) throws Unfit {
        Optional<PrintedUnit> column = Optional.ofNullable(header.units().get(place));
        if (header.unitOfRow().isEmpty()
                || !header.columns().get(place).attribute().equals("value")) {
            return column;
        }
        String cell = row.cell(header.unitOfRow().getAsInt());
        Optional<PrintedUnit> own = PrintedUnit.of(cell);
        if (own.isEmpty() && cell.length() <= 6 && PrintedUnit.doubtful(cell)
                || own.isPresent()
                        && column.isPresent()
                        && own.get().factor().compareTo(column.get().factor()) != 0) {
            throw new Unfit(Words.of(UploadedRows.class, "unknownUnit", CellText.shortened(cell)));
        }
        return own.filter(PrintedUnit::multiplies).or(() -> column);
    }

    /** What becomes of a row that was withdrawn before. */
    enum Withdrawn {
        /** It stays withdrawn, as a copy of it does that comes again by any other way. */
        STAY,
        /** The file is the whole table: what is in it counts. */
        COUNT_AGAIN
    }

    /** Settles every row that could be read: new, known, or known otherwise. */
    void compare(Map<Integer, Identities.Known> known, Withdrawn withdrawn) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            String id = arrival.event().id();
            Integer earlier = seen.putIfAbsent(id, i);
            int number = sources.get(i).number();
            if (earlier != null) {
                boolean same = arrival.says(arrivals.get(earlier).digest());
                String row = String.valueOf(sources.get(earlier).number());
                Words words = same
                        ? Words.of(UploadedRows.class, "sameRow", row)
                        : Words.of(UploadedRows.class, "sameId", row);
                rows.add(Spreadsheets.RowReceipt.of(number, same ? RowFate.DUPLICATE : RowFate.WRONG, arrival, words));
            } else if (!known.containsKey(i)) {
                fresh.add(arrival);
                rows.add(Spreadsheets.RowReceipt.of(
                        number, RowFate.NEW, arrival, remarks.getOrDefault(sources.get(i), NOTHING)));
            } else {
                rows.add(settled(number, arrival, known.get(i), withdrawn));
            }
        }
        rows.sort(Comparator.comparingInt(Spreadsheets.RowReceipt::row));
    }

    private Spreadsheets.RowReceipt settled(int number, Arrival arrival, Identities.Known known, Withdrawn withdrawn) {
        String id = arrival.event().id();
        if (known instanceof Identities.Same) {
            return Spreadsheets.RowReceipt.of(
                    number, RowFate.DUPLICATE, arrival, Words.of(UploadedRows.class, "known"));
        }
        if (known instanceof Identities.Withdrawn) {
            if (withdrawn == Withdrawn.STAY) {
                return Spreadsheets.RowReceipt.of(
                        number, RowFate.DUPLICATE, arrival, Words.of(UploadedRows.class, "staysWithdrawn"));
            }
            changed.add(arrival);
            return Spreadsheets.RowReceipt.of(
                    number, RowFate.CHANGED, arrival, Words.of(UploadedRows.class, "wasWithdrawn", arrival.data()));
        }
        Optional<Identities.Said> said = ((Identities.Otherwise) known).said();
        if (said.flatMap(one -> sender.refuses(Correcting.event(series, id, one)))
                .isPresent()) {
            return Spreadsheets.RowReceipt.of(
                    number, RowFate.WRONG, arrival, Words.of(UploadedRows.class, "idOfAnother"));
        }
        changed.add(arrival);
        String was = said.map(one -> shown(one.time(), one.data(), arrival)).orElse("…");
        String is = said.map(one -> shown(arrival.event().time(), arrival.data(), one))
                .orElse(arrival.data());
        return Spreadsheets.RowReceipt.of(
                number, RowFate.CHANGED, arrival, Words.of(UploadedRows.class, "wasAndIs", was, is));
    }

    private static String shown(Instant time, String data, Arrival other) {
        return time.equals(other.event().time()) ? data : time + " " + data;
    }

    private static String shown(Instant time, String data, Identities.Said other) {
        return time.equals(other.time()) ? data : time + " " + data;
    }

    /** Lists rows of earlier files that are not in this one, by their ids. */
    List<String> missing(List<String> counting) {
        Set<String> here = new HashSet<>();
        arrivals.forEach(arrival -> here.add(arrival.event().id()));
        List<String> missing =
                counting.stream().filter(id -> !here.contains(id)).toList();
        missing.forEach(id -> rows.add(Spreadsheets.RowReceipt.withoutEvent(
                null, RowFate.WITHDRAWN, id, Words.of(UploadedRows.class, "notInTheFile"))));
        return missing;
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (RowFate outcome : RowFate.values()) {
            counts.put(
                    outcome.word(),
                    rows.stream()
                            .filter(row -> row.outcome().equals(outcome.word()))
                            .count());
        }
        return counts;
    }

    /** Of many those that somebody has to look at; in the order of the file. */
    List<Spreadsheets.RowReceipt> listed(int most) {
        return rows.stream()
                .sorted(Comparator.comparing(
                        row -> RowFate.ofWord(row.outcome()).urgency()))
                .limit(most)
                .sorted(Comparator.comparingInt(row -> row.row() == null ? Integer.MAX_VALUE : row.row()))
                .toList();
    }
}
