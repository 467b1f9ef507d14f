package io.dabiao;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What was sent to the service to put it out of breath: small bodies that want much memory or time of the one who reads them. */
public final class Bombs {

    public static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public static final String PDF = "application/pdf";

    private Bombs() {}

    /** Writes a part. */
    private interface Part {
        void to(OutputStream out) throws IOException;
    }

    private static byte[] bytes(Part part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            part.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] zipped(Map<String, Part> parts) {
        return bytes(out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                part.getValue().to(zip);
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private static Part text(String text) {
        return repeated("", text, 1, "");
    }

    private static Part repeated(String before, String text, int times, String after) {
        return out -> {
            out.write(before.getBytes(StandardCharsets.UTF_8));
            byte[] once = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < times; i++) {
                out.write(once);
            }
            out.write(after.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** A Word document of words with very many blanks between them. */
    public static byte[] blankParagraphs(int number, int blanks) {
        return zipped(Map.of(
                "word/document.xml",
                repeated(
                        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>",
                        "<w:p><w:r><w:t xml:space=\"preserve\">数量指标" + " ".repeat(blanks) + "单位</w:t></w:r></w:p>",
                        number,
                        "</w:body></w:document>")));
    }

    /** An OpenDocument spreadsheet. @param rows what stands within its only table */
    public static byte[] ods(String rows, int times) {
        Map<String, Part> parts = new java.util.LinkedHashMap<>();
        parts.put("mimetype", text("application/vnd.oasis.opendocument.spreadsheet"));
        parts.put(
                "content.xml",
                repeated(
                        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                                + " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
                                + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>"
                                + "<table:table table:name=\"a\">",
                        rows,
                        times,
                        "</table:table></office:spreadsheet></office:body></office:document-content>"));
        return zipped(parts);
    }

    /** A spreadsheet in Excel's XML of 2003. @param row that stands in it so many times */
    public static byte[] xmlSpreadsheet(String row, int times) {
        return bytes(repeated(
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\""
                        + " xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table>",
                row,
                times,
                "</Table></Worksheet></Workbook>"));
    }

    /** A Word document of very many small paragraphs. */
    public static byte[] paragraphs(int number) {
        return zipped(Map.of("word/document.xml", out -> {
            out.write(("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                            + "<w:body>")
                    .getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < number; i++) {
                out.write(("<w:p><w:r><w:t>" + Integer.toHexString(i * 31) + "</w:t></w:r></w:p>")
                        .getBytes(StandardCharsets.UTF_8));
            }
            out.write("</w:body></w:document>".getBytes(StandardCharsets.UTF_8));
        }));
    }

    private static byte[] workbook(Part strings, Part sheet) {
        return zipped(Map.of(
                "xl/workbook.xml",
                text(
                        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
                                + "<sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
                "xl/_rels/workbook.xml.rels",
                text("<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
                "xl/sharedStrings.xml",
                strings,
                "xl/worksheets/sheet1.xml",
                sheet));
    }

    /** A workbook with so many megabytes of one shared text. */
    public static byte[] oneText(int megabytes) {
        return workbook(
                repeated("<sst><si><t>", "x".repeat(1 << 20), megabytes, "</t></si></sst>"),
                text("<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>"));
    }

    /** A workbook with so many megabytes of shared texts, none of them too long by itself. */
    public static byte[] manyTexts(int megabytes) {
        return workbook(
                repeated("<sst>", "<si><t>" + "x".repeat(32_000) + "</t></si>", megabytes * 32, "</sst>"),
                text("<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>"));
    }

    /** A workbook whose cells all name one text of a megabyte. */
    public static byte[] sharedByCells(int cells) {
        return workbook(
                repeated("<sst><si><t>", "日期".repeat(1 << 10), 170, "</t></si></sst>"),
                repeated(
                        "<worksheet><sheetData>",
                        "<row>" + "<c t=\"s\"><v>0</v></c>".repeat(99) + "</row>",
                        cells / 99,
                        "</sheetData></worksheet>"));
    }

    /** A workbook with a tag of so many megabytes. */
    public static byte[] longTag(int megabytes) {
        return workbook(
                text("<sst/>"),
                repeated(
                        "<worksheet><sheetData><row><c r=\"",
                        "A".repeat(1 << 20),
                        megabytes,
                        "\"/></row></sheetData></worksheet>"));
    }

    /** A PDF of so many pages that all draw one stream, which unpacks to so many megabytes. */
    public static byte[] pages(int pages, int megabytes) {
        byte[] packed = deflated(megabytes, "0 0 m 1 1 l S\n");
        return pdf(pages, "/Filter /FlateDecode", packed);
    }

    /** The same, its one stream packed twice. */
    public static byte[] packedTwice(int megabytes) {
        byte[] once = deflated(megabytes, " ");
        return pdf(1, "/Filter [/FlateDecode /FlateDecode]", bytes(out -> {
            DeflaterOutputStream deflater = new DeflaterOutputStream(out);
            deflater.write(once);
            deflater.finish();
        }));
    }

    /** A PDF whose one page draws a stream that is called a picture. */
    public static byte[] calledAPicture(int megabytes) {
        return pdf(1, "/Filter /FlateDecode /Type /XObject /Subtype /Image", deflated(megabytes, "0 0 m 1 1 l S\n"));
    }

    /** A PDF whose page holds a picture within its drawing, which unpacks to so many megabytes. */
    public static byte[] inlinePicture(int megabytes) {
        byte[] picture = deflated(megabytes, "\0");
        return pdf(1, "", bytes(out -> {
            out.write("BI /W 1000 /H 1000 /BPC 8 /CS /G /F /Fl ID ".getBytes(StandardCharsets.ISO_8859_1));
            out.write(picture);
            out.write("\nEI\n".getBytes(StandardCharsets.ISO_8859_1));
        }));
    }

    /** A PDF with an object of lists inside lists. */
    public static byte[] lists(int deep) {
        byte[] whole = pdf(1, "", new byte[0]);
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        return text.replace("/Extra null", "/Extra " + "[".repeat(deep) + "]".repeat(deep))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Without a table of objects: a reader finds them by looking. */
    private static byte[] pdf(int pages, String filter, byte[] stream) {
        return bytes(out -> {
            StringBuilder kids = new StringBuilder();
            for (int i = 0; i < pages; i++) {
                kids.append(10 + i).append(" 0 R ");
            }
            String begin = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Extra null >>\nendobj\n"
                    + "2 0 obj\n<< /Type /Pages /Count " + pages + " /Kids [" + kids + "] >>\nendobj\n";
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < pages; i++) {
                out.write(((10 + i) + " 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << >>"
                                + " /Contents 3 0 R >>\nendobj\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write(("3 0 obj\n<< " + filter + " /Length " + stream.length + " >>\nstream\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(stream);
            out.write("\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 1000 >>\nstartxref\n0\n%%EOF\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static byte[] deflated(int megabytes, String pattern) {
        byte[] megabyte = pattern.repeat((1 << 20) / pattern.length()).getBytes(StandardCharsets.ISO_8859_1);
        return bytes(out -> {
            DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(9));
            for (int i = 0; i < megabytes; i++) {
                deflater.write(megabyte);
            }
            deflater.finish();
        });
    }

    /** The same bytes packed by gzip. */
    public static byte[] gzip(int megabytes, String pattern) {
        byte[] megabyte = pattern.repeat((1 << 20) / pattern.length()).getBytes(StandardCharsets.UTF_8);
        return bytes(out -> {
            GZIPOutputStream gzip = new GZIPOutputStream(out);
            for (int i = 0; i < megabytes; i++) {
                gzip.write(megabyte);
            }
            gzip.finish();
        });
    }

    /** A body of Snappy that unpacks to so many megabytes of zeros: copies of 64 bytes, each in three. */
    public static byte[] snappy(int megabytes) {
        return bytes(out -> {
            int length = megabytes << 20;
            for (int left = length; ; left >>>= 7) {
                if (left < 0x80) {
                    out.write(left);
                    break;
                }
                out.write(left & 0x7F | 0x80);
            }
            out.write(0); // One literal byte.
            out.write(0);
            for (int written = 1; written < length; ) {
                int copy = Math.min(64, length - written);
                out.write(copy - 1 << 2 | 2);
                out.write(1);
                out.write(0);
                written += copy;
            }
        });
    }

    /** YAML of so many brackets. */
    public static byte[] brackets(int number) {
        return ("a: " + "[".repeat(number)).getBytes(StandardCharsets.UTF_8);
    }
}
