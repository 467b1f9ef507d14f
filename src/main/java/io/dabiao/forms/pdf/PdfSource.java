package io.dabiao.forms.pdf;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Cell;
import io.dabiao.forms.FileMarks;
import io.dabiao.forms.FormSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A PDF with a text layer: its ruled tables cell by cell, what stands outside of them line by line. */
public final class PdfSource implements FormSource {

    private static final byte[] MARK = "%PDF-".getBytes(StandardCharsets.US_ASCII);

    @Override
    public List<String> mediaTypes() {
        return List.of("application/pdf");
    }

    @Override
    public List<String> endings() {
        return List.of(".pdf");
    }

    @Override
    public boolean is(byte[] file) {
        return FileMarks.begins(file, MARK);
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        return Pages.read(file, allowance);
    }
}
