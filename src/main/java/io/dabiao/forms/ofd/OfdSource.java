package io.dabiao.forms.ofd;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.ZipPackage;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FileMarks;
import io.dabiao.forms.FormSource;
import io.dabiao.forms.drawn.PageTable;
import io.dabiao.problem.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * An OFD document (GB/T 33190), the layout format of Chinese offices: a ZIP of pages in XML, each of placed characters and drawn lines, in
 * millimetres from the top left. Its ruled tables are read as those of a PDF are.
 */
public final class OfdSource implements FormSource {

    private static final int MOST_PAGES = 300;

    @Override
    public List<String> mediaTypes() {
        return List.of("application/ofd", "application/vnd.ofd");
    }

    @Override
    public List<String> endings() {
        return List.of(".ofd");
    }

    @Override
    public boolean is(byte[] file) {
        return FileMarks.zipOf(file, "OFD.xml");
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        try (ZipPackage parts = ZipPackage.open(file, allowance)) {
            if (!parts.has("OFD.xml")) {
                throw new Unreadable("this is no OFD file");
            }
            return new Document(parts, allowance).read();
        } catch (Unreadable told) {
            throw told;
        } catch (IOException | XMLStreamException | IllegalArgumentException broken) {
            throw Unreadable.broken("OFD file", broken);
        }
    }

    /** One document while it is read. */
    private static final class Document {

        private final ZipPackage parts;
        private final Allowance allowance;

        Document(ZipPackage parts, Allowance allowance) {
            this.parts = parts;
            this.allowance = allowance;
        }

        Cell.Grid read() throws IOException, XMLStreamException {
            Cells rows = new Cells(allowance);
            boolean text = false;
            int number = 0;
            for (String root : roots()) {
                String folder = root.contains("/") ? root.substring(0, root.lastIndexOf('/') + 1) : "";
                Map<String, String> templates = new LinkedHashMap<>();
                List<String> pages = pages(root, folder, templates);
                for (String page : pages) {
                    if (++number > MOST_PAGES) {
                        throw new Unreadable("the OFD has more than " + MOST_PAGES + " pages");
                    }
                    OfdPage drawn = new OfdPage(allowance);
                    drawn.read(parts, page, templates);
                    text |= !drawn.glyphs().isEmpty();
                    new PageTable(drawn.glyphs(), drawn.rulings(), number, allowance).appendTo(rows);
                }
            }
            if (!text) {
                throw new Unreadable("the OFD has no text: it is a picture of a form and has to be recognised first");
            }
            return rows.grid();
        }

        /** The documents that the file holds. */
        private List<String> roots() throws IOException, XMLStreamException {
            List<String> roots = new ArrayList<>();
            BoundedXml xml = parts.xml("OFD.xml");
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.name().equals("DocRoot")) {
                    roots.add(part("", xml.text(OfdPage.LONGEST_PATH)));
                }
            }
            return roots;
        }

        private List<String> pages(String root, String folder, Map<String, String> templates)
                throws IOException, XMLStreamException {
            List<String> pages = new ArrayList<>();
            BoundedXml xml = parts.xml(root);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT || xml.attribute("BaseLoc") == null) {
                    continue;
                }
                String part = part(folder, xml.attribute("BaseLoc"));
                if (xml.name().equals("Page")) {
                    pages.add(part);
                } else if (xml.name().equals("TemplatePage") && templates.size() < MOST_PAGES) {
                    templates.put(String.valueOf(xml.attribute("ID")), part);
                }
                if (pages.size() > MOST_PAGES) {
                    throw new Unreadable("the OFD has more than " + MOST_PAGES + " pages");
                }
            }
            return pages;
        }

        private static String part(String folder, String place) {
            String path = place.strip();
            return path.startsWith("/") ? path.substring(1) : folder + path;
        }
    }

    /** Counts what a page draws. */
    static void bounded(int count, int most, String what) {
        if (count > most) {
            throw new Exceeded(ErrorCode.TOO_MUCH_ON_A_PAGE, "a page of the OFD has more than " + most + " " + what);
        }
    }
}
