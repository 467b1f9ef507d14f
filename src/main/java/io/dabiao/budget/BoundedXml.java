package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML that a stranger wrote, read as a stream. No document type is read, which alone could define entities; depth, the number of
 * different names, and the length of a single tag, comment or text are bounded, since the reader holds each of them as a whole. Not
 * safe for use by several threads.
 */
public final class BoundedXml {

    private static final int DEEPEST = 200;
    /** Every name is kept for good by the reader. Office documents have some hundreds. */
    private static final int MOST_NAMES = 4_000;
    /** Bytes of one tag, comment or run of text: a cell holds 32,767 characters. */
    private static final int LONGEST_RUN = 256 << 10;

    private final XMLStreamReader xml;
    private final Allowance allowance;
    private final Set<String> names = new HashSet<>();
    private int depth;

    /** @param bytes in UTF-8 or another encoding in which {@code <} is one byte */
    public BoundedXml(InputStream bytes, Allowance allowance) throws IOException, XMLStreamException {
        this.allowance = allowance;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        xml = factory.createXMLStreamReader(new Runs(wide(new BufferedInputStream(bytes))));
    }

    /** UTF-16 and UTF-32 begin with a mark or a zero; office programs write neither. */
    private static InputStream wide(BufferedInputStream bytes) throws IOException {
        bytes.mark(4);
        byte[] first = bytes.readNBytes(2);
        bytes.reset();
        if (first.length == 2 && (first[0] == 0 || first[1] == 0 || (first[0] & 0xFE) == 0xFE)) {
            throw new IOException("its XML is not in UTF-8");
        }
        return bytes;
    }

    public boolean hasNext() throws XMLStreamException {
        return xml.hasNext();
    }

    /** The kind of the next piece, of {@link XMLStreamConstants}. */
    public int next() throws XMLStreamException {
        allowance.step();
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
            if (++depth > DEEPEST) {
                throw new Exceeded(
                        ErrorCode.TOO_DEEP, "its XML has more than " + DEEPEST + " elements inside one another");
            }
            known(xml.getLocalName());
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                known(xml.getAttributeLocalName(i));
            }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
            depth--;
        }
        return event;
    }

    private void known(String name) {
        if (names.add(name) && names.size() > MOST_NAMES) {
            throw new Exceeded(ErrorCode.TOO_MANY_NAMES, "its XML has more than " + MOST_NAMES + " different names");
        }
    }

    /** Of the element that stands here, without its prefix. */
    public String name() {
        return xml.getLocalName();
    }

    /** Whatever its namespace is; null where there is none. */
    public String attribute(String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return null;
    }

    /** An attribute without a namespace; null where there is none. */
    public String plainAttribute(String name) {
        return xml.getAttributeValue("", name) == null
                ? xml.getAttributeValue(null, name)
                : xml.getAttributeValue("", name);
    }

    /** The text that stands here: a run of it need not be the whole. @throws Exceeded where it is longer than {@code longest} characters */
    public String piece(int longest) {
        if (xml.getTextLength() > longest) {
            throw new Exceeded(
                    ErrorCode.A_TEXT_IS_TOO_LONG, "one of its texts has more than " + longest + " characters");
        }
        return xml.getText();
    }

    /** Passes over the element that begins here, to its end. */
    public void skip() throws XMLStreamException {
        int outer = depth;
        while (depth >= outer) {
            next();
        }
    }

    /** The text of the element that begins here, up to its end. @throws Exceeded where it is longer than {@code longest} characters */
    public String text(int longest) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int outer = depth;
        while (depth >= outer) {
            switch (next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (depth > outer) {
                        continue;
                    }
                    if (text.length() + xml.getTextLength() > longest) {
                        throw new Exceeded(
                                ErrorCode.A_TEXT_IS_TOO_LONG,
                                "one of its texts has more than " + longest + " characters");
                    }
                    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                }
                case XMLStreamConstants.END_DOCUMENT -> throw new XMLStreamException("it breaks off within a text");
                default -> {
                    // Comments say nothing; what stands inside is no text of its own.
                }
            }
        }
        return text.toString();
    }

    /** Refuses a tag, comment, instruction or run of text that would be held as a whole and is too long for that. */
    private static final class Runs extends FilterInputStream {

        private static final byte[] COMMENT = {'!', '-', '-'};
        private static final byte[] CDATA = {'!', '[', 'C', 'D', 'A', 'T', 'A', '['};

        private byte[] ending = {};
        private int matched;
        private int opened;
        private long run;
        private final byte[] opening = new byte[8];

        private Runs(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                passed((byte) one);
            }
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            for (int i = from; i < from + read; i++) {
                passed(into[i]);
            }
            return read;
        }

        private void passed(byte one) {
            if (++run > LONGEST_RUN) {
                throw new Exceeded(
                        ErrorCode.A_PIECE_IS_TOO_LONG,
                        "a single tag, text or comment of its XML is longer than " + (LONGEST_RUN >> 10) + " KB");
            }
            if (ending.length > 0) {
                inside(one);
            } else if (one == '<') {
                run = 0;
                opened = 1;
            } else if (opened > 0) {
                begins(one);
            }
        }

        /** Within a comment or the like a bracket is nothing. */
        private void inside(byte one) {
            if (one == ending[matched]) {
                matched++;
            } else if (one != ending[0]) {
                matched = 0;
            } else if (matched < 2) { // One sign more of those that come twice leaves two of them.
                matched = 1;
            }
            if (matched == ending.length) {
                ending = new byte[0];
                matched = 0;
                run = 0;
            }
        }

        private void begins(byte one) {
            opening[opened - 1] = one;
            if (opened == 1 && one == '?') {
                end('?', '>');
            } else if (opened == COMMENT.length && same(COMMENT)) {
                end('-', '-', '>');
            } else if (opened == CDATA.length && same(CDATA)) {
                end(']', ']', '>');
            } else {
                opened = opened < opening.length ? opened + 1 : 0;
            }
        }

        private boolean same(byte[] wanted) {
            for (int i = 0; i < wanted.length; i++) {
                if (opening[i] != wanted[i]) {
                    return false;
                }
            }
            return true;
        }

        private void end(char... signs) {
            ending = new byte[signs.length];
            for (int i = 0; i < signs.length; i++) {
                ending[i] = (byte) signs[i];
            }
            matched = 0;
            opened = 0;
        }
    }
}
