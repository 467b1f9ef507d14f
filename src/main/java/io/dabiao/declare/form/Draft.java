package io.dabiao.declare.form;

import io.dabiao.core.Printed;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.yaml.Quoted;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A form as a declaration's YAML. Every doubt stands in it as a doubt, and a declaration with doubts is refused: nothing that
 * was guessed can come into force in silence.
 */
public final class Draft {

    private static final String PROPOSED = "度量与事件类型为导入时的建议，请核对";
    private static final BigDecimal NOTHING = new BigDecimal("0.00");

    private final Form form;
    private final String project;
    private final StringBuilder yaml = new StringBuilder();

    private Draft(Form form, String project) {
        this.form = form;
        this.project = project;
    }

    /**
     * The YAML of a form.
     *
     * @param project the id to propose, in lower-case letters, digits and dashes
     */
    public static String yaml(Form form, String project) {
        Draft draft = new Draft(form, project);
        draft.head(draft.doubts());
        draft.yaml.append("\nindicators:\n");
        int number = 0;
        for (Form.Row row : form.indicators()) {
            draft.yaml.append(draft.indicator(row, ++number));
        }
        return draft.yaml.toString();
    }

    private List<String> doubts() {
        List<String> doubts = new ArrayList<>(form.doubts());
        form.unread().forEach(unread -> doubts.add(unread.place() + "未能读取“" + unread.text() + "”：" + unread.reason()));
        if (form.indicators().isEmpty()) {
            doubts.add("未读到任何指标");
        }
        return doubts;
    }

    private void head(List<String> doubts) {
        yaml.append("# 由申报表导入的草案：逐条核实 doubts，改正后删除，方可生效\n");
        line("project", project);
        quoted("name", form.name().isEmpty() ? "（未读到）" : form.name());
        form.year().ifPresent(year -> line("year", String.valueOf(year)));
        quoted("institution", form.unit().isEmpty() ? "（未读到）" : form.unit());
        optional("department", form.department());
        optional("nature", form.nature());
        optional("category", form.category());
        if (form.from().isEmpty() || form.to().isEmpty()) {
            doubts.add("申报表未印起止日期，暂按全年");
        }
        int year = form.year().orElse(form.from().map(LocalDate::getYear).orElse(1949));
        line(
                "period",
                "{from: " + form.from().orElse(LocalDate.of(year, 1, 1)) + ", to: "
                        + form.to().orElse(LocalDate.of(year, 12, 31)) + "}");
        line("budget", budget(doubts));
        quoted("goal", form.goal().isEmpty() ? "（未读到）" : form.goal());
        List<Form.Narrated> extra = form.narrative();
        if (!extra.isEmpty()) {
            yaml.append("notes:\n");
            for (Form.Narrated narrated : extra) {
                String what = narrated.indicator()
                        .map(name -> (narrated.conflict() ? "与表内不一致（" : "表内未列数值（") + name + "）：")
                        .orElse("仅见于叙述：");
                yaml.append("  - ").append(Quoted.of(what + narrated.text())).append('\n');
            }
        }
        list("doubts", doubts, "");
    }

    /** The parts must add up to the total; a form that tells none has its funds where nobody is misled. */
    private String budget(List<String> doubts) {
        Form.Budget printed = form.budget();
        BigDecimal total = printed.total().orElse(NOTHING);
        boolean parts = printed.treasury().isPresent()
                || printed.carriedOver().isPresent()
                || printed.other().isPresent();
        if (!parts) {
            doubts.add("申报表未分列资金来源，暂全部列为财政拨款");
        }
        return "{total: " + total.toPlainString()
                + ", treasury: "
                + printed.treasury().orElse(parts ? NOTHING : total).toPlainString()
                + ", carriedOver: " + printed.carriedOver().orElse(NOTHING).toPlainString()
                + ", other: " + printed.other().orElse(NOTHING).toPlainString() + "}";
    }

    private String indicator(Form.Row row, int number) {
        List<String> doubts = new ArrayList<>(row.doubts());
        String id = String.format("i%02d", number);
        Optional<String> reading = reading(row, doubts);
        Optional<Proposal> proposed = Proposal.of(row.name(), row.unit());
        String behaviour = proposed.map(Proposal::behaviour).orElse("");
        String text = proposed.map(proposal -> block(row, id, reading, proposal, List.of(), true))
                .filter(this::sound)
                .orElse(null);
        if (text != null) {
            return block(row, id, reading, proposed.get(), doubts, true);
        }
        if (!behaviour.isEmpty()) {
            doubts.add("未能按惯例提出度量，暂列人工填报");
        }
        return block(row, id, reading, Proposal.reported(), doubts, false);
    }

