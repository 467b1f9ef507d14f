package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.budget.Exceeded;
import io.dabiao.forms.text.TextSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forms as other institutions have them: {@code src/test/resources/forms/other} holds each with its rows beside it, and
 * {@link RandomForms} prints any number. {@code -Dgolden=write} writes the table of {@code docs/forms.md} again.
 */
@Guard
class OtherFormsTest {

    private static final Path FORMS = Path.of("src/test/resources/forms/other");
    private static final Path DOCUMENT = Path.of("docs/forms.md");
    private static final String BEGINS = "<!-- measured -->\n";
    private static final String ENDS = "<!-- end -->\n";
    private static final int PRINTED = 1_000;

    /** What was read of what is printed. */
    private static final class Tally {
        private int rows;
        private int right;
        private int wrong;

        void add(Tally other) {
            rows += other.rows;
            right += other.right;
            wrong += other.wrong;
        }

        static Tally of(List<String> printed, List<String> read) {
            Tally tally = new Tally();
            List<String> missing = new ArrayList<>(printed);
            for (String row : read) {
                if (missing.remove(row)) {
                    tally.right++;
                } else {
                    tally.wrong++;
                }
            }
            tally.rows = printed.size();
            return tally;
        }

        String line(String name) {
            return "| " + name + " | " + rows + " | " + right + " | " + wrong + " |\n";
        }
    }

    static Stream<String> forms() throws IOException {
        try (Stream<Path> files = Files.list(FORMS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".tsv"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void aFormOfAnotherInstitutionGivesExactlyItsRows(String name) throws IOException {
        List<Form> forms = read(name);

        assertThat(rows(forms)).containsExactlyElementsOf(expected(name));
        assertThat(forms).allSatisfy(form -> {
            assertThat(form.name()).isNotEmpty();
            assertThat(form.unit()).isNotEmpty();
            assertThat(form.year()).isPresent();
            assertThat(form.budget().total()).isPresent();
            assertThat(form.unread()).isEmpty();
        });
    }

    @Test
    void whatIsReadOfManyFormsIsRightAndTheDocumentSaysHowMuch() throws IOException {
        StringBuilder table = new StringBuilder("| layout or form | rows | right | wrong |\n|---|--:|--:|--:|\n");
        for (Map.Entry<String, String> layout : Layouts.all().entrySet()) {
            List<String> truth =
                    Layouts.TRUTH.stream().map(one -> one.line() + "\t").toList();
            table.append(Tally.of(truth, rows(read(layout.getValue().getBytes(StandardCharsets.UTF_8))))
                    .line(layout.getKey()));
        }
        for (String name : forms().toList()) {
            table.append(Tally.of(expected(name), rows(read(name))).line("`" + name + "`"));
        }
        Map<String, Tally> traits = new TreeMap<>();
        Tally all = new Tally();
        for (int seed = 0; seed < PRINTED; seed++) {
            RandomForms.Printed printed = RandomForms.of(seed);
            List<String> truth =
                    printed.rows().stream().map(row -> String.join("\t", row)).toList();
            Tally tally = Tally.of(truth, rows(read(printed.text().getBytes(StandardCharsets.UTF_8))));
            all.add(tally);
            for (String trait : printed.traits().strip().split(" +")) {
                traits.computeIfAbsent(trait, any -> new Tally()).add(tally);
            }
        }
        traits.forEach((trait, tally) -> table.append(tally.line("random, " + trait)));
        table.append(all.line("random, all"));

        assertThat((double) all.right / (all.right + all.wrong)).as("precision").isGreaterThan(0.999);
        assertThat((double) all.right / all.rows).as("recall").isGreaterThan(0.999);
        String document = Files.readString(DOCUMENT);
        int begins = document.indexOf(BEGINS) + BEGINS.length();
        int ends = document.indexOf(ENDS);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(DOCUMENT, document.substring(0, begins) + table + document.substring(ends));
        } else {
            assertThat(document.substring(begins, ends)).isEqualTo(table.toString());
        }
    }

    /** Of forms whose every cell is wanted. Cells lost, doubled and moved to another row, as hands and scanners do it. */
    @Test
    void whatCannotBeReadIsListedAndNeverDropped() throws IOException {
        Random random = new Random(7);
        for (String name : forms().filter(form -> form.endsWith(".txt"))
                .filter(form -> form.matches("(water|rural|museum|department|township|police).*"))
                .toList()) {
            String text = Files.readString(FORMS.resolve(name));
            for (int turn = 0; turn < 30; turn++) {
                String damaged = damaged(text, random);
                List<Form> forms = read(damaged.getBytes(StandardCharsets.UTF_8));
                String told = told(forms);
                for (Form.FormRow formRow : rowsOf(text)) {
                    if (damaged.contains(formRow.name())) {
                        assertThat(told)
                                .as("%s, turn %d:%n%s", name, turn, damaged)
                                .contains(formRow.name());
                    }
                    if (!formRow.printed().isEmpty() && damaged.contains("\t" + formRow.printed())) {
                        assertThat(told)
                                .as("%s, turn %d:%n%s", name, turn, damaged)
                                .contains(formRow.printed());
                    }
                }
            }
        }
    }

    private static List<Form.FormRow> rowsOf(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8)).stream()
                .flatMap(form -> form.indicators().stream())
                .toList();
    }

