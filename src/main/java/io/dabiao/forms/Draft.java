package io.dabiao.forms;

import io.dabiao.core.declaration.Printed;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Quoted;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A form as a declaration's YAML. Every doubt that no one has settled stands in it as a doubt, and a declaration with doubts is refused:
 * nothing that was guessed can come into force in silence. Immutable.
 */
public final class Draft {

    /** How the doubt of a row ends that promises in words, and of which it is proposed from which completion on it counts. */
    private static final String COMPLETION = "按完成度达到80%视为实现是建议，请确认";

    private static final String PROPOSED = "度量与事件类型为导入时的建议，请核对";
    private static final String BLANK = "（空白）";
    private static final BigDecimal NOTHING = new BigDecimal("0.00");
    private static final String ALONE =
            "project: p\nname: p\nyear: 2024\ninstitution: i\nperiod: {from: 2024-01-01, to: 2024-12-31}\n"
                    + "budget: {total: 0}\ngoal: g\nindicators:\n";

    /**
     * An indicator of the form, as it would be declared with what is settled so far.
     *
     * @param number from 0, in the form
     * @param printed as read
     * @param shown as it is to be declared; what no one has settled is proposed
     * @param doubts what somebody has to settle, or had to
     * @param settled whether somebody has looked at it
     */
    public record DraftRow(
            int number, Form.FormRow printed, Settled.SettledRow shown, List<String> doubts, boolean settled) {

        public boolean open() {
            return !doubts.isEmpty() && !settled;
        }

        /** Whether nothing of it is open but from which completion on its words count as kept. */
        public boolean onlyCompletion() {
            return open() && doubts.stream().allMatch(doubt -> doubt.endsWith(COMPLETION));
        }
    }

    /** How a printed cell is read. */
    private record Reading(String operator, String value, String unit, boolean completion, String because) {

        String yaml() {
            return "{operator: \"" + operator + "\", value: " + value + ", unit: " + Quoted.of(unit)
                    + (completion ? ", kind: completion" : "") + ", because: " + Quoted.of(because) + "}";
        }
    }

    /** A row as it is proposed, before anybody has looked at it. */
    private record Proposed(Optional<Reading> reading, Proposal proposal, boolean usual, List<String> doubts) {}

    private final Form form;
    private final Settled settled;
    private final String project;
    private final List<String> doubts;
    private final List<Proposed> proposed;

    private Draft(Form form, Settled settled, String project) {
        this.form = form;
        this.settled = settled;
        this.project = project;
        this.doubts = projectDoubts(form);
        this.proposed = form.indicators().stream().map(Draft::propose).toList();
    }

    /**
     * The YAML of a form of which no one has settled anything.
     *
     * @param project the id to propose, in lower-case letters, digits and dashes
     */
    public static String yaml(Form form, String project) {
        return of(form, Settled.NOTHING, project).yaml();
    }

    /** @param project the id to propose where none is settled */
    public static Draft of(Form form, Settled settled, String project) {
        return new Draft(form, settled, project);
    }

    /** What somebody has to settle of the project as a whole, or had to; what could not be read is not among it. */
    public List<String> doubts() {
        return doubts;
    }

    private static List<String> projectDoubts(Form form) {
        List<String> doubts = new ArrayList<>(form.doubts());
        if (form.indicators().isEmpty()) {
            doubts.add("未读到任何指标");
        }
        if (form.from().isEmpty() || form.to().isEmpty()) {
            doubts.add("申报表未印起止日期，暂按全年");
        }
        if (!parts(form)) {
            doubts.add("申报表未分列资金来源，暂全部列为财政拨款");
        }
        return List.copyOf(doubts);
    }

    private static boolean parts(Form form) {
        Form.Budget printed = form.budget();
        return printed.treasury().isPresent()
                || printed.carriedOver().isPresent()
                || printed.other().isPresent();
    }

    /** What is declared of the project as a whole, as settled or else as read. */
    public Settled.Head head() {
        return settled.head().orElseGet(() -> {
            int year = form.year().orElse(form.from().map(LocalDate::getYear).orElse(1949));
            BigDecimal total = form.budget().total().orElse(NOTHING);
            return new Settled.Head(
                    project,
                    form.name().isEmpty() ? "（未读到）" : form.name(),
                    year,
                    form.unit().isEmpty() ? "（未读到）" : form.unit(),
                    form.from().orElse(LocalDate.of(year, 1, 1)),
                    form.to().orElse(LocalDate.of(year, 12, 31)),
                    total,
                    form.budget().treasury().orElse(parts(form) ? NOTHING : total),
                    form.budget().carriedOver().orElse(NOTHING),
                    form.budget().other().orElse(NOTHING),
                    form.goal().isEmpty() ? "（未读到）" : form.goal());
        });
    }

