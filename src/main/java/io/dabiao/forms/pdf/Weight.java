package io.dabiao.forms.pdf;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.problem.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;

/**
 * How much a PDF's streams unpack to, each weighed as soon as it is found and before anything holds it in memory; and what small
 * numbers in it would become large tables. Not safe for use by several threads.
 */
final class Weight {

    /** Of a stream packed in a way that is not followed here; nothing has written such for decades. */
    private static final int MOST_OLD = 1_000_000;
    /** Of the table of objects, of the objects packed together, and of a table of characters: text, whose objects are large. */
    private static final int MOST_OBJECT_TEXT = 4 << 20;

    private static final int MOST_OBJECTS = 100_000;
    private static final int MOST_CHARACTERS = 200_000;
    private static final int MOST_CODES = 70_000;
    private static final int DEEPEST = 60;

    private static final String BEGINS = "beginbfrange";
    private static final String ENDS = "endbfrange";
    private static final Pattern RANGE =
            Pattern.compile("<([0-9A-Fa-f]{1,8})>\\s*<([0-9A-Fa-f]{1,8})>\\s*(?:<|\\[|\\d)");

    private final Allowance allowance;
    private final long mostOfOne;
    private final Map<COSStream, Long> weights = new IdentityHashMap<>();
    private long objectText;
    private long characters;

    Weight(Allowance allowance) {
        this.allowance = allowance;
        this.mostOfOne = allowance.most() / 3;
    }

    /** What a stream unpacks to; 0 of one that was never weighed. */
    long of(COSStream stream) {
        return weights.getOrDefault(stream, 0L);
    }

    /**
     * Weighs a stream that was just found.
     *
     * @throws Exceeded where it is more than a form needs
     */
    void add(COSStream stream) throws IOException {
        List<COSBase> filters = filters(stream);
        boolean old = filters.contains(COSName.LZW_DECODE)
                || filters.contains(COSName.LZW_DECODE_ABBREVIATION)
                || filters.contains(COSName.RUN_LENGTH_DECODE)
                || filters.contains(COSName.RUN_LENGTH_DECODE_ABBREVIATION);
        if (old && stream.getLength() > MOST_OLD) {
            throw tooMuch();
        }
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        long bytes = 0;
        try (InputStream raw = stream.createRawInputStream()) {
            InputStream in = raw;
            for (COSBase filter : filters) {
                if (COSName.FLATE_DECODE.equals(filter) || COSName.FLATE_DECODE_ABBREVIATION.equals(filter)) {
                    in = new InflaterInputStream(in);
                }
            }
            byte[] passed = new byte[16_384];
            for (int read = in.read(passed); read >= 0; read = in.read(passed)) {
                bytes += read;
                allowance.unpacked(read);
                if (bytes > mostOfOne) {
                    throw tooMuch();
                }
                if (start.size() < MOST_OBJECT_TEXT) {
                    start.write(passed, 0, read);
                }
            }
        } catch (ZipException | EOFException broken) {
            // No more than this comes out of it; whether the rest can be read is found out where it is needed.
        }
        weights.put(stream, bytes);
        kind(stream, bytes, start);
    }

    private void kind(COSStream stream, long bytes, ByteArrayOutputStream start) {
        COSName type = stream.getCOSName(COSName.TYPE);
        if (COSName.XREF.equals(type)) {
            long width = 0;
            COSArray widths = stream.getCOSArray(COSName.W);
            for (int i = 0; widths != null && i < widths.size(); i++) {
                width += Math.max(0, widths.getInt(i, 0));
            }
            if (bytes / Math.max(1, width) > MOST_OBJECTS) {
                throw objects();
            }
        } else if (COSName.OBJ_STM.equals(type)) {
            objectText += bytes;
            if (objectText > MOST_OBJECT_TEXT) {
                throw tooMuch();
            }
        } else {
            ranges(start.toString(StandardCharsets.ISO_8859_1));
        }
    }