    private static String told(List<Form> forms) {
        return forms.stream()
                .flatMap(form -> Stream.of(
                        form.indicators().stream()
                                .map(formRow -> formRow.doubts() + " " + formRow.name() + " " + formRow.printed() + " "
                                        + formRow.actual().orElse("") + " "
                                        + formRow.points().map(Object::toString).orElse("")),
                        form.unread().stream().map(Form.Unread::text),
                        Stream.of(form.name(), form.goal())))
                .flatMap(some -> some)
                .collect(Collectors.joining("\n"));
    }

    private static String damaged(String text, Random random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n")));
        int first = Math.max(0, lines.size() - 12);
        for (int i = 0; i < 3; i++) {
            int at = first + random.nextInt(lines.size() - first);
            List<String> cells = new ArrayList<>(List.of(lines.get(at).split("\t", -1)));
            int cell = random.nextInt(cells.size());
            switch (random.nextInt(4)) {
                case 0 -> cells.remove(cell);
                case 1 -> cells.add(cell, "");
                case 2 -> cells.set(cell, "");
                default -> {
                    String moved = cells.remove(cell);
                    cells.add(random.nextInt(cells.size() + 1), moved);
                }
            }
            lines.set(at, String.join("\t", cells));
        }
        return String.join("\n", lines);
    }

    @Test
    void rubbishGivesAnAnswerInTime() throws IOException {
        Random random = new Random(11);
        Map<String, byte[]> rubbish = new LinkedHashMap<>();
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        rubbish.put("noise", noise);
        rubbish.put("one endless line", "≥9".repeat(300_000).getBytes(StandardCharsets.UTF_8));
        rubbish.put("many bars", "|".repeat(300_000).getBytes(StandardCharsets.UTF_8));
        rubbish.put("many levels", "产出指标\n数量指标\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        rubbish.put(
                "many numbers",
                "一级指标\n三级指标\n指标值\n分值\n得分\n备注\n序号\n".concat("9\n".repeat(20_000)).getBytes(StandardCharsets.UTF_8));
        rubbish.put("deep markup", "<".repeat(200_000).getBytes(StandardCharsets.UTF_8));
        rubbish.put("many spaces", (" ".repeat(200_000) + "x").getBytes(StandardCharsets.UTF_8));
        rubbish.put("many names", "项目名称：甲\n".repeat(5_000).getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> one : rubbish.entrySet()) {
            org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                    java.time.Duration.ofSeconds(60), () -> answer("x.txt", one.getValue()), one.getKey());
        }
    }

    private static void answer(String name, byte[] file) {
        try {
            FormFile.read(FormSource.ofFile(name).orElseThrow(), file);
        } catch (FormSource.Unreadable | Exceeded told) {
            assertThat(told.getMessage()).isNotBlank();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static List<Form> read(String name) throws IOException {
        return FormFile.read(FormSource.ofFile(name).orElseThrow(), Files.readAllBytes(FORMS.resolve(name)));
    }

    private static List<Form> read(byte[] text) throws IOException {
        return FormFile.read(new TextSource(), text);
    }

    private static List<String> rows(List<Form> forms) {
        return forms.stream()
                .flatMap(form -> form.indicators().stream())
                .map(formRow -> String.join(
                        "\t",
                        formRow.level1(),
                        formRow.level2(),
                        formRow.name(),
                        formRow.operator(),
                        formRow.value(),
                        formRow.unit(),
                        formRow.actual().orElse("")))
                .toList();
    }

    private static List<String> expected(String name) throws IOException {
        List<String> lines = Files.readAllLines(FORMS.resolve(name.substring(0, name.lastIndexOf('.')) + ".tsv"));
        return lines.subList(1, lines.size());
    }
}
