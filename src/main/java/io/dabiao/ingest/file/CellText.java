package io.dabiao.ingest.file;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people write into cells: numbers, yes and no, dates. What could mean two things is wrong, never guessed. */
final class CellText {

    private static final Pattern NUMBER = Pattern.compile(
            "(\\()?[¥]?([-+]?)[¥]?((?:\\d{1,3}(?:,\\d{3})+|\\d{1,3}(?: \\d{3})+|\\d+)(?:\\.\\d+)?(?:[eE][-+]?\\d{1,2})?)(\\))? ?(?:("
                    + PrintedUnit.SCALE + "|[wW])?(" + PrintedUnit.COUNTER + ")?|(%))");
    /** What somebody writes into a cell for which there is nothing to write. */
    private static final Pattern NOTHING = Pattern.compile("[-—–―─/]{1,6}|暂无|暂缺|(?i:n/?a|null|none)");
    /** Digits that a spreadsheet has put in place of the ones that it lost: 3.30102E+17. */
    private static final Pattern SCIENTIFIC = Pattern.compile("\\d(?:\\.\\d+)?[eE]\\+?\\d{1,3}");
    /** Thousands with a comma, or a fraction with one; a point likewise. */
    private static final Pattern EITHER_WAY = Pattern.compile("[-+(]*\\d{1,3}[.,]\\d{3}\\)?");

    private static final Pattern DATE =
            Pattern.compile("(\\d{4})(?:[-/.](\\d{1,2})[-/.](\\d{1,2})|年(\\d{1,2})月(\\d{1,2})日?)"
                    + "(?:[T ]?(上午|下午|AM|PM)?[ ]?(\\d{1,2})[:时](\\d{1,2})?(?:[:分](\\d{1,2})?(?:\\.(\\d{1,9}))?)?秒?)?");
    private static final Pattern MONTH = Pattern.compile("((?:19|20)\\d{2})(?:年(\\d{1,2})月份?|[-/.](\\d{1,2}))");
    private static final Pattern ENGLISH_MONTH =
            Pattern.compile("(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-. ](\\d{2}|20\\d{2})");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern WITHOUT_YEAR =
            Pattern.compile("(\\d{1,2}|[一二三四五六七八九]|十[一二]?)月(?:份|(\\d{1,2}[日号].{0,30}))?");
    private static final List<String> CHINESE_MONTHS =
            List.of("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二");
    private static final Pattern CLOCK =
            Pattern.compile("(?:上午|下午|AM|PM)? ?\\d{1,2}[:时]\\d{0,2}(?:[:分]\\d{0,2}(?:\\.\\d{1,9})?)?秒?");
    private static final Pattern OF_A_DAY = Pattern.compile("0(?:\\.\\d{1,20})?");
    private static final Pattern WEEKDAY = Pattern.compile("\\(?(?:星期|周|礼拜)[一二三四五六日天]\\)?");
    private static final Pattern OFFSET = Pattern.compile("(.+\\d:\\d\\d(?::\\d\\d)?) ?(Z|[-+]\\d{2}):?(\\d{2})?");
    private static final DateTimeFormatter COMPACT_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    /** Of a serial that is no typed number: 20243 is meant as a month, and would be a day of 1955. */
    private static final Range YEARS = new Range(1990, 2100);

    private record Range(int from, int to) {
        boolean holds(int year) {
            return from <= year && year <= to;
        }
    }

    private static final int HALF_DAY = 12;
    private static final Pattern COMPACT = Pattern.compile("(?:19|20)\\d{6}");
    private static final Pattern SERIAL = Pattern.compile("\\d{5}(?:\\.\\d+)?");
    private static final int LONGEST_NUMBER = 60;
    private static final LocalDate SERIAL_ZERO = LocalDate.of(1899, 12, 30);

    private CellText() {}

    private static String plain(String cell) {
        return Normalizer.normalize(cell, Normalizer.Form.NFKC).strip();
    }

    /**
     * A number that was read.
     *
     * @param value in units: 5.2万 is 52,000, and 85% is 85, as the forms' targets count percent
     * @param percent whether a sign says so
     * @param multiplied whether the unit of its column was applied
     */
    record Number(BigDecimal value, boolean percent, boolean multiplied) {}

