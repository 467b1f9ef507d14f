package io.dabiao.forms.office;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.ZipPackage;
import io.dabiao.forms.FormSource.Unreadable;
import java.io.IOException;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** What every OOXML file is: a ZIP with a main part, whose parts name one another. */
final class Packages {

    private Packages() {}

    /** Reads a package. */
    interface Reading<T> {
        T read(ZipPackage zip) throws IOException, XMLStreamException;
    }

    /** Reads a file; what a reader throws at a broken one is told in words. */
    static <T> T within(byte[] file, String kind, Allowance allowance, Reading<T> reading) throws IOException {
        try (ZipPackage zip = ZipPackage.open(file, allowance)) {
            if (zip.isEmpty()) {
                throw new Unreadable("this is no " + kind + " file");
            }
            return reading.read(zip);
        } catch (Unreadable told) {
            throw told;
        } catch (IOException | XMLStreamException | IllegalArgumentException broken) {
            throw Unreadable.broken(kind + " file", broken);
        }
    }

    /**
     * The part that the others hang on.
     *
     * @param usual its name where nothing says otherwise
     */
    static String main(ZipPackage zip, String usual) throws IOException, XMLStreamException {
        if (zip.has("_rels/.rels")) {
            BoundedXml xml = zip.xml("_rels/.rels");
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && String.valueOf(xml.attribute("Type")).endsWith("/officeDocument")) {
                    return String.valueOf(xml.attribute("Target")).replaceFirst("^/", "");
                }
            }
        }
        return usual;
    }

    /** @return {@code otherwise} where the text is no number from 1 to {@code most} */
    static int number(String text, int otherwise, int most) {
        if (text == null || !text.matches("\\d{1,6}")) {
            return otherwise;
        }
        int number = Integer.parseInt(text);
        return number < 1 || number > most ? otherwise : number;
    }
}