    /** How a cell is read that does not state its target by itself. */
    private static Optional<String> reading(Form.Row row, List<String> doubts) {
        if (row.printed().isEmpty()
                || Printed.of(row.printed()).target().isPresent() && !row.unit().isEmpty()) {
            return Optional.empty();
        }
        if (row.value().matches("无|零")
                && Proposal.of(row.name(), row.unit())
                        .filter(proposal -> proposal.behaviour().equals("limit"))
                        .isPresent()) {
            return Optional.of("{operator: \"=\", value: 0, unit: 次, because: \"“无”即零次（建议）\"}");
        }
        if (!row.value().matches("\\d+(\\.\\d+)?")) {
            return Optional.of(
                    "{operator: \"≥\", value: 80, unit: \"%\", kind: completion, because: \"定性指标：完成度达到80%视为实现（建议）\"}");
        }
        if (row.unit().isEmpty()) {
            doubts.add("未印计量单位");
        }
        return Optional.of("{operator: \"" + (row.operator().isEmpty() ? "≥" : row.operator()) + "\", value: "
                + number(row.value())
                + ", unit: " + Quoted.of(row.unit().isEmpty() ? "项" : row.unit()) + ", because: "
                + Quoted.of("按“" + row.printed() + "”读取")
                + "}");
    }

    /** Without leading zeros, which a declaration does not take. */
    private static String number(String value) {
        return new BigDecimal(value).toPlainString();
    }

    private static String block(
            Form.Row row,
            String id,
            Optional<String> reading,
            Proposal proposal,
            List<String> doubts,
            boolean proposed) {
        StringBuilder block = new StringBuilder();
        block.append("  # ").append(row.place()).append('\n');
        block.append("  - id: ").append(id).append('\n');
        block.append("    name: ").append(Quoted.of(row.name())).append('\n');
        block.append("    level1: ")
                .append(row.level1().isEmpty() ? "产出指标" : row.level1())
                .append('\n');
        block.append("    level2: ")
                .append(row.level2().isEmpty() ? "（未印）" : row.level2())
                .append('\n');
        block.append("    declaredIn: table\n");
        if (!row.printed().isEmpty()) {
            block.append("    printed: ").append(Quoted.of(row.printed())).append('\n');
        }
        reading.ifPresent(words -> block.append("    reading: ").append(words).append('\n'));
        block.append("    behaviour: ").append(proposal.behaviour()).append('\n');
        block.append("    measure: ").append(proposal.measure()).append('\n');
        block.append("    cadence: ").append(proposal.cadence()).append('\n');
        row.points()
                .ifPresent(points -> block.append("    points: ")
                        .append(points.toPlainString())
                        .append('\n'));
        if (proposed) {
            block.append("    note: ").append(Quoted.of(PROPOSED)).append('\n');
        }
        if (!doubts.isEmpty()) {
            block.append("    doubts:\n");
            doubts.forEach(
                    doubt -> block.append("      - ").append(Quoted.of(doubt)).append('\n'));
        }
        return block.append('\n').toString();
    }

    /** Whether a declaration of this indicator alone would be taken. */
    private boolean sound(String block) {
        String alone = "project: p\nname: p\nyear: 2024\ninstitution: i\nperiod: {from: 2024-01-01, to: 2024-12-31}\n"
                + "budget: {total: 0}\ngoal: g\nindicators:\n" + block;
        return DeclarationReader.read("draft", alone) instanceof DeclarationReader.Outcome.Accepted;
    }

    private void line(String key, String value) {
        yaml.append(key).append(": ").append(value).append('\n');
    }

    private void quoted(String key, String text) {
        line(key, Quoted.of(text));
    }

    private void optional(String key, String text) {
        if (!text.isEmpty()) {
            quoted(key, text);
        }
    }

    private void list(String key, List<String> texts, String indent) {
        if (!texts.isEmpty()) {
            yaml.append(indent).append(key).append(":\n");
            texts.forEach(text ->
                    yaml.append(indent).append("  - ").append(Quoted.of(text)).append('\n'));
        }
    }
}
