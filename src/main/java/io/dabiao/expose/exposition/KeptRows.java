package io.dabiao.expose.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/**
 * Some families over the same rows, as compressed text that is kept: rows stand together by the dozen, and only those dozens of which a row
 * changed are written again.
 *
 * <p>The compressed text alone is kept, a twentieth of the text. Safe for use by several threads.
 *
 * @param <S> what the rows are made of; the same object means that no row changed
 * @param <R> a row: equal rows make the same lines
 */
public final class KeptRows<S, R> {

    /** More of them compress better, fewer are written sooner when one of them changes. */
    private static final int TOGETHER = 32;

    /** @param pieces one for each family */
    private record Chunk<R>(List<R> rows, List<Piece> pieces) {}

    private final Supplier<S> source;
    private final Function<S, List<R>> rows;
    private final List<Family<R>> families;
    private final Map<String, List<Piece>> heads = new ConcurrentHashMap<>();
    private S seen;
    private List<Chunk<R>> chunks = List.of();

    public KeptRows(Supplier<S> source, Function<S, List<R>> rows, List<Family<R>> families) {
        this.source = source;
        this.rows = rows;
        this.families = List.copyOf(families);
    }

    /** Adds all samples there are now, family by family. @param format a content type of the client library's */
    public void addTo(JoinedPieces out, String format) {
        List<Piece> head = heads.computeIfAbsent(format, this::heads);
        List<Chunk<R>> now = chunks();
        for (int family = 0; family < families.size(); family++) {
            out.add(head.get(family));
            for (Chunk<R> chunk : now) {
                out.add(chunk.pieces().get(family));
            }
        }
    }

    private List<Piece> heads(String format) {
        Deflater deflater = Piece.deflater();
        try {
            return families.stream()
                    .map(family -> Piece.of(family.head(format), deflater))
                    .toList();
        } finally {
            deflater.end();
        }
    }

    private synchronized List<Chunk<R>> chunks() {
        S now = source.get();
        if (now == seen) {
            return chunks;
        }
        List<R> all = rows.apply(now);
        List<Chunk<R>> made = new ArrayList<>();
        Deflater deflater = Piece.deflater();
        try {
            for (int from = 0; from < all.size(); from += TOGETHER) {
                List<R> some = List.copyOf(all.subList(from, Math.min(all.size(), from + TOGETHER)));
                Chunk<R> before = made.size() < chunks.size() ? chunks.get(made.size()) : null;
                made.add(before != null && before.rows().equals(some) ? before : written(some, deflater));
            }
        } finally {
            deflater.end();
        }
        chunks = List.copyOf(made);
        seen = now;
        return chunks;
    }

    private Chunk<R> written(List<R> some, Deflater deflater) {
        List<Piece> pieces = new ArrayList<>();
        Lines lines = new Lines();
        for (Family<R> family : families) {
            lines.clear();
            some.forEach(row -> family.lines().of(row, lines));
            pieces.add(Piece.of(lines.text(), deflater));
        }
        return new Chunk<>(some, List.copyOf(pieces));
    }
}
