package io.dabiao.ingest.reported;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Kinds of documents that are taken as evidence. A kind is told by the content; the name must agree with it.
 *
 * <p>What a browser would run is none of them, and neither is what carries macros: evidence is looked at, also by those who
 * did not upload it.
 */
enum DocumentType {
    PDF("application/pdf", "pdf"),
    PNG("image/png", "png"),
    JPEG("image/jpeg", "jpg", "jpeg"),
    TIFF("image/tiff", "tif", "tiff"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    PPTX("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    ODT("application/vnd.oasis.opendocument.text", "odt"),
    ODS("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    /** 版式文档, GB/T 33190. */
    OFD("application/ofd", "ofd"),
    /** The binary formats of older office programs, WPS's among them; they look alike from outside. */
    OLE2("application/x-ole-storage", "doc", "xls", "ppt", "wps", "et", "dps"),
    TEXT("text/plain", "txt", "csv", "md", "log");

    private static final int MOST_PARTS = 10_000;

    private final String mediaType;
    private final List<String> endings;

    DocumentType(String mediaType, String... endings) {
        this.mediaType = mediaType;
        this.endings = List.of(endings);
    }

    String mediaType() {
        return mediaType;
    }

    /** The endings of all kinds, for a person. */
    static String all() {
        return Arrays.stream(values()).flatMap(type -> type.endings.stream()).collect(Collectors.joining(", "));
    }

    boolean suits(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && endings.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** What the content is; empty where it is none of these. */
    static Optional<DocumentType> of(byte[] content) {
        if (begins(content, "%PDF-")) {
            return Optional.of(PDF);
        }
        if (begins(content, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (begins(content, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (begins(content, "II*\0") || begins(content, "MM\0*")) {
            return Optional.of(TIFF);
        }
        if (begins(content, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
            return Optional.of(OLE2);
        }
        if (begins(content, "PK\u0003\u0004")) {
            return packaged(content);
        }
        return text(content) ? Optional.of(TEXT) : Optional.empty();
    }

    private static boolean begins(byte[] content, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return content.length > bytes.length && Arrays.equals(content, 0, bytes.length, bytes, 0, bytes.length);
    }

    /** Looks at the names of the parts only: nothing is unpacked that could be larger than it looks. */
    private static Optional<DocumentType> packaged(byte[] content) {
        Set<String> parts = new HashSet<>();
        try (ZipFile zip = ZipFile.builder()
                .setByteArray(content)
                .setIgnoreLocalFileHeader(true)
                .get()) {
            Enumeration<ZipArchiveEntry> entries = zip.getEntries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName().toLowerCase(Locale.ROOT);
                parts.add(name);
                if (parts.size() > MOST_PARTS || name.endsWith("vbaproject.bin")) {
                    return Optional.empty();
                }
            }
        } catch (IOException | IllegalArgumentException broken) {
            return Optional.empty();
        }
        if (parts.contains("ofd.xml")) {
            return Optional.of(OFD);
        }
        if (parts.contains("mimetype") && parts.contains("content.xml")) {
            return openDocument(content);
        }
        if (!parts.contains("[content_types].xml")) {
            return Optional.empty();
        }
        if (parts.contains("word/document.xml")) {
            return Optional.of(DOCX);
        }
        if (parts.contains("xl/workbook.xml")) {
            return Optional.of(XLSX);
        }
        return parts.contains("ppt/presentation.xml") ? Optional.of(PPTX) : Optional.empty();
    }

    /** An OpenDocument file begins with its type, not compressed, so that it can be told from outside. */
    private static Optional<DocumentType> openDocument(byte[] content) {
        String head = new String(content, 0, Math.min(content.length, 120), StandardCharsets.ISO_8859_1);
        return head.contains(ODT.mediaType)
                ? Optional.of(ODT)
                : head.contains(ODS.mediaType) ? Optional.of(ODS) : Optional.empty();
    }

    /** Text without control characters that does not begin like something a browser would run. */
    private static boolean text(byte[] content) {
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            try {
                String text = charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(content))
                        .toString();
                boolean plain =
                        text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f');
                return plain && !text.isBlank() && !text.stripLeading().startsWith("<") && !text.startsWith("\uFEFF<");
            } catch (CharacterCodingException another) {
                continue;
            }
        }
        return false;
    }
}
