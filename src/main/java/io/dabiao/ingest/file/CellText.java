package io.dabiao.ingest.file;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people write into cells: numbers, yes and no, dates. What could mean two things is wrong, never guessed. */
final class CellText {

    private static final Pattern NUMBER = Pattern.compile(
            "([-+]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?:[eE][-+]?\\d{1,2})?)(十万|百万|千万|千|万|亿)?(?:元|人次|%|[人次个条件台户家篇场项名]|)");
    private static final Map<String, Integer> POWERS = Map.of("千", 3, "万", 4, "十万", 5, "百万", 6, "千万", 7, "亿", 8);
    private static final Pattern DATE =
            Pattern.compile("(\\d{4})(?:[-/.](\\d{1,2})[-/.](\\d{1,2})|年(\\d{1,2})月(\\d{1,2})日?)"
                    + "(?:[T ]?(上午|下午|AM|PM)?[ ]?(\\d{1,2})[:时](\\d{1,2})?(?:[:分](\\d{1,2})?(?:\\.0+)?)?秒?)?");
    private static final int HALF_DAY = 12;
    private static final Pattern COMPACT = Pattern.compile("(?:19|20)\\d{6}");
    private static final Pattern SERIAL = Pattern.compile("\\d{5}(?:\\.\\d+)?");
    private static final int LONGEST_NUMBER = 60;
    private static final LocalDate SERIAL_ZERO = LocalDate.of(1899, 12, 30);

    private CellText() {}

    private static String plain(String cell) {
        return Normalizer.normalize(cell, Normalizer.Form.NFKC).strip();
    }

    /** In units: 5.2万 is 52,000, and 85% is 85, as the forms' targets count percent. */
    static BigDecimal number(String cell) throws Unfit {
        Matcher found = NUMBER.matcher(plain(cell).replace(" ", ""));
        if (cell.length() > LONGEST_NUMBER || !found.matches()) {
            throw new Unfit(
                    "\"" + shortened(cell) + "\" is no number; write it like 52000, 52,000 or 5.2万",
                    "“" + shortened(cell) + "”不是数值，请写成 52000、52,000 或 5.2万");
        }
        BigDecimal number = new BigDecimal(found.group(1).replace(",", ""));
        String power = found.group(2);
        return new BigDecimal(
                number.movePointRight(power == null ? 0 : POWERS.get(power)).toPlainString());
    }

    static boolean looksLikeNumber(String cell) {
        return cell.length() <= LONGEST_NUMBER
                && NUMBER.matcher(plain(cell).replace(" ", "")).matches();
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
        try {
            return OffsetDateTime.parse(plain(cell)).toInstant();
        } catch (DateTimeException local) {
            return local(cell, shift).atZone(zone).toInstant();
        }
    }

    static LocalDateTime local(String cell, int shift) throws Unfit {
        String text = plain(cell);
        try {
            Matcher date = DATE.matcher(text);
            if (text.length() < 60 && date.matches()) {
                boolean chinese = date.group(2) == null;
                return LocalDate.of(
                                Integer.parseInt(date.group(1)),
                                Integer.parseInt(date.group(chinese ? 4 : 2)),
                                Integer.parseInt(date.group(chinese ? 5 : 3)))
                        .atTime(hour(date.group(6), date.group(7)), part(date.group(8)), part(date.group(9)));
            }
            if (COMPACT.matcher(text).matches()) {
                return LocalDate.of(
                                Integer.parseInt(text.substring(0, 4)),
                                Integer.parseInt(text.substring(4, 6)),
                                Integer.parseInt(text.substring(6)))
                        .atStartOfDay();
            }
        } catch (DateTimeException notInTheCalendar) {
            throw notADate(cell);
        }
        if (text.length() < 40 && SERIAL.matcher(text).matches()) {
            BigDecimal serial = new BigDecimal(text);
            BigDecimal whole = serial.setScale(0, java.math.RoundingMode.FLOOR);
            // A serial's fraction is binary: whole seconds are what somebody typed.
            long seconds = serial.subtract(whole)
                    .multiply(BigDecimal.valueOf(86_400))
                    .setScale(0, java.math.RoundingMode.HALF_UP)
                    .longValueExact();
            return SERIAL_ZERO
                    .plusDays(whole.longValueExact() + shift)
                    .atStartOfDay()
                    .plusSeconds(seconds);
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

    private static Unfit notADate(String cell) {
        return new Unfit(
                "\"" + shortened(cell) + "\" is no date; write it like 2024-03-01 or 2024年3月1日",
                "“" + shortened(cell) + "”不是日期，请写成 2024-03-01 或 2024年3月1日");
    }

    static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "…";
    }
}
