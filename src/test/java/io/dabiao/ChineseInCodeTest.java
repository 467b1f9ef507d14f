package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where literals of the code may have Chinese: in what reads Chinese papers, and in examples; a list that only gets shorter names them.
 * What people are told stands in message files.
 */
class ChineseInCodeTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "dabiao");
    private static final Path LIST = Path.of("src", "test", "resources", "core", "chinese-literals.tsv");

    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");

    /** A block of text, a literal, a character, a comment of either kind, or anything else. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"\"\"[\\s\\S]*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+'|/\\*[\\s\\S]*?\\*/|//[^\\n]*+");

    private record Allowed(boolean any, int most) {}

    @Test
    void newChineseStandsInMessageFiles() throws IOException {
        Map<String, Allowed> allowed = allowed();
        List<String> wrong = new ArrayList<>();
        found().forEach((file, lines) -> {
            Allowed one = allowed.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("/") && file.startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(allowed.get(file));
            if (one == null) {
                wrong.add(file + " has " + lines
                        + " literals with Chinese: put the texts into message files, see Words.of");
            } else if (!one.any() && lines > one.most()) {
                wrong.add(file + " has " + lines + " literals with Chinese, " + one.most() + " are allowed");
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void aFileThatHasNoChineseAnyMoreLeavesTheList() throws IOException {
        assertThat(found().keySet())
                .containsAll(allowed().keySet().stream()
                        .filter(name -> !name.endsWith("/"))
                        .toList());
    }

    private static Map<String, Integer> found() throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(SOURCES)) {
            for (Path file : all.filter(one -> one.toString().endsWith(".java")).toList()) {
                int literals = (int) TOKEN.matcher(Files.readString(file))
                        .results()
                        .filter(token -> !token.group().startsWith("/"))
                        .filter(token -> CHINESE.matcher(token.group()).find())
                        .count();
                if (literals > 0) {
                    found.put(SOURCES.relativize(file).toString().replace('\\', '/'), literals);
                }
            }
        }
        return found;
    }

    /** A file, or a folder that ends in a slash, and what it does with Chinese: it reads it, it gives examples, or the most literals that it may still have. */
    private static Map<String, Allowed> allowed() throws IOException {
        Map<String, Allowed> allowed = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t");
            boolean any = cells[1].equals("reads") || cells[1].equals("examples");
            allowed.put(cells[0], new Allowed(any, any ? 0 : Integer.parseInt(cells[1])));
        }
        return allowed;
    }
}
