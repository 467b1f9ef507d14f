package io.dabiao.report;

import io.dabiao.core.text.Language;
import io.dabiao.document.CsvLine;
import io.dabiao.store.Evidence;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Everything of one report for the archive, as a ZIP: the paper with its annex, its figures, the evidence, and a list of all with hashes. */
@ApplicationScoped
public class ArchiveFile {

    /** Of the evidence of one report, in bytes: it is held as a whole. */
    private static final long MOST = 64L << 20;

    private static final int LONGEST_NAME = 80;

    private final Seals seals;
    private final Evidence evidence;

    ArchiveFile(Seals seals, Evidence evidence) {
        this.seals = seals;
        this.evidence = evidence;
    }

    /** Of a sealed report: papers are those that were sealed. */
    public byte[] of(SealedReport sealed, Language language) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        seals.names()
                .forEach(name -> files.put(
                        "report." + name, seals.paper(sealed, seals.format(name).orElseThrow(), language)));
        files.put("figures.json", sealed.figures().getBytes(StandardCharsets.UTF_8));
        return zip(files, seals.figures(sealed), sealed.sealedAt());
    }

    /** Of a draft, as of an instant. */
    public byte[] of(Report draft, Language language, Instant at) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        seals.names()
                .forEach(name -> files.put(
                        "report." + name,
                        seals.rendered(seals.format(name).orElseThrow(), Papers.of(draft, language))));
        files.put("figures.json", seals.figures(draft));
        return zip(files, draft, at);
    }

    private byte[] zip(Map<String, byte[]> files, Report report, Instant at) {
        List<String> lines = new ArrayList<>();
        lines.add(CsvLine.of(List.of("file", "sha256", "indicator")));
        files.forEach((name, content) -> lines.add(CsvLine.of(List.of(name, Seals.digest(content), ""))));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue(), at);
            }
            evidence(zip, report, lines, at);
            put(zip, "contents.csv", ("\uFEFF" + String.join("", lines)).getBytes(StandardCharsets.UTF_8), at);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Each document once; one that is too much, or is not kept here, is named all the same. */
    private void evidence(ZipOutputStream zip, Report report, List<String> lines, Instant at) throws IOException {
        Map<String, String> put = new LinkedHashMap<>();
        long room = MOST;
        for (Figure figure : report.figures()) {
            for (Figure.Document document : figure.evidence()) {
                String name = put.get(document.sha256());
                if (name == null) {
                    Optional<Evidence.Document> known = Optional.ofNullable(
                            evidence.documents(List.of(document.sha256())).get(document.sha256()));
                    boolean fits = known.isPresent() && known.get().size() <= room;
                    name = (fits ? "" : "(not in this file) ") + "evidence/"
                            + document.sha256()
                                    .substring(0, Math.min(8, document.sha256().length())) + "-"
                            + plain(document.name());
                    if (fits) {
                        room -= known.get().size();
                        put(
                                zip,
                                name,
                                evidence.content(document.sha256())
                                        .orElseThrow()
                                        .bytes(),
                                at);
                    }
                    put.put(document.sha256(), name);
                }
                lines.add(CsvLine.of(List.of(name, document.sha256(), figure.name())));
            }
        }
    }

    /** Of what may stand in a file's name anywhere. */
    private static String plain(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceAll("^[.]+", "_");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(plain.length() - LONGEST_NAME);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content, Instant at) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(at.atOffset(ZoneOffset.UTC).toLocalDateTime());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
