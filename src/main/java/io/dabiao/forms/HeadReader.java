package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Field;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands above the table of indicators: project, unit, dates, funds, goal in words. */
final class HeadReader {

    private static final Pattern YEAR = Pattern.compile("(20\\d\\d)年度?");
    /** The months that a mid-year table covers. */
    private static final Pattern MONTHS = Pattern.compile("\\(?(20\\d\\d)年(度)?\\d{1,2}月?[-~—–至到]+\\d{1,2}月(份)?\\)?");

    private static final Pattern DATE =
            Pattern.compile("(\\d{4})\\s*[-/.年]\\s*(\\d{1,2})(?:\\s*[-/.月]\\s*(\\d{1,2})\\s*日?)?月?");
    private static final List<Field> FUNDS = List.of(Field.TOTAL, Field.TREASURY, Field.CARRIED_OVER, Field.OTHER);
    /** Of a quotation, a heading or a list in Markdown. */
    private static final Pattern MARKS = Pattern.compile("^[>#\\s]+");

    private static final Pattern CODE = Pattern.compile(
            "^([\\[【(（]\\d{3,12}[\\]】)）]\\s*|\\d{3,12}\\s*[-_－—]\\s*|\\d{6,12}\\s*)(?=[\\u4e00-\\u9fa5&&[^年]])");
    private static final Pattern UNIT_BEHIND = Pattern.compile("\\s*(金额)?单位[:：]\\s*[十百千万亿]*元.*$");
    private static final Pattern CODE_ALONE = Pattern.compile("0\\d{4,8}|\\d{5,6}(?=\\s*$)");
    private static final Pattern LEADING_AMOUNT = Pattern.compile("(\\d[\\d,]*(?:\\.\\d+)?[万亿]?元)[,，。;；(（]");
    private static final Pattern LIST = Pattern.compile("(单位编码|单位代码)?(单位名称|单位)\\((项目类别|专项).*|单位代码.*|单位编码|.*/支出项目\\)");
    private static final Pattern LISTED = Pattern.compile("[(\\d]*[\\u4e00-\\u9fa5].{2,60}");
    private static final Pattern NAME_AND_AMOUNT =
            Pattern.compile("\\d{0,12}\\s*([\\u4e00-\\u9fa5(（][^\\d]{2,50}?)\\s*(\\d[\\d,]*\\.\\d{1,4})");
    private static final Pattern PROJECT_IN_PROSE =
            Pattern.compile("(?:实施|开展|用于)([^,，。；;\\n]{4,40}?(?:项目|工程))(?=[,，。；;])");
    private static final Pattern AMOUNT_IN_PROSE =
            Pattern.compile("(?:资金|总投资)(?:总额|额度|共计|共|为|计|规模)?[:：]?(\\d[\\d,]*(?:\\.\\d+)?[万亿]?元)");
    /** The same name again, of two cells that were printed side by side. */
    private static final Pattern TWICE = Pattern.compile("(\\S{4,})\\s+\\1");

    private static final Pattern STAMP = Pattern.compile("[(]?(盖章|公章|签章|签字|签名|印章|章)[)]?");
    /** One name and how to reach them. */
    private static final Pattern PERSON =
            Pattern.compile("[\\u4e00-\\u9fa5]{1,4}\\s*1\\d{10}.*|[\\u4e00-\\u9fa5]{1,4}\\s*0\\d{2,3}-?\\d{7,8}.*");

    private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*(\\.\\d+)?");
    /** Names that are broken where their cell ends; a shorter one had room. */
    private static final int SHORTEST_BROKEN = 8;
    /** How labels end, which are not the rest of a name. */
    private static final Pattern LIKE_A_LABEL =
            Pattern.compile(".*(单位|部门|科室|时间|日期|年限|周期|编码|代码|类别|性质|属性|名称|人|电话|金额|资金|情况|级别|来源|依据|地点)|.*\\d.*");

    private static final Pattern PARAGRAPHS = Pattern.compile("</p>\\s*<p>|<br\\s*/?>");
    private static final Pattern MARKUP = Pattern.compile("<[^<>]{0,80}>");
    private static final Pattern KEYED = Pattern.compile("([^:：]{2,16})[:：]\\s*(.+)", Pattern.DOTALL);
    /** A project of less is rare: where no unit is printed either, it may be in 万元. */
    private static final BigDecimal LEAST_PLAUSIBLE = BigDecimal.valueOf(10_000);

