package io.dabiao.ingest.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.store.EventJson;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Rows of files that arrive somewhere. Each file is read once: a file of the same name that has another size or time is another one.
 * A run that breaks off within a file goes on after the row that was kept last. A file that cannot be read is left out, and told at the
 * end: it is tried again by each run, and keeps none of the others waiting.
 */
public final class ArrivingFiles implements Rows {

    /**
     * A file.
     *
     * @param name its path below the place
     * @param mark changes when it is written again: its size and time, or a digest
     */
    public record Arrived(String name, long size, String mark) {

        String item() {
            return name + " " + mark;
        }
    }

    /** Where files arrive. Belongs to one run. */
    public interface Store extends Closeable {

        /** Those that are complete, in whatever order. */
        List<Arrived> files() throws IOException;

        /** Empty where it is no longer what it was when it was listed: it is being written to, or gone. */
        Optional<byte[]> read(Arrived file) throws IOException;
    }

    /** So many files one after the other that the place does not hand out are no fault of theirs: it is away. */
    private static final int AWAY = 3;

    /** More are counted. */
    private static final int MOST_NAMED = 5;

    private final Store store;
    private final Contents contents;
    private final Optional<JsonPointer> items;
    private final Start start;
    private final Deque<Arrived> waiting;
    private final Deque<Page> ready = new ArrayDeque<>();
    private final List<String> unread = new ArrayList<>();
    private int withheld;

    /** @throws IOException where the place cannot be looked at */
    public ArrivingFiles(Store store, Contents contents, Optional<JsonPointer> items, Start start) throws IOException {
        this.store = store;
        this.contents = contents;
        this.items = items;
        this.start = start;
        try {
            this.waiting = new ArrayDeque<>(store.files().stream()
                    .filter(file -> !start.finished().test(file.item()))
                    .sorted(Comparator.comparing(Arrived::name))
                    .toList());
        } catch (IOException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /** @throws IOException also behind the last page, where files were left out */
    @Override
    public Optional<Page> next() throws IOException {
        while (ready.isEmpty() && !waiting.isEmpty()) {
            read(waiting.poll());
        }
        if (ready.isEmpty() && !unread.isEmpty()) {
            throw leftOut();
        }
        return Optional.ofNullable(ready.poll());
    }

    private IOException leftOut() {
        int more = unread.size() - MOST_NAMED;
        String named = String.join("; ", unread.subList(0, Math.min(MOST_NAMED, unread.size())));
        unread.clear();
        return new IOException(named + (more > 0 ? "; and " + more + " more files" : ""));
    }

    /** Files have nothing to do with each other: a table of another kind among them is left where it is. */
    @Override
    public boolean leaveOut(Page page, SourceChanged changed) {
        ready.clear(); // What was ready is of the same file.
        unread.add("the file " + page.rows().get(0).place() + ": " + changed.getMessage());
        return true;
    }

    private void read(Arrived file) throws IOException {
        if (file.size() > Contents.LIMIT) {
            leaveOut(file, "it has more than " + Contents.LIMIT + " bytes: split it");
            return;
        }
        Optional<byte[]> content;
        try {
            content = store.read(file);
            withheld = 0;
        } catch (IOException failed) {
            if (++withheld == AWAY) {
                throw failed;
            }
            leaveOut(file, failed.getMessage());
            return;
        }
        if (content.isEmpty()) {
            return; // The next run lists it again.
        }
        try {
            pages(file, contents.read(content.get(), file.name(), items).rows());
        } catch (IOException unreadable) {
            leaveOut(file, unreadable.getMessage());
        }
    }

    private void leaveOut(Arrived file, String why) {
        unread.add("the file " + file.name() + ": " + why);
    }

    private void pages(Arrived file, List<Row> rows) {
        int done = start.bookmark()
                .filter(json -> json.path("file").asText().equals(file.item()))
                .map(json -> json.path("rows").asInt())
                .orElse(0);
        List<Row> rest = new ArrayList<>(rows.subList(Math.min(done, rows.size()), rows.size()));
        for (int i = 0; i < rest.size(); i += MOST) {
            int end = Math.min(rest.size(), i + MOST);
            boolean last = end == rest.size();
            ObjectNode bookmark =
                    EventJson.MAPPER.createObjectNode().put("file", file.item()).put("rows", done + end);
            ready.add(new Page(
                    rest.subList(i, end), Optional.<JsonNode>of(bookmark), last ? List.of(file.item()) : List.of()));
        }
        if (rest.isEmpty()) {
            ready.add(new Page(List.of(), Optional.empty(), List.of(file.item())));
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
