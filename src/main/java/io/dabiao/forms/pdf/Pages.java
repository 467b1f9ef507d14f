package io.dabiao.forms.pdf;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FormSource.Unreadable;
import io.dabiao.forms.drawn.Glyph;
import io.dabiao.forms.drawn.PageTable;
import io.dabiao.forms.drawn.Ruling;
import io.dabiao.problem.ErrorCode;
import java.awt.geom.Point2D;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pdfbox.contentstream.PDFGraphicsStreamEngine;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The pages of a PDF as rows of cells. */
final class Pages {

    private static final int MOST_PAGES = 300;
    /** Of one page, which an office program fills with a few thousand. */
    private static final int MOST_GLYPHS = 50_000;

    private static final int MOST_LINES = 20_000;
    private static final int MOST_OPERATORS = 500_000;
    /** A filled rectangle thinner than this is a ruled line. */
    private static final float THIN = 2.5f;

    private static final Pattern STARTS = Pattern.compile("\\s*([\\d０-９≥≤<>=＝﹦]|不[低高少多超]|.*指标\\s*$|总分)");

    private Pages() {}

    static Cell.Grid read(byte[] file, Allowance allowance) throws IOException {
        Cells rows = new Cells(allowance);
        boolean text = false;
        Weight weight = new Weight(allowance);
        try (PDDocument document = WeighedPdf.of(file, weight).parse()) {
            if (document.getNumberOfPages() > MOST_PAGES) {
                throw new Unreadable("the PDF has more than " + MOST_PAGES + " pages");
            }
            weight.all(document.getDocument());
            int number = 0;
            PageTable.Extent before = new PageTable.Extent(0, 0, 0);
            for (PDPage page : document.getPages()) {
                if (++number > MOST_PAGES) {
                    throw new Unreadable("the PDF has more than " + MOST_PAGES + " pages");
                }
                drawn(page, weight, allowance);
                List<Glyph> glyphs = new Letters(allowance).of(document, number);
                text |= !glyphs.isEmpty();
                PageTable.Extent table =
                        new PageTable(glyphs, new Rules(page, allowance).found(), number, allowance).appendTo(rows);
                if (table.columns() == before.columns() && table.from() < table.to() && before.from() < before.to()) {
                    join(rows.rows(), before.to() - 1, table.from());
                }
                before = table;
            }
        } catch (Unreadable | Exceeded told) {
            throw told;
        } catch (IOException | RuntimeException broken) {
            throw Unreadable.broken("PDF", broken);
        } catch (StackOverflowError nested) {
            // The library follows lists inside lists by calling itself; what was read so far is let go.
            throw new Unreadable("this is no readable PDF: its parts stand too deep inside one another");
        }
        if (!text) {
            throw new Unreadable("the PDF has no text layer: it is a picture of a form and has to be recognised first");
        }
        return rows.grid();
    }

    /** Pages may share one stream: each of them reads it again. */
    private static void drawn(PDPage page, Weight weight, Allowance allowance) {
        java.util.Iterator<PDStream> streams = page.getContentStreams();
        while (streams.hasNext()) {
            allowance.unpacked(weight.of(streams.next().getCOSObject()));
        }
    }

    /** Counts what one page draws. */
    private static int counted(int before, int most, String what) {
        if (before >= most) {
            throw new Exceeded(ErrorCode.TOO_MUCH_ON_A_PAGE, "a page of the PDF has more than " + most + " " + what);
        }
        return before + 1;
    }

    /**
     * A row that breaks over two pages: what stands first on the second goes on below cells of the last on the first, and
     * begins no row of its own, since none of it is a number or a comparison.
     */
    private static void join(List<List<Cell>> rows, int last, int next) {
        Map<Integer, Cell> above = new LinkedHashMap<>();
        rows.get(last).forEach(cell -> above.put(cell.column(), cell));
        List<Cell> more = rows.get(next);
        boolean goesOn = more.size() < above.size()
                && more.stream()
                        .allMatch(cell -> above.containsKey(cell.column())
                                && !STARTS.matcher(cell.text()).lookingAt());
        if (goesOn) {
            more.forEach(cell -> above.computeIfPresent(
                    cell.column(),
                    (column, old) -> new Cell(old.text() + cell.text(), old.line(), column, old.place())));
            rows.set(last, List.copyOf(above.values()));
            rows.set(next, List.of());
        }
    }

    /** Where each piece of text stands. */
    private static final class Letters extends PDFTextStripper {

        private static final String RADICALS = "⻔⻚⻓⻋⻅⻉⻛⻝⻢⻥⻩⻬⻰⻘⻜⻦⻨⻆⻄⺠⻣";
        private static final String CHARACTERS = "门页长车见贝风食马鱼黄齐龙青飞鸟麦角西民骨";

        private final Allowance allowance;
        private final List<Glyph> glyphs = new ArrayList<>();
        private TextPosition space;
        private int operators;

        Letters(Allowance allowance) {
            this.allowance = allowance;
        }

        @Override
        protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
            operators = counted(operators, MOST_OPERATORS, "steps of drawing");
            allowance.check();
            super.processOperator(operator, operands);
        }

        List<Glyph> of(PDDocument document, int page) throws IOException {
            setStartPage(page);
            setEndPage(page);
            getText(document);
            return glyphs;
        }

