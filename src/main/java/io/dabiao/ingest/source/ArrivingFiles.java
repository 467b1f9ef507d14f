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
 * A run that breaks off within a file goes on after the row that was kept last.
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

    private final Store store;
    private final Contents contents;
    private final Optional<JsonPointer> items;
    private final Start start;
    private final Deque<Arrived> waiting;
    private final Deque<Page> ready = new ArrayDeque<>();

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

    @Override
    public Optional<Page> next() throws IOException {
        while (ready.isEmpty() && !waiting.isEmpty()) {
            read(waiting.poll());
        }
        return Optional.ofNullable(ready.poll());
    }

    private void read(Arrived file) throws IOException {
        if (file.size() > Contents.LIMIT) {
            throw new IOException("the file " + file.name() + " has more than " + Contents.LIMIT + " bytes: split it");
        }
        List<Row> rows;
        try {
            Optional<byte[]> content = store.read(file);
            if (content.isEmpty()) {
                return; // The next run lists it again.
            }
            rows = contents.read(content.get(), file.name(), items).rows();
        } catch (IOException unreadable) {
            throw new IOException("the file " + file.name() + ": " + unreadable.getMessage(), unreadable);
        }
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