    private static final BigDecimal MOST_PLAUSIBLE = new BigDecimal("10000000000");

    private final Map<Field, String> found = new EnumMap<>(Field.class);
    private final Map<Field, Integer> lines = new EnumMap<>(Field.class);
    private final List<String> texts = new ArrayList<>();
    private final List<Form.Unread> unread = new ArrayList<>();
    private Optional<Integer> year = Optional.empty();
    private final Map<Field, BigDecimal> labelled = new EnumMap<>(Field.class);
    private final Set<BigDecimal> labels = new HashSet<>();
    private Optional<BigDecimal> line;
    private final Optional<BigDecimal> before;

    private final Allowance allowance;
    private boolean titled;
    /** Whether amounts stand in columns of the first and of the changed budget. */
    private boolean revised;

    private final List<String> doubtsOfAmounts = new ArrayList<>();

    /**
     * @param above the unit of money, in yuan, of a line that stands above this form, at the end of the one before it
     * @param before the unit that forms before this one in the file printed, in yuan
     * @param allowance asked at each row and cell
     */
    HeadReader(List<List<Cell>> rows, Optional<BigDecimal> above, Optional<BigDecimal> before, Allowance allowance) {
        this.allowance = allowance;
        this.line = above;
        this.before = before;
        List<Cell> cells = new ArrayList<>();
        for (List<Cell> row : rows) {
            allowance.check();
            List<Cell> filled = row.stream().filter(cell -> !cell.blank()).toList();
            for (Cell cell : filled) {
                allowance.check();
                parted(cell).forEach(part -> cells.addAll(Cuts.labels(part, filled.size() == 1)));
            }
        }
        for (Cell cell : cells) {
            String plain = Vocabulary.plain(cell.text());
            Matcher printed = YEAR.matcher(plain);
            if (year.isEmpty() && plain.length() <= 40 && printed.find() && !plain.contains("月")) {
                year = Optional.of(Integer.valueOf(printed.group(1)));
            }
            titled |= Vocabulary.title(cell.text());
            revised |= plain.contains("年初预算") || plain.contains("全年预算数");
            Amount.ofLine(cell.text()).ifPresent(unit -> line = Optional.of(unit));
            Amount.ofLabel(cell.text()).ifPresent(labels::add);
        }
        read(cells);
        if (!found.containsKey(Field.NAME)) {
            listed(cells);
        }
        if (!found.containsKey(Field.NAME) && !found.containsKey(Field.WHOLE)) {
            told(cells);
        }
        if (year.isEmpty()) {
            year = cells.stream()
                    .map(cell -> MONTHS.matcher(Vocabulary.plain(cell.text())))
                    .filter(Matcher::matches)
                    .map(months -> Integer.valueOf(months.group(1)))
                    .findFirst();
        }
        if (year.isEmpty()) {
            year = date(Field.FROM).map(LocalDate::getYear);
        }
    }

    /** {@code 项目名称 医疗设备 主管部门 某委} in one cell, as each key with its value. */
    private static List<Cell> parted(Cell cell) {
        if (Vocabulary.field(cell.text()).isPresent()) {
            return List.of(cell);
        }
        String[] words = MARKS.matcher(cell.text()).replaceFirst("").strip().split("[\\s\\u3000]+");
        // An amount of the label in the line above may stand in front of the next label.
        boolean behind = words.length > 1 && NUMBER.matcher(words[0]).matches() && key(words[1]);
        if (words.length < 2 || !key(words[0]) && !behind) {
            return List.of(cell);
        }
        List<Cell> parts = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (String word : words) {
            if (key(word)) {
                part(parts, value, cell);
                part(parts, value.append(word), cell);
            } else {
                value.append(value.isEmpty() ? "" : " ").append(word);
            }
        }
        part(parts, value, cell);
        return parts;
    }

    private static void part(List<Cell> parts, StringBuilder text, Cell of) {
        if (!text.isEmpty()) {
            parts.add(new Cell(text.toString(), of.line(), of.column(), of.place()));
            text.setLength(0);
        }
    }

