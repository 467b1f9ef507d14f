package io.dabiao.forms.html;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FormSource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as it was saved: its paragraphs and the rows of its tables, in order. A merged cell counts once, where it begins. Pages are
 * rarely sound, so that nothing is parsed into a tree: what opens a row, a cell or a paragraph ends the one before.
 */
public final class HtmlSource implements FormSource {

    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})([^<>]{0,2000})>|<!--");
    private static final int HEAD = 4_096;
    private static final Pattern PAGE =
            Pattern.compile("(<!doctype html|<html|<(\\?xml|!--)(?s:.){0,2000}?<html|<table|<div|<meta)");
    private static final Pattern SPAN = Pattern.compile("(row|col)span\\s*=\\s*[\"']?(\\d{1,3})");
    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n]++");
    private static final Set<String> SKIPPED = Set.of("script", "style", "head", "select", "template", "noscript");
    private static final Set<String> BLOCKS =
            Set.of("p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "section", "article", "hr");
    private static final Map<String, String> NAMED = Map.of(
            "nbsp", " ", "lt", "<", "gt", ">", "amp", "&", "quot", "\"", "ge", "≥", "le", "≤", "mdash", "—", "times",
            "×");

    @Override
    public List<String> mediaTypes() {
        return List.of("text/html", "application/xhtml+xml");
    }

    @Override
    public List<String> endings() {
        return List.of(".html", ".htm");
    }

    @Override
    public boolean is(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, HEAD), StandardCharsets.ISO_8859_1)
                .replace("\u00EF\u00BB\u00BF", "")
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        // A workbook of Excel 2003 is XML too.
        return PAGE.matcher(head).lookingAt() && !head.contains("office:spreadsheet");
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws Unreadable {
        allowance.unpacked(file.length);
        return new Page(decoded(file), allowance).read();
    }

    private static String decoded(byte[] file) throws Unreadable {
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            try {
                return charset.newDecoder().decode(ByteBuffer.wrap(file)).toString();
            } catch (CharacterCodingException another) {
                // The next one: old pages are in GB18030, whatever they say.
            }
        }
        throw new Unreadable("the page is neither UTF-8 nor GB18030");
    }

    /** One page while it is read. */
    private static final class Page {

        private final String html;
        private final String lower;
        private final Allowance allowance;
        private final Cells rows;
        private final StringBuilder text = new StringBuilder();
        private final Map<Integer, Integer> spanned = new HashMap<>();
        private List<Cell> row = new ArrayList<>();
        private boolean inRow;
        private boolean inCell;
        private int tables;
        private int depth;
        private int number;
        private int column;
        private int wide;
        private int high;

        Page(String html, Allowance allowance) {
            this.html = html;
            this.lower = html.toLowerCase(Locale.ROOT);
            this.allowance = allowance;
            this.rows = new Cells(allowance);
        }

        Cell.Grid read() {
            Matcher tag = TAG.matcher(html);
            int at = 0;
            while (at <= html.length() && tag.find(at)) {
                allowance.step();
                text.append(html, at, tag.start());
                at = tag.end();
                if (tag.group(2) == null) {
                    int end = html.indexOf("-->", at);
                    at = end < 0 ? html.length() : end + 3;
                } else {
                    String name = tag.group(2).toLowerCase(Locale.ROOT);
                    boolean closes = !tag.group(1).isEmpty();
                    if (SKIPPED.contains(name) && !closes) {
                        int end = lower.indexOf("</" + name, at);
                        at = end < 0 ? html.length() : end;
                    } else {
                        tag(name, closes, tag.group(3));
                    }
                }
            }
            text.append(html, Math.min(at, html.length()), html.length());
            paragraph();
            return rows.grid();
        }

        private void tag(String name, boolean closes, String attributes) {
            switch (name) {
                case "table" -> table(closes);
                case "tr" -> {
                    if (depth == 1) {
                        endRow();
                        inRow = !closes;
                    }
                }
                case "td", "th" -> {
                    if (depth == 1) {
                        endCell();
                        if (!closes && inRow) {
                            beginCell(attributes);
                        }
                    }
                }
                default -> {
                    if (BLOCKS.contains(name)) {
                        if (inCell) {
                            text.append('\n');
                        } else {
                            paragraph();
                        }
                    }
                }
            }
        }

        /** A table within a cell is none of the form's own rows. */
        private void table(boolean closes) {
            if (!closes) {
                if (depth == 0) {
                    paragraph();
                    tables++;
                    number = 0;
                    spanned.clear();
                }
                depth++;
            } else if (depth > 0) {
                depth--;
                if (depth == 0) {
                    endRow();
                    inRow = false;
                }
            }
        }

        private void beginCell(String attributes) {
            wide = 1;
            high = 1;
            Matcher span = SPAN.matcher(attributes.toLowerCase(Locale.ROOT));
            while (span.find()) {
                int many = Math.max(1, Integer.parseInt(span.group(2)));
                wide = span.group(1).equals("col") ? Math.min(many, Cells.MOST_COLUMNS) : wide;
                high = span.group(1).equals("row") ? many : high;
            }
            while (spanned.getOrDefault(column, 0) > 0) {
                column++;
            }
            text.setLength(0);
            inCell = true;
        }

        private void endCell() {
            if (!inCell) {
                text.setLength(0);
                return;
            }
            inCell = false;
            row.add(new Cell(plain(), rows.size() + 1, column, "表" + tables + "第" + (number + 1) + "行"));
            for (int i = 0; i < wide; i++) {
                spanned.put(column + i, high);
            }
            column += wide;
            text.setLength(0);
        }

        private void endRow() {
            endCell();
            if (!inRow) {
                return;
            }
            number++;
            rows.add(row);
            row = new ArrayList<>();
            column = 0;
            spanned.replaceAll((at, left) -> Math.max(0, left - 1));
        }

        private void paragraph() {
            String plain = plain();
            text.setLength(0);
            if (!plain.isBlank()) {
                int line = rows.size() + 1;
                rows.add(List.of(new Cell(plain, line, 0, "第" + line + "段")));
            }
        }

        private String plain() {
            // Run by run: an expression that looks for a line end behind blanks would try each blank of a long run
            // again.
            String lines = BLANKS.matcher(text).replaceAll(run -> run.group().indexOf('\n') >= 0 ? "\n" : run.group());
            Matcher entity = ENTITY.matcher(lines);
            return entity.replaceAll(one -> Matcher.quoteReplacement(character(one.group(1))))
                    .strip();
        }

        private static String character(String name) {
            if (name.startsWith("#x")) {
                return point(Integer.parseInt(name.substring(2), 16));
            }
            return name.startsWith("#")
                    ? point(Integer.parseInt(name.substring(1)))
                    : NAMED.getOrDefault(name, "&" + name + ";");
        }

        private static String point(int code) {
            return Character.isValidCodePoint(code) ? Character.toString(code) : "";
        }
    }
}
