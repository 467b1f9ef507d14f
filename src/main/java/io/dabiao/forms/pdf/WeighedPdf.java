package io.dabiao.forms.pdf;

import io.dabiao.budget.Exceeded;
import io.dabiao.problem.ErrorCode;
import java.io.IOException;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdfparser.PDFParser;

/**
 * Parses a PDF and weighs each of its streams as soon as it is found, before the parser or anybody else unpacks it: the table of
 * objects may itself be packed. Pictures are emptied, since none is ever looked at, and what is called one could be used for something
 * else.
 */
final class WeighedPdf extends PDFParser {

    /** Of objects as text, outside of streams; each byte can become twenty. */
    private static final long MOST_TEXT = 4L << 20;

    /** Counts what is read byte by byte, as objects are and streams are not. */
    private static final class Counted extends RandomAccessReadBuffer {
        private long read;

        private Counted(byte[] file) {
            super(file);
        }

        @Override
        public int read() throws IOException {
            read++;
            return super.read();
        }
    }

    private final Counted counted;
    private final Weight weight;
    private long text;
    private int nested;

    private WeighedPdf(Counted counted, Weight weight) throws IOException {
        super(counted);
        this.counted = counted;
        this.weight = weight;
    }

    static WeighedPdf of(byte[] file, Weight weight) throws IOException {
        Weight.objects(file);
        return new WeighedPdf(new Counted(file), weight);
    }

    @Override
    protected synchronized COSBase parseObjectDynamically(COSObjectKey key, boolean existing) throws IOException {
        long before = counted.read;
        nested++;
        try {
            return super.parseObjectDynamically(key, existing);
        } finally {
            // One object may be found out while another is read: its bytes count with that one's.
            if (--nested == 0) {
                text += counted.read - before;
                enough();
            }
        }
    }

    private void enough() {
        if (text > MOST_TEXT) {
            throw new Exceeded(
                    ErrorCode.UNPACKS_TO_TOO_MUCH,
                    "the PDF unpacks to more than " + (MOST_TEXT >> 20) + " MB of objects");
        }
    }

    @Override
    protected COSStream parseCOSStream(COSDictionary dictionary) throws IOException {
        COSStream stream = super.parseCOSStream(dictionary);
        if (COSName.IMAGE.equals(stream.getCOSName(COSName.SUBTYPE))) {
            COSStream empty = new COSStream();
            stream.entrySet().forEach(entry -> empty.setItem(entry.getKey(), entry.getValue()));
            empty.removeItem(COSName.FILTER);
            empty.removeItem(COSName.DECODE_PARMS);
            empty.createRawOutputStream().close();
            return empty;
        }
        weight.add(stream);
        return stream;
    }
}
