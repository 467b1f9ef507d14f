package io.dabiao;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The examples of the documents: blocks between fences, and blocks of four blanks that hold commands. */
public final class DocumentExamples {

    /**
     * One block.
     *
     * @param kind what stands behind the opening fence, such as {@code yaml}; {@code indented} without one
     */
    public record Example(Path document, int line, String kind, String text) {

        @Override
        public String toString() {
            return document + ":" + line;
        }
    }

    private DocumentExamples() {}

    /** All of one kind, decisions excepted: they tell what was, not what is. */
    public static List<Example> of(String kind) throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md"), Path.of("README.zh-CN.md")));
        try (Stream<Path> all = Files.walk(Path.of("docs"))) {
            all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith("docs/decisions"))
                    .sorted()
                    .forEach(documents::add);
        }
        List<Example> examples = new ArrayList<>();
        for (Path document : documents) {
            examples.addAll(read(document));
        }
        examples.removeIf(example -> !example.kind().equals(kind));
        return examples;
    }

    private static List<Example> read(Path document) throws IOException {
        List<Example> examples = new ArrayList<>();
        List<String> lines = Files.readAllLines(document);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int first = i + 1;
            StringBuilder text = new StringBuilder();
            if (line.startsWith("```")) {
                for (i++; i < lines.size() && !lines.get(i).startsWith("```"); i++) {
                    text.append(lines.get(i)).append('\n');
                }
                examples.add(new Example(document, first, line.substring(3).strip(), text.toString()));
            } else if (line.startsWith("    ")) {
                for (; i < lines.size() && lines.get(i).startsWith("    "); i++) {
                    text.append(lines.get(i).substring(4)).append('\n');
                }
                examples.add(new Example(document, first, "indented", text.toString()));
            }
        }
        return examples;
    }
}
