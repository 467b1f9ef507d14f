package io.dabiao.declare.form.pdf;

import io.dabiao.declare.form.FormSource.Unreadable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;

/** How much a PDF's streams unpack to, before any of them is held in memory. Pictures are never unpacked and do not count. */
final class Weight {

    /** Of all streams together; an official form with its fonts has a few megabytes. */
    private static final long MOST_BYTES = 60_000_000;

    /** Of a stream packed in a way that is not followed here; nothing has written such for decades. */
    private static final long MOST_OLD = 1_000_000;

    private long bytes;

    private Weight() {}

    /** @throws Unreadable where it is more than a form needs */
    static void check(COSDocument document) throws IOException {
        Weight weight = new Weight();
        for (COSObjectKey key : List.copyOf(document.getXrefTable().keySet())) {
            COSObject object = document.getObjectFromPool(key);
            if (object.getObject() instanceof COSStream stream
                    && !COSName.IMAGE.equals(stream.getCOSName(COSName.SUBTYPE))) {
                weight.add(stream);
            }
        }
    }

    private void add(COSStream stream) throws IOException {
        List<COSBase> filters = filters(stream);
        boolean old = filters.contains(COSName.LZW_DECODE) || filters.contains(COSName.RUN_LENGTH_DECODE);
        if (old && stream.getLength() > MOST_OLD) {
            throw tooMuch();
        }
        try (InputStream raw = stream.createRawInputStream()) {
            InputStream in = raw;
            for (COSBase filter : filters) {
                if (COSName.FLATE_DECODE.equals(filter) || COSName.FLATE_DECODE_ABBREVIATION.equals(filter)) {
                    in = new InflaterInputStream(in);
                }
            }
            byte[] passed = new byte[65_536];
            for (int read = in.read(passed); read >= 0; read = in.read(passed)) {
                bytes += read;
                if (bytes > MOST_BYTES) {
                    throw tooMuch();
                }
            }
        } catch (ZipException | EOFException broken) {
            // No more than this comes out of it; whether the rest can be read is found out where it is needed.
            return;
        }
    }

    private static Unreadable tooMuch() {
        return new Unreadable("the PDF unpacks to more than " + MOST_BYTES / 1_000_000 + " MB");
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