    /**
     * In units.
     *
     * @param column the unit printed over the column, where it multiplies; a cell's own unit goes before it
     * @param separator between the cells of the file: where it is a semicolon, a comma may be the decimal one
     */
    static Number number(String cell, Optional<PrintedUnit> column, char separator) throws Unfit {
        String text = plain(cell);
        Matcher found = NUMBER.matcher(text);
        boolean bracketed = found.matches() && found.group(1) != null;
        if (cell.length() > LONGEST_NUMBER
                || !found.matches()
                || bracketed != (found.group(4) != null)
                || bracketed && !found.group(2).isEmpty()) {
            throw new Unfit(
                    "\"" + shortened(cell) + "\" is no number; write it like 52000, 52,000 or 5.2万",
                    "“" + shortened(cell) + "”不是数值，请写成 52000、52,000 或 5.2万");
        }
        if (separator == ';' && EITHER_WAY.matcher(text).matches()) {
            throw new Unfit(
                    "\"" + shortened(cell)
                            + "\" could be a thousand or a fraction in a file whose cells are parted by semicolons; write it without",
                    "本文件以分号分隔，“" + shortened(cell) + "”无法判断是千分位还是小数，请改写");
        }
        BigDecimal digits = new BigDecimal(found.group(3).replaceAll("[, ]", ""));
        BigDecimal signed = bracketed || found.group(2).equals("-") ? digits.negate() : digits;
        String scale = found.group(5);
        String counter = found.group(6);
        boolean percent = found.group(7) != null;
        Optional<PrintedUnit> own = scale == null && counter == null
                ? Optional.empty()
                : PrintedUnit.of(Objects.requireNonNullElse(scale, "").replaceAll("[wW]", "万")
                        + Objects.requireNonNullElse(counter, ""));
        if (column.isPresent()) {
            boolean agrees = own.isEmpty()
                    ? !percent
                    : counter != null
                            && (column.get().kind() == PrintedUnit.UnitKind.ANY
                                    || own.get().kind() == column.get().kind());
            if (!agrees) {
                throw new Unfit(
                        "\"" + shortened(cell) + "\" stands under the unit "
                                + column.get().printed()
                                + " and names another; write the number alone, or with its whole unit",
                        "“" + shortened(cell) + "”与该列单位“" + column.get().printed() + "”不一致，请只写数字，或写全单位");
            }
        }
        PrintedUnit unit = own.or(() -> column).orElse(null);
        BigDecimal value = unit == null ? signed : signed.multiply(unit.factor());
        return new Number(new BigDecimal(value.toPlainString()), percent, own.isEmpty() && column.isPresent());
    }

    /** Whether a cell says that there is nothing to say: a dash, a stroke, 暂无. */
    static boolean saysNothing(String cell) {
        return NOTHING.matcher(plain(cell)).matches();
    }

    /** Whether a code has lost digits in a spreadsheet. */
    static boolean hasLostDigits(String cell) {
        return SCIENTIFIC.matcher(plain(cell)).matches();
    }

    static boolean looksLikeNumber(String cell) {
        return cell.length() <= LONGEST_NUMBER && NUMBER.matcher(plain(cell)).matches();
    }

    /** A day between 1927 and 2173 as a workbook keeps it. */
    static boolean looksLikeSerial(String cell) {
        return cell.length() < LONGEST_NUMBER && SERIAL.matcher(cell).matches();
    }

    static boolean truth(String cell, Vocabulary vocabulary) throws Unfit {
        String word = plain(cell);
        Optional<Boolean> truth = vocabulary.truth(cell);
        if (truth.isPresent()) {
            return truth.get();
        }
        if (word.equals("1") || word.equals("0")) {
            return word.equals("1");
        }
        throw new Unfit(
                "\"" + shortened(cell) + "\" is neither yes nor no; write 是 or 否",
                "“" + shortened(cell) + "”无法判断是或否，请填“是”或“否”");
    }