    /** Whether the year was read, or is settled. */
    public boolean dated() {
        return settled.head().isPresent() || form.year().isPresent();
    }

    public List<DraftRow> rows() {
        List<DraftRow> rows = new ArrayList<>();
        for (int i = 0; i < proposed.size(); i++) {
            Form.FormRow printed = form.indicators().get(i);
            Settled.SettledRow of = settled.rows().get(i);
            rows.add(new DraftRow(
                    i,
                    printed,
                    of == null ? asRead(printed, proposed.get(i)) : of,
                    proposed.get(i).doubts(),
                    of != null));
        }
        return rows;
    }

    private static Settled.SettledRow asRead(Form.FormRow formRow, Proposed as) {
        Optional<Reading> reading = as.reading();
        boolean number = formRow.value().matches("\\d+(\\.\\d+)?");
        return new Settled.SettledRow(
                true,
                formRow.name(),
                level1(formRow),
                level2(formRow),
                reading.map(Reading::operator).orElse(formRow.operator()),
                reading.map(Reading::value).orElse(number ? number(formRow.value()) : ""),
                reading.map(Reading::unit).orElse(formRow.unit()),
                reading.map(Reading::completion).orElse(false),
                as.proposal().behaviour(),
                as.proposal().measure(),
                as.proposal().cadence(),
                reading.map(Reading::because).orElse(""),
                "");
    }

    private static String level1(Form.FormRow formRow) {
        return formRow.level1().isEmpty() ? Vocabulary.OUTPUT : formRow.level1();
    }

    private static String level2(Form.FormRow formRow) {
        return formRow.level2().isEmpty() ? "（未印）" : formRow.level2();
    }

    /** How many things somebody still has to settle. */
    public int open() {
        long open = doubts.stream()
                        .filter(doubt -> !settled.doubts().contains(doubt))
                        .count()
                + rows().stream().filter(DraftRow::open).count()
                + form.unread().size()
                - settled.unread().size();
        return (int) open;
    }

    /** How many there were from the beginning. */
    public int doubtful() {
        long doubtful = doubts.size()
                + rows().stream()
                        .filter(draftRow -> !draftRow.doubts().isEmpty())
                        .count()
                + form.unread().size();
        return (int) doubtful;
    }

    /** What is wrong with a row as it is settled; empty where it would be taken. */
    public static List<Fault> faults(Form.FormRow printed, Settled.SettledRow settledRow) {
        DeclarationReader.DeclarationReading declarationReading =
                DeclarationReader.read("draft", ALONE + settledBlock(printed, settledRow, "i", List.of()));
        return declarationReading instanceof DeclarationReader.DeclarationReading.Refused refused
                ? refused.faults()
                : List.of();
    }

