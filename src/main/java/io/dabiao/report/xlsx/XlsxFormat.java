package io.dabiao.report.xlsx;

import io.dabiao.report.Format;
import io.dabiao.report.Paper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/** A workbook in the form's layout: merged labels, sums as formulas, charts of their own. */
@ApplicationScoped
public class XlsxFormat implements Format {

    @Override
    public String name() {
        return "xlsx";
    }

    @Override
    public String mediaType() {
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }

    @Override
    public byte[] render(Paper paper) throws IOException {
        return Workbook.of(paper);
    }
}
