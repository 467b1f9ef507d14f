package io.dabiao.report.html;

import io.dabiao.report.Format;
import io.dabiao.report.Paper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/** A page that stands by itself. */
@ApplicationScoped
public class HtmlFormat implements Format {

    @Override
    public String name() {
        return "html";
    }

    @Override
    public String mediaType() {
        return "text/html";
    }

    @Override
    public byte[] render(Paper paper) {
        return Page.of(paper).getBytes(StandardCharsets.UTF_8);
    }
}