    /** What a row as it is settled would measure, in words; empty where it would not be taken. */
    public static Optional<Words> measured(Form.FormRow printed, Settled.SettledRow settledRow) {
        DeclarationReader.DeclarationReading declarationReading =
                DeclarationReader.read("draft", ALONE + settledBlock(printed, settledRow, "i", List.of()));
        return declarationReading instanceof DeclarationReader.DeclarationReading.Accepted accepted
                ? Optional.of(
                        accepted.declaration().indicators().get(0).measure().words())
                : Optional.empty();
    }

    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        head(yaml);
        yaml.append("\nindicators:\n");
        for (DraftRow draftRow : rows()) {
            if (draftRow.settled() && draftRow.shown().kept()) {
                yaml.append(
                        settledBlock(draftRow.printed(), draftRow.shown(), id(draftRow.number()), draftRow.doubts()));
            } else if (!draftRow.settled()) {
                Proposed as = proposed.get(draftRow.number());
                yaml.append(block(
                        draftRow.printed(),
                        id(draftRow.number()),
                        as.reading(),
                        as.proposal(),
                        as.doubts(),
                        as.usual()));
            }
        }
        settled.unread()
                .forEach((number, one) -> one.row()
                        .ifPresent(settledRow -> yaml.append(settledBlock(
                                added(form.unread().get(number), settledRow),
                                settledRow,
                                String.format("a%02d", number + 1),
                                List.of()))));
        return yaml.toString();
    }

    /** A row that was made of what could not be read. */
    public static Form.FormRow added(Form.Unread unread, Settled.SettledRow settledRow) {
        return new Form.FormRow(
                settledRow.level1(),
                settledRow.level2(),
                settledRow.name(),
                "",
                "",
                "",
                unread.text(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                unread.line(),
                unread.place());
    }

    private static String id(int number) {
        return String.format("i%02d", number + 1);
    }

    private void head(StringBuilder yaml) {
        Settled.Head head = head();
        List<String> open = new ArrayList<>(doubts.stream()
                .filter(doubt -> !settled.doubts().contains(doubt))
                .toList());
        for (int i = 0; i < form.unread().size(); i++) {
            if (!settled.unread().containsKey(i)) {
                Form.Unread unread = form.unread().get(i);
                open.add(unread.place() + "未能读取“" + unread.text() + "”：" + unread.reason());
            }
        }
        yaml.append(open() > 0 ? "# 由申报表导入的草案：逐条核实 doubts，改正后删除，方可生效\n" : "# 由申报表导入\n");
        line(yaml, "project", head.project());
        line(yaml, "name", Quoted.of(head.name()));
        if (dated()) {
            line(yaml, "year", String.valueOf(head.year()));
        }
        line(yaml, "institution", Quoted.of(head.institution()));
        optional(yaml, "department", form.department());
        optional(yaml, "nature", form.nature());
        optional(yaml, "category", form.category());
        line(yaml, "period", "{from: " + head.from() + ", to: " + head.to() + "}");
        line(
                yaml,
                "budget",
                "{total: " + head.total().toPlainString() + ", treasury: "
                        + head.treasury().toPlainString() + ", carriedOver: "
                        + head.carriedOver().toPlainString() + ", other: "
                        + head.other().toPlainString() + "}");
        line(yaml, "goal", Quoted.of(head.goal()));
        list(yaml, "notes", notes());
        list(yaml, "doubts", open);
    }

    /** What only the narrative promises, and what was left out. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Form.Narrated narrated : form.narrative()) {
            String what = narrated.indicator()
                    .map(name -> (narrated.conflict() ? "与表内不一致（" : "表内未列数值（") + name + "）：")
                    .orElse("仅见于叙述：");
            notes.add(what + narrated.text());
        }
        rows().stream()
                .filter(draftRow -> draftRow.settled() && !draftRow.shown().kept())
                .forEach(draftRow -> notes.add(leftOut(
                        draftRow.printed().place(),
                        draftRow.printed().name(),
                        draftRow.shown().by())));
        for (Map.Entry<Integer, Settled.Unread> one : settled.unread().entrySet()) {
            if (one.getValue().row().isEmpty()) {
                Form.Unread unread = form.unread().get(one.getKey());
                notes.add(leftOut(unread.place(), unread.text(), one.getValue().by()));
            }
        }
        return notes;
    }

    private static String leftOut(String place, String text, String by) {
        return "经核实不是指标，未列入：" + place + "“" + text + "”（" + by + "）";
    }

    private static Proposed propose(Form.FormRow formRow) {
        List<String> doubts = new ArrayList<>(formRow.doubts());
        Optional<Reading> reading = reading(formRow, doubts);
        if (reading.filter(Reading::completion).isPresent()) {
            doubts.add("“" + formRow.value() + "”是文字，" + COMPLETION);
        }
        if (ReachedValues.finished(formRow)) {
            // What was reached in a finished year is reported; its facts were never heard here.
            return new Proposed(reading, Proposal.reported(), false, doubts);
        }
        Optional<Proposal> usual = Proposal.of(formRow.name(), formRow.unit());
        boolean sound = usual.map(proposal -> block(formRow, "i01", reading, proposal, List.of(), true))
                .filter(Draft::sound)
                .isPresent();
        if (sound) {
            return new Proposed(reading, usual.get(), true, doubts);
        }
        if (usual.isPresent()) {
            doubts.add("未能按惯例提出度量，暂列人工填报");
        }
        return new Proposed(reading, Proposal.reported(), false, doubts);
    }

    /** How a cell is read that does not state its target by itself. */
    private static Optional<Reading> reading(Form.FormRow formRow, List<String> doubts) {
        if (formRow.printed().isEmpty()
                || Printed.of(formRow.printed()).target().isPresent()
                        && !formRow.unit().isEmpty()) {
            return Optional.empty();
        }
        if (formRow.value().matches("无|零")
                && Proposal.of(formRow.name(), formRow.unit())
                        .filter(proposal -> proposal.behaviour().equals("limit"))
                        .isPresent()) {
            return Optional.of(new Reading("=", "0", "次", false, "“无”即零次（建议）"));
        }
        if (!formRow.value().matches("\\d+(\\.\\d+)?")) {
            return Optional.of(new Reading("≥", "80", "%", true, "定性指标：完成度达到80%视为实现（建议）"));
        }
        if (formRow.unit().isEmpty()) {
            doubts.add("未印计量单位");
        }
        return Optional.of(new Reading(
                formRow.operator().isEmpty() ? "≥" : formRow.operator(),
                number(formRow.value()),
                formRow.unit().isEmpty() ? "项" : formRow.unit(),
                false,
                "按“" + formRow.printed() + "”读取"));
    }

    /** Without leading zeros, which a declaration does not take. */
    private static String number(String value) {
        return new BigDecimal(value).toPlainString();
    }

    private static String block(
            Form.FormRow formRow,
            String id,
            Optional<Reading> reading,
            Proposal proposal,
            List<String> doubts,
            boolean usual) {
        StringBuilder block = new StringBuilder();
        begin(block, formRow, id, formRow.name(), level1(formRow), level2(formRow));
        if (!formRow.printed().isEmpty()) {
            block.append("    printed: ").append(Quoted.of(formRow.printed())).append('\n');
        }
        reading.ifPresent(
                words -> block.append("    reading: ").append(words.yaml()).append('\n'));
        measured(block, proposal.behaviour(), proposal.measure(), proposal.cadence());
        points(block, formRow);
        if (usual) {
            block.append("    note: ").append(Quoted.of(PROPOSED)).append('\n');
        }
        if (!doubts.isEmpty()) {
            block.append("    doubts:\n");
            doubts.forEach(
                    doubt -> block.append("      - ").append(Quoted.of(doubt)).append('\n'));
        }
        return block.append('\n').toString();
    }

    /** What is printed stays as it is; where it is read otherwise, the reading stands beside it. */
    private static String settledBlock(Form.FormRow formRow, Settled.SettledRow as, String id, List<String> doubts) {
        StringBuilder block = new StringBuilder();
        begin(block, formRow, id, as.name(), as.level1(), Quoted.of(as.level2()));
        boolean promised = !as.value().isEmpty();
        boolean plain = promised && states(formRow.printed(), as);
        if (promised || !formRow.printed().isEmpty()) {
            block.append("    printed: ")
                    .append(Quoted.of(formRow.printed().isEmpty() ? BLANK : formRow.printed()))
                    .append('\n');
        }
        if (promised && !plain) {
            String because = as.because().isEmpty() ? "“" + formRow.printed() + "”经核实如此读取" : as.because();
            block.append("    reading: ")
                    .append(new Reading(
                                    as.operator(),
                                    as.value(),
                                    as.unit(),
                                    as.completion(),
                                    because + (as.by().isEmpty() ? "" : "（" + as.by() + "）"))
                            .yaml())
                    .append('\n');
        }
        measured(block, as.behaviour(), as.measure(), as.cadence());
        points(block, formRow);
        if (!doubts.isEmpty()) {
            block.append("    note: ")
                    .append(Quoted.of("已由" + as.by() + "核实：" + String.join("；", doubts)))
                    .append('\n');
        }
        return block.append('\n').toString();
    }

    /** Whether the printed cell states this very target by itself. */
    private static boolean states(String printed, Settled.SettledRow as) {
        Printed cell = Printed.of(printed);
        return !as.completion()
                && cell.target().isPresent()
                && Operator.read(cell.operator()).equals(Operator.read(as.operator()))
                && new BigDecimal(cell.value()).compareTo(new BigDecimal(as.value())) == 0
                && cell.unit().equals(as.unit());
    }

    private static void begin(
            StringBuilder block, Form.FormRow formRow, String id, String name, String level1, String level2) {
        block.append("  # ")
                .append(formRow.place().replaceAll("\\R", " ").replaceAll("\\p{C}", ""))
                .append('\n');
        block.append("  - id: ").append(id).append('\n');
        block.append("    name: ").append(Quoted.of(name)).append('\n');
        block.append("    level1: ").append(level1).append('\n');
        block.append("    level2: ").append(level2).append('\n');
        block.append("    declaredIn: table\n");
    }

    private static void measured(StringBuilder block, String behaviour, String measure, String cadence) {
        block.append("    behaviour: ").append(behaviour).append('\n');
        block.append("    measure: ").append(measure).append('\n');
        block.append("    cadence: ").append(cadence).append('\n');
    }

    private static void points(StringBuilder block, Form.FormRow formRow) {
        formRow.points()
                .ifPresent(points -> block.append("    points: ")
                        .append(points.toPlainString())
                        .append('\n'));
    }

    /** Whether a declaration of this indicator alone would be taken. */
    private static boolean sound(String block) {
        return DeclarationReader.read("draft", ALONE + block) instanceof DeclarationReader.DeclarationReading.Accepted;
    }

    private static void line(StringBuilder yaml, String key, String value) {
        yaml.append(key).append(": ").append(value).append('\n');
    }

    private static void optional(StringBuilder yaml, String key, String text) {
        if (!text.isEmpty()) {
            line(yaml, key, Quoted.of(text));
        }
    }

    private static void list(StringBuilder yaml, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            yaml.append(key).append(":\n");
            texts.forEach(text -> yaml.append("  - ").append(Quoted.of(text)).append('\n'));
        }
    }
}