    /** A budget's list, in which a name and its amount stand for each institution and, below it, for each of its projects. */
    private void listed(List<Cell> cells) {
        boolean titled = cells.stream()
                .anyMatch(cell -> LIST.matcher(Vocabulary.plain(cell.text())).matches());
        if (!titled) {
            return;
        }
        String name = "";
        String institution = "";
        String project = "";
        String amount = "";
        for (Cell cell : cells) {
            for (String word : cell.text().strip().split("[\\s\\u3000]+(?=[\\d(])|(?<=\\d)[\\s\\u3000]+")) {
                Matcher together = NAME_AND_AMOUNT.matcher(word.strip());
                boolean both = together.matches();
                String text = both ? together.group(1) : word.strip();
                if (both
                        || LISTED.matcher(Vocabulary.plain(text)).matches()
                                && !LIST.matcher(Vocabulary.plain(text)).matches()) {
                    name = bare(text);
                }
                boolean number = both
                        || !name.isEmpty()
                                && Amount.of(text).isPresent()
                                && !CODE_ALONE.matcher(text).matches();
                if (number) {
                    institution = institution.isEmpty() ? name : institution;
                    project = name;
                    amount = both ? together.group(2) : text;
                }
            }
        }
        if (!project.isEmpty() && !project.equals(institution)) {
            found.put(Field.NAME, project);
            found.putIfAbsent(Field.UNIT, institution);
            found.put(Field.TOTAL, amount);
        }
    }

    /** Whether a row is of a budget's list: a name and its amount. */
    static boolean inList(List<Cell> row) {
        return row.stream()
                .anyMatch(cell ->
                        NAME_AND_AMOUNT.matcher(Vocabulary.plain(cell.text())).matches());
    }

    static boolean titlesList(List<List<Cell>> rows) {
        return rows.stream()
                .flatMap(List::stream)
                .anyMatch(cell -> LIST.matcher(Vocabulary.plain(cell.text())).matches());
    }

    /** A notice in prose: what it says of the project; everything of it is doubted. */
    private void told(List<Cell> cells) {
        String text = cells.stream().map(Cell::text).collect(Collectors.joining("\n", "\n", ""));
        Matcher name = PROJECT_IN_PROSE.matcher(text);
        if (name.find()) {
            found.put(Field.NAME, name.group(1).strip());
            doubtsOfAmounts.add("项目名称按叙述读取，请核对");
        }
        Matcher amount = AMOUNT_IN_PROSE.matcher(text);
        if (amount.find() && !found.containsKey(Field.TOTAL)) {
            found.put(Field.TOTAL, amount.group(1));
            doubtsOfAmounts.add("预算金额按叙述读取，请核对");
        }
        Matcher printed = YEAR.matcher(text);
        if (year.isEmpty() && text.length() > 40 && printed.find()) {
            year = Optional.of(Integer.valueOf(printed.group(1)));
            doubtsOfAmounts.add("年度按叙述读取，请核对");
        }
    }

    private static boolean key(String word) {
        return Vocabulary.field(word).isPresent() || keyed(word).isPresent();
    }

    /** Whether a department as a whole is named, which then stands in the place of a project. */
    static boolean namesWhole(Cell cell) {
        return Vocabulary.field(cell.text()).equals(Optional.of(Field.WHOLE))
                || keyed(cell.text()).map(key -> key.field() == Field.WHOLE).orElse(false);
    }

    static boolean namesProject(Cell cell) {
        return Vocabulary.field(cell.text()).equals(Optional.of(Field.NAME))
                || keyed(cell.text()).map(key -> key.field() == Field.NAME).orElse(false);
    }

    private record Keyed(Field field, String value, Optional<BigDecimal> unit) {}

    /** {@code 项目名称：信息化运维项目} in one cell. */
    private static Optional<Keyed> keyed(String text) {
        Matcher colon = KEYED.matcher(MARKS.matcher(Vocabulary.unnumbered(text))
                .replaceFirst("")
                .replace("**", "")
                .strip());
        return colon.matches()
                ? Vocabulary.field(colon.group(1))
                        .map(field -> new Keyed(field, colon.group(2), Amount.ofLabel(colon.group(1))))
                : Optional.empty();
    }