        /** Many PDFs name the radical where the character of the same shape was written: ⽬ for 目. */
        private static String unified(String text) {
            if (text.chars().noneMatch(c -> c >= 0x2E80 && c <= 0x2FDF)) {
                return text;
            }
            String unified = Normalizer.normalize(text, Normalizer.Form.NFKC).replace('戶', '户');
            for (int i = 0; i < RADICALS.length(); i++) {
                unified = unified.replace(RADICALS.charAt(i), CHARACTERS.charAt(i));
            }
            return unified;
        }

        @Override
        protected void processTextPosition(TextPosition text) {
            allowance.step();
            counted(glyphs.size(), MOST_GLYPHS, "characters");
            if (text.getUnicode() != null && text.getUnicode().isBlank()) {
                space = text;
            } else if (text.getUnicode() != null) {
                boolean apart = space != null
                        && Math.abs(space.getYDirAdj() - text.getYDirAdj()) < 1
                        && space.getXDirAdj() <= text.getXDirAdj();
                space = null;
                glyphs.add(new Glyph(
                        unified(text.getUnicode()),
                        text.getXDirAdj(),
                        text.getYDirAdj(),
                        text.getWidthDirAdj(),
                        Math.max(4, text.getFontSizeInPt()),
                        apart));
            }
        }
    }

    /** The ruled lines of a page. */
    private static final class Rules extends PDFGraphicsStreamEngine {

        private final Allowance allowance;
        private final List<Ruling> rulings = new ArrayList<>();
        private int operators;
        private final List<float[]> path = new ArrayList<>();
        private final float height;
        private float x;
        private float y;
        private float startX;
        private float startY;

        Rules(PDPage page, Allowance allowance) throws IOException {
            super(page);
            this.allowance = allowance;
            height = page.getCropBox().getHeight();
            processPage(page);
        }

        List<Ruling> found() {
            return rulings;
        }

        /** A picture within the drawing would be unpacked where it stands. */
        @Override
        protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
            operators = counted(operators, MOST_OPERATORS, "steps of drawing");
            allowance.check();
            if (!operator.getName().equals(OperatorName.BEGIN_INLINE_IMAGE)) {
                super.processOperator(operator, operands);
            }
        }

        @Override
        public void appendRectangle(Point2D p0, Point2D p1, Point2D p2, Point2D p3) {
            moveTo((float) p0.getX(), (float) p0.getY());
            lineTo((float) p1.getX(), (float) p1.getY());
            lineTo((float) p2.getX(), (float) p2.getY());
            lineTo((float) p3.getX(), (float) p3.getY());
            closePath();
        }

        @Override
        public void moveTo(float toX, float toY) {
            x = toX;
            y = toY;
            startX = toX;
            startY = toY;
        }

        @Override
        public void lineTo(float toX, float toY) {
            counted(path.size(), MOST_LINES, "lines");
            path.add(new float[] {x, y, toX, toY});
            x = toX;
            y = toY;
        }

        @Override
        public void curveTo(float x1, float y1, float x2, float y2, float x3, float y3) {
            x = x3;
            y = y3;
        }

        @Override
        public Point2D getCurrentPoint() {
            return new Point2D.Float(x, y);
        }

        @Override
        public void closePath() {
            lineTo(startX, startY);
        }

        @Override
        public void endPath() {
            path.clear();
        }

        @Override
        public void strokePath() {
            for (float[] line : path) {
                ruling(line[0], line[1], line[2], line[3]);
            }
            path.clear();
        }

        /** Browsers draw borders as thin filled shapes; a filled cell's edges rule it as well. */
        @Override
        public void fillPath(int windingRule) {
            if (!path.isEmpty()) {
                float left = Float.MAX_VALUE;
                float right = -Float.MAX_VALUE;
                float low = Float.MAX_VALUE;
                float high = -Float.MAX_VALUE;
                for (float[] line : path) {
                    left = Math.min(left, Math.min(line[0], line[2]));
                    right = Math.max(right, Math.max(line[0], line[2]));
                    low = Math.min(low, Math.min(line[1], line[3]));
                    high = Math.max(high, Math.max(line[1], line[3]));
                }
                if (high - low <= THIN) {
                    ruling(left, (low + high) / 2, right, (low + high) / 2);
                } else if (right - left <= THIN) {
                    ruling((left + right) / 2, low, (left + right) / 2, high);
                }
            }
            path.clear();
        }

        @Override
        public void fillAndStrokePath(int windingRule) {
            strokePath();
        }

        private void ruling(float x1, float y1, float x2, float y2) {
            boolean straight = Math.abs(x1 - x2) < 1 || Math.abs(y1 - y2) < 1;
            boolean visible = Math.abs(x1 - x2) > 4 || Math.abs(y1 - y2) > 4;
            if (straight && visible) {
                counted(rulings.size(), MOST_LINES, "lines");
                rulings.add(new Ruling(
                        Math.min(x1, x2), height - Math.max(y1, y2), Math.max(x1, x2), height - Math.min(y1, y2)));
            }
        }

        @Override
        public void drawImage(PDImage image) {}

        @Override
        public void clip(int windingRule) {}

        @Override
        public void shadingFill(COSName name) {}
    }
}