    /** A date alone is its midnight, a time without an offset is the zone's. */
    static Instant time(String cell, ZoneId zone, int shift) throws Unfit {
        String text = plain(cell);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException local) {
            Matcher offset = OFFSET.matcher(text);
            if (text.length() < LONGEST_NUMBER && offset.matches()) {
                return local(offset.group(1), shift)
                        .atOffset(offset(offset.group(2), offset.group(3), cell))
                        .toInstant();
            }
            return local(cell, shift).atZone(zone).toInstant();
        }
    }

    /**
     * A day and a time of it, from two cells.
     *
     * @throws Unfit where the first has a time already, or the second is of another day
     */
    static Instant time(String day, String clock, ZoneId zone, int shift) throws Unfit {
        LocalDateTime from = local(day, shift);
        LocalDateTime time;
        if (CLOCK.matcher(plain(clock)).matches()) {
            time = local(from.toLocalDate() + " " + plain(clock), shift);
        } else if (OF_A_DAY.matcher(clock).matches()) {
            time = from.toLocalDate().atStartOfDay().plusSeconds(seconds(new BigDecimal(clock)));
        } else {
            time = local(clock, shift);
        }
        boolean midnight = from.toLocalTime().equals(LocalTime.MIDNIGHT);
        if (!time.toLocalDate().equals(from.toLocalDate()) || !midnight && !time.equals(from)) {
            throw new Unfit(
                    "\"" + shortened(day) + "\" and \"" + shortened(clock) + "\" are no one time",
                    "“" + shortened(day) + "”与“" + shortened(clock) + "”不是同一时间");
        }
        return time.atZone(zone).toInstant();
    }

    /** A serial's fraction is binary: whole seconds are what somebody typed. */
    private static long seconds(BigDecimal ofADay) {
        return ofADay.multiply(BigDecimal.valueOf(86_400))
                .setScale(0, java.math.RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** The last day of a month that stands where a date should: 2024年3月, 2024-03, Mar-24; empty where it is none. */
    static Optional<LocalDate> month(String cell) {
        String text = plain(cell);
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        Matcher month = MONTH.matcher(text);
        Matcher english = ENGLISH_MONTH.matcher(text);
        int year;
        int of;
        if (month.matches()) {
            year = Integer.parseInt(month.group(1));
            of = Integer.parseInt(Objects.requireNonNullElse(month.group(2), month.group(3)));
        } else if (english.matches()) {
            int said = Integer.parseInt(english.group(2));
            year = said < 100 ? 2000 + said : said;
            of = MONTHS.indexOf(english.group(1).toLowerCase(Locale.ROOT)) + 1;
        } else {
            return Optional.empty();
        }
        return of < 1 || of > 12
                ? Optional.empty()
                : Optional.of(LocalDate.of(year, of, 1).plusMonths(1).minusDays(1));
    }

    /** A day or a month without a year, with it: 3月1日 and 三月 of a table of 2024; empty where the cell is none, or says its year. */
    static Optional<String> ofYear(String cell, int year) {
        String text = plain(cell);
        Matcher of = text.length() > LONGEST_NUMBER ? WITHOUT_YEAR.matcher("") : WITHOUT_YEAR.matcher(text);
        if (!of.matches()) {
            return Optional.empty();
        }
        int chinese = CHINESE_MONTHS.indexOf(of.group(1));
        return Optional.of(year + "年" + (chinese < 0 ? of.group(1) : String.valueOf(chinese + 1)) + "月"
                + Objects.requireNonNullElse(of.group(2), ""));
    }

    private static ZoneOffset offset(String hours, String minutes, String cell) throws Unfit {
        try {
            return ZoneOffset.of(hours.equals("Z") ? hours : hours + ":" + Objects.requireNonNullElse(minutes, "00"));
        } catch (DateTimeException outOfRange) {
            throw notADate(cell);
        }
    }

    static LocalDateTime local(String cell, int shift) throws Unfit {
        String text = cell.length() < LONGEST_NUMBER
                ? WEEKDAY.matcher(plain(cell)).replaceFirst("").strip()
                : plain(cell);
        try {
            Matcher date = DATE.matcher(text);
            if (text.length() < 60 && date.matches()) {
                boolean chinese = date.group(2) == null;
                return LocalDate.of(
                                Integer.parseInt(date.group(1)),
                                Integer.parseInt(date.group(chinese ? 4 : 2)),
                                Integer.parseInt(date.group(chinese ? 5 : 3)))
                        .atTime(hour(date.group(6), date.group(7)), part(date.group(8)), part(date.group(9)))
                        .plusNanos(nanos(date.group(10)));
            }
            if (COMPACT.matcher(text).matches()) {
                return LocalDate.of(
                                Integer.parseInt(text.substring(0, 4)),
                                Integer.parseInt(text.substring(4, 6)),
                                Integer.parseInt(text.substring(6)))
                        .atStartOfDay();
            }
            if (text.matches("(?:19|20)\\d{12}")) {
                return LocalDateTime.parse(text, COMPACT_TIME);
            }
        } catch (DateTimeException notInTheCalendar) {
            throw notADate(cell);
        }
        if (text.length() < 40 && SERIAL.matcher(text).matches()) {
            BigDecimal serial = new BigDecimal(text);
            BigDecimal whole = serial.setScale(0, java.math.RoundingMode.FLOOR);
            long seconds = seconds(serial.subtract(whole));
            LocalDateTime time = SERIAL_ZERO
                    .plusDays(whole.longValueExact() + shift)
                    .atStartOfDay()
                    .plusSeconds(seconds);
            if (YEARS.holds(time.getYear())) {
                return time;
            }
        }
        throw notADate(cell);
    }

    /** 下午3时 is 15; 下午15时 is written too, and 上午12时 is midnight. */
    private static int hour(String half, String digits) {
        int hour = part(digits);
        if (half == null) {
            return hour;
        }
        boolean after = half.equals("下午") || half.equals("PM");
        if (after) {
            return hour < HALF_DAY ? hour + HALF_DAY : hour;
        }
        return hour == HALF_DAY ? 0 : hour;
    }

    private static int part(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static long nanos(String fraction) {
        return fraction == null ? 0 : Long.parseLong((fraction + "00000000").substring(0, 9));
    }

    private static Unfit notADate(String cell) {
        return new Unfit(
                "\"" + shortened(cell) + "\" is no date; write it like 2024-03-01 or 2024年3月1日",
                "“" + shortened(cell) + "”不是日期，请写成 2024-03-01 或 2024年3月1日");
    }

    static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "…";
    }
}