    /** A key's unit is its value's, where the value has none; of two of a row, such as 中期 and 年度, the last counts. */
    private void found(Field field, String value, Optional<BigDecimal> unit, int line) {
        String plain = Vocabulary.plain(value);
        boolean funds = FUNDS.contains(field);
        if (plain.startsWith("(") && plain.indexOf(')') < 0
                || STAMP.matcher(plain).matches()
                || !funds && Amount.lineAlone(value)
                || PERSON.matcher(plain).matches()
                || rest(field, value)) {
            return;
        }
        if (field == Field.TOTAL && revised && plain.matches("[\\d.]+%[\\d.]*")) {
            Optional<String> first = Amount.run(plain);
            if (first.isPresent()) {
                doubtsOfAmounts.add("“" + value.strip() + "”中的金额没有分隔，预算金额按执行率推断，请核对");
                found(field, first.get(), unit, line);
            }
            return;
        }
        Matcher leading = LEADING_AMOUNT.matcher(value.strip());
        if (funds && Amount.of(value).isEmpty() && leading.lookingAt()) {
            found(field, leading.group(1), unit, line);
            return;
        }
        List<String> row = funds ? Amount.row(value) : List.of();
        if (field == Field.TOTAL && row.size() > 1 && revised) {
            differ(row.get(0), row.get(1));
        }
        boolean again = Integer.valueOf(line).equals(lines.get(field));
        if (again || !found.containsKey(field)) {
            found.put(field, value);
            labelled.remove(field);
            unit.ifPresent(one -> labelled.put(field, one));
            lines.put(field, line);
        }
    }

    private void read(List<Cell> cells) {
        boolean goal = false;
        for (int i = 0; i < cells.size(); i++) {
            allowance.check();
            String text = cells.get(i).text();
            Optional<Field> field = Vocabulary.field(text);
            Optional<Keyed> keyed = field.isPresent() ? Optional.empty() : keyed(text);
            if (keyed.isPresent()) {
                goal = keyed.get().field() == Field.GOAL;
                if (goal || keyed.get().field() == Field.ACHIEVED) {
                    texts.add(keyed.get().value());
                } else {
                    Keyed key = keyed.get();
                    found(key.field(), key.value(), key.unit(), cells.get(i).line());
                }
            } else if (field.isPresent()) {
                if (field.get() == Field.GOAL || field.get() == Field.ACHIEVED) {
                    goal = true;
                    found.putIfAbsent(field.get(), "");
                } else if (i + 1 < cells.size() && isValue(cells.get(i), cells.get(i + 1), field.get())) {
                    if (field.get() == Field.TOTAL
                            && revised
                            && i + 2 < cells.size()
                            && cells.get(i + 2).line() == cells.get(i + 1).line()) {
                        differ(cells.get(i + 1).text(), cells.get(i + 2).text());
                    }
                    String value = cells.get(++i).text();
                    if (goesOn(cells, i, field.get())) {
                        value = value.strip() + cells.get(i + 1).text().strip();
                        doubtsOfAmounts.add((field.get() == Field.NAME ? "项目名称" : "单位名称") + "分印在两行，已连在一起，请核对");
                    }
                    found(field.get(), value, Amount.ofLabel(text), cells.get(i).line());
                }
            } else if (goal && !Vocabulary.noise(text)) {
                texts.add(text);
            } else if (TargetCell.compares(text)) {
                unread.add(
                        new Form.Unread(cells.get(i).line(), cells.get(i).place(), text.strip(), "指标表之外的指标值，未能归入任何指标"));
            }
        }
    }

    /** One cell a line: what stands between a name and the next label is the rest of the name, which its cell had no room for. */
    private static boolean goesOn(List<Cell> cells, int value, Field field) {
        if (value + 2 >= cells.size()
                || cells.get(value - 1).line() == cells.get(value).line()
                || field != Field.NAME && field != Field.UNIT && field != Field.WHOLE && field != Field.DEPARTMENT) {
            return false;
        }
        Cell rest = cells.get(value + 1);
        String begun = cells.get(value).text().strip();
        String more = rest.text().strip();
        return rest.line() == cells.get(value).line() + 1
                && begun.length() >= SHORTEST_BROKEN
                && more.length() < begun.length()
                && !LIKE_A_LABEL.matcher(Vocabulary.plain(more)).matches()
                && !key(more)
                && !Vocabulary.noise(more)
                && Vocabulary.field(cells.get(value + 2).text()).isPresent();
    }