    /** A line such as {@code <0000> <FFFFFFFF> <0000>} becomes an entry for each of its codes. */
    private void ranges(String text) {
        for (int from = text.indexOf(BEGINS); from >= 0; from = text.indexOf(BEGINS, from + 1)) {
            int to = text.indexOf(ENDS, from);
            Matcher range = RANGE.matcher(text).region(from, to < 0 ? text.length() : to);
            while (range.find()) {
                allowance.step();
                characters += Math.max(0, Long.parseLong(range.group(2), 16) - Long.parseLong(range.group(1), 16));
                if (characters > MOST_CHARACTERS) {
                    throw new Exceeded(
                            ErrorCode.TOO_MANY_CHARACTERS, "a font of the PDF names more characters than there are");
                }
            }
        }
    }

    /**
     * Looks at every object of a document, which weighs every stream of it.
     *
     * @throws Exceeded where there is more than a form needs
     */
    void all(COSDocument document) {
        for (COSObjectKey key : List.copyOf(document.getXrefTable().keySet())) {
            allowance.step();
            look(document.getObjectFromPool(key).getObject(), 0);
        }
    }

    private void look(COSBase object, int depth) {
        if (depth > DEEPEST) {
            throw new Exceeded(ErrorCode.TOO_DEEP, "the PDF has more than " + DEEPEST + " lists inside one another");
        }
        if (object instanceof COSDictionary dictionary) {
            widths(dictionary.getCOSArray(COSName.W), 3);
            widths(dictionary.getCOSArray(COSName.W2), 5);
            for (COSName table : List.of(COSName.TO_UNICODE, COSName.ENCODING)) {
                if (dictionary.getDictionaryObject(table) instanceof COSStream stream
                        && of(stream) > MOST_OBJECT_TEXT) {
                    throw tooMuch();
                }
            }
            for (COSBase value : dictionary.getValues()) {
                direct(value, depth);
            }
        } else if (object instanceof COSArray array) {
            for (COSBase value : array) {
                direct(value, depth);
            }
        }
    }

    /** What is referred to is looked at by itself. */
    private void direct(COSBase value, int depth) {
        if (value instanceof COSDictionary || value instanceof COSArray) {
            allowance.step();
            look(value, depth + 1);
        }
    }

    /** The widths of characters: a code with the list of those from it on, or the first and the last that have the same. */
    private static void widths(COSArray widths, int ofARange) {
        int i = 0;
        while (widths != null && i + 1 < widths.size()) {
            COSBase from = widths.getObject(i);
            COSBase to = widths.getObject(i + 1);
            if (from instanceof COSNumber first && to instanceof COSNumber last) {
                if (last.longValue() - first.longValue() > MOST_CODES) {
                    throw new Exceeded(
                            ErrorCode.TOO_MANY_CHARACTERS, "a font of the PDF names more characters than there are");
                }
                i += ofARange;
            } else {
                i += 2;
            }
        }
    }

    private Exceeded tooMuch() {
        return new Exceeded(
                ErrorCode.UNPACKS_TO_TOO_MUCH,
                "the PDF unpacks to more than " + (allowance.most() >> 20) + " MB, or a single part of it to more than "
                        + (mostOfOne >> 20) + " MB");
    }

    static Exceeded objects() {
        return new Exceeded(ErrorCode.TOO_MANY_OBJECTS, "the PDF has more than " + MOST_OBJECTS + " objects");
    }

    /** Before a table is made of them: what looks like the beginning of an object or like its place in the table. */
    static void objects(byte[] file) {
        int objects = 0;
        int places = 0;
        for (int i = 3; i + 1 < file.length; i++) {
            if (file[i] == 'j' && file[i - 1] == 'b' && file[i - 2] == 'o' && file[i - 3] <= ' ') {
                objects++;
            } else if ((file[i] == 'n' || file[i] == 'f') && file[i - 1] == ' ' && file[i + 1] <= ' ') {
                places++;
            }
        }
        if (objects > MOST_OBJECTS || places > MOST_OBJECTS) {
            throw objects();
        }
    }

    private static List<COSBase> filters(COSStream stream) {
        COSBase filters = stream.getFilters();
        List<COSBase> all = new ArrayList<>();
        if (filters instanceof COSArray array) {
            array.forEach(one -> all.add(one instanceof COSObject object ? object.getObject() : one));
        } else if (filters != null) {
            all.add(filters);
        }
        return all;
    }
}
