package io.dabiao.report.pdf;

import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.render.BlockBox;
import com.openhtmltopdf.render.Box;
import com.openhtmltopdf.render.PageBox;
import io.dabiao.report.Format;
import io.dabiao.report.Paper;
import io.dabiao.report.html.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** A4 on its side, page numbers, and the glyphs in use embedded: PDF/A-2b, as archives take it. */
@ApplicationScoped
public class PdfFormat implements Format {

    @Override
    public String name() {
        return "pdf";
    }

    @Override
    public String mediaType() {
        return "application/pdf";
    }

    @Override
    public byte[] render(Paper paper) throws IOException {
        return Printer.print(paper);
    }

    /** Apart, so that nothing of the library is loaded before somebody asks for a PDF. */
    private static final class Printer {

        private static final int MOST_TURNS = 4;
        private static final String FONT = "/fonts/NotoSansSC-Regular.ttf";

        /** Parsed once: it takes longer than a paper. Let go where memory is short. */
        private static SoftReference<TrueTypeFont> parsed = new SoftReference<>(null);

        /** One at a time: the page tree of one paper takes some tens of megabytes, and the parsed font is shared. */
        static synchronized byte[] print(Paper paper) throws IOException {
            // Where pages break is known once all is laid out; a label printed again may move the next break.
            Set<Integer> again = new HashSet<>();
            for (int turn = 1; turn < MOST_TURNS; turn++) {
                Printed printed = print(Page.of(paper, again), again);
                if (printed.done().isPresent()) {
                    return printed.done().get();
                }
                again.addAll(printed.first());
            }
            return print(Page.of(paper, again), null).done().orElseThrow();
        }

        /**
         * A document, or why it is not done.
         *
         * @param first the rows that stand first on a page without the labels that they go on below
         */
        private record Printed(Optional<byte[]> done, Set<Integer> first) {}

        /** @param labelled the rows that have their labels; null where it is printed however it breaks */
        private static Printed print(String page, Set<Integer> labelled) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (PDDocument document = new PDDocument()) {
                PdfRendererBuilder builder = new PdfRendererBuilder();
                builder.useFastMode();
                builder.usePDDocument(document);
                // What is archived has to be read in decades: fonts, colours and what it is are all within the file.
                builder.usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_2_B);
                builder.useColorProfile(Colours.PROFILE);
                builder.useFont(new PDFontSupplier(PDType0Font.load(document, font(), true)), "Paper");
                // Nothing is fetched: a paper stands by itself.
                builder.useUriResolver((base, uri) -> null);
                builder.withHtmlContent(page, null);
                builder.toStream(out);
                try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
                    renderer.layout();
                    Set<Integer> first = labelled == null ? Set.of() : firstOfPages(renderer.getRootBox());
                    if (labelled != null && !labelled.containsAll(first)) {
                        return new Printed(Optional.empty(), first);
                    }
                    renderer.createPDF();
                }
            }
            return new Printed(Optional.of(out.toByteArray()), Set.of());
        }

        private static Set<Integer> firstOfPages(BlockBox root) {
            List<Box> rows = new ArrayList<>();
            rows(root, rows);
            Set<Integer> first = new HashSet<>();
            Box before = null;
            for (Box row : rows) {
                String number = row.getElement().getAttribute(Page.ROW);
                if (!number.isEmpty() && before != null && page(root, before) < page(root, row)) {
                    first.add(Integer.valueOf(number));
                }
                before = row;
            }
            return first;
        }

        private static void rows(Box box, List<Box> rows) {
            if (box.getElement() != null && box.getElement().getNodeName().equals("tr")) {
                rows.add(box);
                return;
            }
            for (Box child : box.getChildren()) {
                rows(child, rows);
            }
        }

        private static int page(BlockBox root, Box row) {
            List<PageBox> pages = root.getLayer().getPages();
            for (int i = 0; i < pages.size(); i++) {
                if (row.getAbsY() < pages.get(i).getBottom()) {
                    return i;
                }
            }
            return pages.size();
        }

        /** Apart, so that it is made once, and only where a PDF is. */
        private static final class Colours {
            static final byte[] PROFILE =
                    ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        }

        private static TrueTypeFont font() throws IOException {
            TrueTypeFont font = parsed.get();
            if (font == null) {
                try (InputStream file = PdfFormat.class.getResourceAsStream(FONT)) {
                    font = new TTFParser().parse(new RandomAccessReadBuffer(file));
                }
                // Chinese is set character by character; looking for ligatures took a third of the time.
                font.setEnableGsub(false);
                parsed = new SoftReference<>(font);
            }
            return font;
        }
    }
}