    private void differ(String first, String changed) {
        Optional<Amount.Printed> one = Amount.of(first);
        Optional<Amount.Printed> other = Amount.of(changed);
        if (one.isPresent()
                && other.isPresent()
                && one.get().number().compareTo(other.get().number()) != 0) {
            doubtsOfAmounts.add("年初预算数与全年预算数不同，预算金额按前者读取，请核对");
        }
    }

    /** In a table the value stands in the same row; in a text of one cell a line, in the next. */
    private static boolean isValue(Cell key, Cell next, Field field) {
        if (Vocabulary.field(next.text()).isPresent()
                || keyed(next.text()).isPresent()
                || Vocabulary.noise(next.text())) {
            return false;
        }
        boolean amount =
                field == Field.TOTAL || field == Field.TREASURY || field == Field.CARRIED_OVER || field == Field.OTHER;
        if (amount) {
            return Amount.of(next.text()).isPresent();
        }
        return next.line() == key.line() || key.column() == next.column();
    }

    boolean named() {
        return found.containsKey(Field.NAME) || found.containsKey(Field.WHOLE);
    }

    Optional<Integer> year() {
        return year;
    }

    private String text(Field field) {
        boolean whole =
                !found.containsKey(field) && (field == Field.NAME || field == Field.UNIT || field == Field.DEPARTMENT);
        return plainText(whole && found.containsKey(Field.WHOLE) ? Field.WHOLE : field);
    }

    /** What a budget system prints in front of a name, and what stands behind it on the same line. */
    private static String bare(String name) {
        return UNIT_BEHIND
                .matcher(CODE.matcher(name.strip()).replaceFirst(""))
                .replaceFirst("")
                .strip();
    }

    /** A single character is the rest of a label that has one too many: 专项名称金. */
    private static boolean rest(Field field, String value) {
        return field == Field.NAME && value.strip().length() == 1;
    }

    private String plainText(Field field) {
        String text =
                MARKUP.matcher(found.getOrDefault(field, "")).replaceAll("").strip();
        Matcher twice = TWICE.matcher(text);
        return twice.matches() ? twice.group(1) : text;
    }

