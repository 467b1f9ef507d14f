package io.dabiao.forms;

import io.dabiao.budget.Exceeded;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is read of a folder of forms, held against the key beside each: {@code NAME.expected.tsv} has lines {@code #project}, {@code #unit},
 * {@code #year} and {@code #budget} ({@code ?} is not compared, {@code -} has to be empty and doubted; several projects are parted by
 * {@code " / "}), then one row an indicator: first level, second level, name, operator, value, unit, actual. A row is right when all seven
 * agree; one whose first level was moved and says so is right too. A key without rows is of a file that has to be refused.
 *
 * <p>Silent is what is wrong or surplus without a doubt, or missing and named nowhere.
 */
final class FormScore {

    private static final Map<String, String> SAME = Map.of(
            "社会公众或服务对象满意度指标", "服务对象满意度指标",
            "生态环境效益指标", "生态效益指标",
            "满意度", "服务对象满意度指标",
            "产出数量", "数量指标",
            "产出质量", "质量指标",
            "产出时效", "时效指标",
            "产出成本", "成本指标",
            "产出成本指标", "成本指标");
    private static final List<String> HEADS = List.of("project", "unit", "year", "budget");
    private static final Map<String, String> DOUBTED =
            Map.of("project", "名称", "unit", "单位", "year", "年", "budget", "金");

    private int wanted;
    private int read;
    private int right;
    private int silent;
    private int heads;
    private int headsRight;
    private final List<String> lines = new ArrayList<>();

    /** Of one form. */
    private record Answer(boolean refused, List<Form> forms) {}

    /** Scores every form of a folder that has a key. */
    static FormScore of(Path folder) throws IOException {
        FormScore score = new FormScore();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                int dot = name.lastIndexOf('.');
                Path key = folder.resolve(name.substring(0, Math.max(0, dot)) + ".expected.tsv");
                if (!name.endsWith(".tsv") && Files.exists(key)) {
                    score.add(file, key);
                }
            }
        }
        return score;
    }

    double f1() {
        double precision = right / (double) Math.max(1, read);
        double recall = right / (double) Math.max(1, wanted);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    int silent() {
        return silent;
    }

    int headsWrong() {
        return heads - headsRight;
    }

    List<String> lines() {
        return lines;
    }

    String summary() {
        return String.format(
                "F1 %.3f (%d right of %d wanted, %d read), %d silent, heads %d of %d",
                f1(), right, wanted, read, silent, headsRight, heads);
    }

    private void add(Path file, Path keyFile) throws IOException {
        Map<String, List<String>> head = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(keyFile)) {
            if (line.startsWith("#")) {
                String[] parts = line.substring(1).split("\t", 2);
                head.put(parts[0], List.of((parts.length > 1 ? parts[1] : "").split(" / ", -1)));
            } else if (!line.isBlank() && !line.startsWith("level1")) {
                List<String> row = new ArrayList<>(List.of(line.split("\t", -1)));
                while (row.size() < 7) {
                    row.add("");
                }
                rows.add(row.subList(0, 7));
            }
        }
        Answer answer = answer(file);
        List<Form.FormRow> got = answer.forms().stream()
                .flatMap(form -> form.indicators().stream())
                .toList();
        String said = norm(answer.forms().stream()
                .flatMap(form -> Stream.concat(form.unread().stream().map(Form.Unread::text), form.doubts().stream()))
                .collect(Collectors.joining(" ")));
        Map<Integer, Integer> pairs = pairs(rows, got);
        int mine = 0;
        int quiet = 0;
        List<String> off = new ArrayList<>();
        for (int k = 0; k < rows.size(); k++) {
            List<String> row = rows.get(k);
            if (!pairs.containsKey(k)) {
                boolean told = answer.refused() || said.contains(norm(row.get(2)));
                quiet += told ? 0 : 1;
                off.add("  " + (told ? "missing " : "SILENTLY missing ") + row);
                continue;
            }
            Form.FormRow found = got.get(pairs.get(k));
            List<Integer> wrong = wrong(row, found);
            boolean doubted = !found.doubts().isEmpty();
            boolean moved = wrong.equals(List.of(0))
                    && doubted
                    && List.of("服务对象满意度指标", "经济效益指标").contains(same(found.level2()));
            mine += wrong.isEmpty() || moved ? 1 : 0;
            quiet += wrong.isEmpty() || doubted ? 0 : 1;
            if (!wrong.isEmpty() && !moved) {
                off.add("  " + (doubted ? "wrong " : "SILENTLY wrong ") + row + " read " + cells(found));
            }
        }
        for (int n = 0; n < got.size(); n++) {
            if (!pairs.containsValue(n)) {
                boolean doubted = !got.get(n).doubts().isEmpty();
                quiet += doubted ? 0 : 1;
                off.add("  " + (doubted ? "surplus " : "SILENTLY surplus ") + cells(got.get(n)));
            }
        }
        quiet += headers(head, answer, off);
        wanted += rows.size();
        read += got.size();
        right += mine;
        silent += quiet;
        lines.add(file.getFileName() + ": " + mine + " of " + rows.size() + " right, " + got.size() + " read, " + quiet
                + " silent" + (answer.refused() ? ", refused" : ""));
        lines.addAll(off);
    }

    /** @return how many are wrong in silence */
    private int headers(Map<String, List<String>> head, Answer answer, List<String> off) {
        int quiet = 0;
        for (String mark : HEADS) {
            List<String> all = head.getOrDefault(mark, List.of());
            for (int n = 0; n < all.size(); n++) {
                String want = all.get(n);
                if (want.isEmpty() || want.equals("?")) {
                    continue;
                }
                heads++;
                Optional<Form> form =
                        n < answer.forms().size() ? Optional.of(answer.forms().get(n)) : Optional.empty();
                String value = form.map(one -> headValue(one, mark)).orElse("");
                boolean doubted = form.stream()
                        .flatMap(one -> one.doubts().stream())
                        .anyMatch(doubt -> doubt.contains(DOUBTED.get(mark)));
                boolean good = want.equals("-") ? value.isEmpty() && doubted : !value.isEmpty() && agrees(want, value);
                if (good) {
                    headsRight++;
                } else {
                    boolean told = answer.refused() || doubted;
                    quiet += told ? 0 : 1;
                    off.add("  " + (told ? "" : "SILENTLY ") + mark + " " + want + " read " + value);
                }
            }
        }
        return quiet;
    }

    private static String headValue(Form form, String mark) {
        return switch (mark) {
            case "project" -> form.name();
            case "unit" -> form.unit();
            case "year" -> form.year().map(String::valueOf).orElse("");
            default -> form.budget().total().map(BigDecimal::toPlainString).orElse("");
        };
    }

    private static Answer answer(Path file) throws IOException {
        Optional<FormSource> source = FormSource.ofFile(file.getFileName().toString());
        if (source.isEmpty()) {
            return new Answer(false, List.of());
        }
        try {
            List<Form> forms = FormFile.read(source.get(), Files.readAllBytes(file));
            return new Answer(forms.isEmpty(), forms); // A file in which nothing is recognised is refused.
        } catch (FormSource.Unreadable | Exceeded refused) {
            return new Answer(true, List.of());
        }
    }

    /** Equal names first, then one within the other. */
    private static Map<Integer, Integer> pairs(List<List<String>> rows, List<Form.FormRow> got) {
        Map<Integer, Integer> pairs = new HashMap<>();
        for (boolean equal : new boolean[] {true, false}) {
            for (int k = 0; k < rows.size(); k++) {
                if (pairs.containsKey(k)) {
                    continue;
                }
                String name = norm(rows.get(k).get(2));
                int best = -1;
                int least = Integer.MAX_VALUE;
                for (int n = 0; n < got.size(); n++) {
                    String other = norm(got.get(n).name());
                    boolean same = equal
                            ? name.equals(other)
                            : !name.isEmpty() && !other.isEmpty() && (name.contains(other) || other.contains(name));
                    int wrong = wrong(rows.get(k), got.get(n)).size();
                    if (same && !pairs.containsValue(n) && wrong < least) {
                        least = wrong;
                        best = n;
                    }
                }
                if (best >= 0) {
                    pairs.put(k, best);
                }
            }
        }
        return pairs;
    }

    private static List<Integer> wrong(List<String> row, Form.FormRow found) {
        List<String> cells = cells(found);
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            boolean agrees = i < 2
                    ? row.get(i).equals("?") || same(row.get(i)).equals(same(cells.get(i)))
                    : i == 4 || i == 6 ? agrees(row.get(i), cells.get(i)) : plainly(row.get(i), cells.get(i));
            if (!agrees) {
                wrong.add(i);
            }
        }
        return wrong;
    }

    private static List<String> cells(Form.FormRow row) {
        return List.of(
                row.level1(),
                row.level2(),
                row.name(),
                row.operator(),
                row.value(),
                row.unit(),
                row.actual().orElse(""));
    }

    private static boolean plainly(String want, String got) {
        return want.equals("?") || norm(want).equals(norm(got));
    }

    private static boolean agrees(String want, String got) {
        try {
            return plainly(want, got)
                    || new BigDecimal(norm(want).replace(",", ""))
                                    .compareTo(new BigDecimal(norm(got).replace(",", "")))
                            == 0;
        } catch (NumberFormatException words) {
            return false;
        }
    }

    private static String same(String level) {
        String norm = norm(level);
        return SAME.getOrDefault(norm, norm);
    }

    private static String norm(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("\\s+", "");
    }

    /** Prints the score of each folder named. */
    public static void main(String[] folders) throws IOException {
        for (String folder : folders) {
            FormScore score = of(Path.of(folder));
            score.lines().forEach(System.out::println);
            System.out.println(folder + ": " + score.summary());
        }
    }
}
