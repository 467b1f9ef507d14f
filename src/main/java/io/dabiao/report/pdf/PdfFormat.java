package io.dabiao.report.pdf;

import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import io.dabiao.report.Format;
import io.dabiao.report.Paper;
import io.dabiao.report.html.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** A4 on its side, page numbers, and the glyphs in use embedded. */
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
        return Printer.print(Page.of(paper));
    }

    /** Apart, so that nothing of the library is loaded before somebody asks for a PDF. */
    private static final class Printer {

        private static final String FONT = "/fonts/NotoSansSC-Regular.ttf";

        /** One at a time: the font and the page tree of one paper take some tens of megabytes. */
        static synchronized byte[] print(String page) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfRendererBuilder builder = new PdfRendererBuilder();
            builder.useFastMode();
            builder.useFont(Printer::font, "Paper");
            // Nothing is fetched: a paper stands by itself.
            builder.useUriResolver((base, uri) -> null);
            builder.withHtmlContent(page, null);
            builder.toStream(out);
            builder.run();
            return out.toByteArray();
        }

        private static InputStream font() {
            return PdfFormat.class.getResourceAsStream(FONT);
        }
    }
}