    private Optional<LocalDate> date(Field field) {
        Matcher parts = DATE.matcher(text(field));
        if (!parts.find()) {
            return Optional.empty();
        }
        try {
            int day = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
            LocalDate date = LocalDate.of(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), day);
            boolean monthEnd = parts.group(3) == null && field == Field.TO;
            return Optional.of(monthEnd ? date.plusMonths(1).minusDays(1) : date);
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private Optional<Amount.Printed> printed(Field field) {
        return Amount.of(found.getOrDefault(field, ""));
    }

    private Optional<BigDecimal> amount(Field field) {
        return printed(field).map(printed -> printed.yuan(unit(field)));
    }

    /** In yuan: what the amount's own label says, else a line of the form, else its other labels, else forms before it. */
    private BigDecimal unit(Field field) {
        return Optional.ofNullable(labelled.get(field))
                .or(() -> line)
                .or(() -> labels.stream().filter(unit -> labels.size() == 1).findFirst())
                .or(() -> before)
                .orElse(BigDecimal.ONE);
    }

    /** The unit of money that this form prints, which holds for the forms after it too; in yuan. */
    Optional<BigDecimal> unit() {
        return line.or(() -> labels.stream().filter(unit -> labels.size() == 1).findFirst());
    }

    /** Everything that could make an amount wrong by powers of ten. */
    private List<String> doubtsOfUnits() {
        List<String> doubts = new ArrayList<>();
        for (Field field : FUNDS) {
            Optional<Amount.Printed> printed = printed(field);
            if (printed.isEmpty()) {
                continue;
            }
            Set<BigDecimal> said = new HashSet<>();
            printed.get().unit().ifPresent(said::add);
            Optional.ofNullable(labelled.get(field)).ifPresent(said::add);
            if (said.isEmpty()) {
                line.ifPresent(said::add);
                said.addAll(labels);
            }
            if (said.size() > 1) {
                doubts.add("表中金额单位不一致，预算金额单位存疑");
            } else if (said.isEmpty() && before.isPresent() && titled) {
                doubts.add("本项目未写金额单位，预算金额按前一项目的单位读取");
            } else if (said.isEmpty()
                    && before.isEmpty()
                    && amount(field).orElseThrow().compareTo(LEAST_PLAUSIBLE) < 0
                    && amount(field).orElseThrow().signum() > 0) {
                doubts.add("未写金额单位，预算金额按元读取，单位存疑");
            } else if (unit(field).compareTo(BigDecimal.ONE) > 0
                    && amount(field).orElseThrow().compareTo(MOST_PLAUSIBLE) > 0) {
                doubts.add("表中金额按所写单位读取后超过一百亿元，预算金额单位存疑");
            }
        }
        return doubts.stream().distinct().toList();
    }

    private static String prose(String text) {
        return MARKUP.matcher(PARAGRAPHS.matcher(text).replaceAll("\n"))
                .replaceAll("")
                .replaceAll("[ \\t\\u3000]+", " ")
                .strip();
    }

    Form form(Optional<Integer> inherited, Indicators table) {
        boolean both = found.containsKey(Field.ACHIEVED) && found.containsKey(Field.GOAL) && texts.size() == 2;
        List<String> prose = texts.stream().map(HeadReader::prose).toList();
        String goal = both ? prose.get(0) : String.join("\n", prose);
        Form.Budget budget = budget();
        List<String> doubts = new ArrayList<>();
        String unit = bare(text(Field.UNIT).isEmpty() ? text(Field.DEPARTMENT) : text(Field.UNIT));
        doubt(doubts, text(Field.NAME).isEmpty(), "未读到项目名称");
        doubt(doubts, unit.isEmpty(), "未读到实施单位");
        doubt(doubts, !unit.isEmpty() && text(Field.UNIT).isEmpty(), "未印实施单位，按主管部门读取");
        doubt(doubts, !unit.isEmpty() && !Cuts.institution(unit), "“" + unit + "”不像单位名称，请核对");
        doubt(doubts, inherited.isEmpty(), "未读到年度");
        doubt(doubts, budget.total().isEmpty(), "未读到预算金额");
        doubt(doubts, goal.isEmpty(), "未读到年度总体目标");
        doubt(doubts, table.rows().isEmpty(), "未读到任何绩效指标");
        if (budget.total().isPresent() && !addsUp(budget)) {
            doubts.add("各项资金之和与年度资金申请总额不符");
        }
        doubts.addAll(doubtsOfUnits());
        doubts.addAll(doubtsOfAmounts);
        doubts.addAll(table.doubts());
        if (both && !table.withActuals()) {
            doubts.add("含实际完成情况，但指标表没有实际完成值一栏");
        }
        return new Form(
                bare(text(Field.NAME)),
                unit,
                text(Field.DEPARTMENT),
                text(Field.NATURE),
                text(Field.CATEGORY),
                inherited,
                date(Field.FROM),
                date(Field.TO),
                budget,
                goal,
                both ? prose.get(1) : "",
                table.rows(),
                Stream.concat(unread.stream(), table.unread().stream()).toList(),
                Narrative.of(goal, table.rows()),
                doubts);
    }

    private static void doubt(List<String> doubts, boolean holds, String what) {
        if (holds) {
            doubts.add(what);
        }
    }

    private Form.Budget budget() {
        Optional<BigDecimal> treasury = amount(Field.TREASURY);
        Optional<BigDecimal> carriedOver = amount(Field.CARRIED_OVER);
        Optional<BigDecimal> other = amount(Field.OTHER);
        return new Form.Budget(amount(Field.TOTAL), treasury, carriedOver, other);
    }

    private static boolean addsUp(Form.Budget budget) {
        if (budget.treasury().isEmpty()
                && budget.carriedOver().isEmpty()
                && budget.other().isEmpty()) {
            return true;
        }
        BigDecimal sum = budget.treasury()
                .orElse(BigDecimal.ZERO)
                .add(budget.carriedOver().orElse(BigDecimal.ZERO))
                .add(budget.other().orElse(BigDecimal.ZERO));
        return sum.compareTo(budget.total().orElseThrow()) == 0;
    }
}
