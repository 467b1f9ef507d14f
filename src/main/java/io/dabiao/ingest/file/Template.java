package io.dabiao.ingest.file;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.document.CsvLine;
import io.dabiao.ingest.file.Vocabulary.ColumnKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.ClientAnchor;
import org.apache.poi.ss.usermodel.Comment;
import org.apache.poi.ss.usermodel.CreationHelper;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.ss.usermodel.DataValidationHelper;
import org.apache.poi.ss.usermodel.Drawing;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** A table to be filled in: the columns that the declared measures of an event type read, with hints and lists of values. */
final class Template {

    /** @param values that a cell may have, as events say them; empty for any */
    private record TemplateColumn(String attribute, ColumnKind kind, Set<String> values) {}

    private static final int ROWS = 10_000;
    private static final int WIDTH = 20 * 256;

    private final Optional<EventTypes.Type> catalogued;
    private final Vocabulary vocabulary;
    private final Language language;
    private final Map<String, TemplateColumn> columns = new LinkedHashMap<>();

    private Template(Optional<EventTypes.Type> catalogued, Vocabulary vocabulary, Language language) {
        this.catalogued = catalogued;
        this.vocabulary = vocabulary;
        this.language = language;
        column("time", ColumnKind.TIME, List.of());
        column("id", ColumnKind.TEXT, List.of());
    }

    /**
     * @param measures all that the rows may count in
     * @param reported what values may be reported of, where the type is that of reported values
     * @param catalogued what the catalogue says of the type; empty where it is not in it
     */
    static Template of(
            String type,
            Collection<Series> measures,
            Map<EffectiveDeclaration, List<Indicator>> reported,
            Optional<EventTypes.Type> catalogued,
            Vocabulary vocabulary,
            Language language) {
        Template template = new Template(catalogued, vocabulary, language);
        if (type.equals(Reported.TYPE)) {
            List<String> projects = reported.keySet().stream()
                    .map(one -> one.declaration().name())
                    .toList();
            List<String> indicators = reported.values().stream()
                    .flatMap(List::stream)
                    .map(Indicator::name)
                    .toList();
            template.column("project", ColumnKind.TEXT, projects);
            template.column("indicator", ColumnKind.TEXT, indicators);
            template.column("value", ColumnKind.NUMBER, List.of());
        } else {
            measures.forEach(template::add);
            catalogued.map(EventTypes.Type::attributes).orElse(List.of()).stream()
                    .filter(attribute -> !attribute.optional())
                    .forEach(attribute -> template.column(attribute.name(), kind(attribute.kind()), List.of()));
        }
        template.column("note", ColumnKind.TEXT, List.of());
        return template;
    }

    private static ColumnKind kind(EventTypes.AttributeKind attributeKind) {
        return switch (attributeKind) {
            case TEXT, ANY -> ColumnKind.TEXT;
            case NUMBER -> ColumnKind.NUMBER;
            case BOOLEAN -> ColumnKind.BOOLEAN;
            case DATE -> ColumnKind.DATE;
            case INSTANT -> ColumnKind.TIME;
        };
    }

    private void add(Series series) {
        for (Matcher matcher : series.selector().matchers()) {
            switch (matcher.comparison()) {
                case EQUAL, NOT_EQUAL -> column(matcher.attribute(), ColumnKind.TEXT, List.of(matcher.operand()));
                case LIKE, NOT_LIKE -> column(matcher.attribute(), ColumnKind.TEXT, alternatives(matcher.operand()));
                case ABOVE, AT_LEAST, BELOW, AT_MOST -> column(matcher.attribute(), ColumnKind.NUMBER, List.of());
            }
        }
        ColumnKind columnKind = switch (series.fold()) {
            case TOTAL, EXTENT, ENDS, QUANTILES -> ColumnKind.NUMBER;
            case TRIALS -> ColumnKind.BOOLEAN;
            case SPANS -> ColumnKind.DATE;
            case MEMBERS, TALLY, SEEN -> ColumnKind.TEXT;
        };
        series.attributes().forEach(attribute -> column(attribute, columnKind, List.of()));
    }

    /** Of an expression that only lists words. */
    private static List<String> alternatives(String expression) {
        return expression.matches("[\\w\\-|]+") ? List.of(expression.split("\\|")) : List.of();
    }

    private void column(String attribute, ColumnKind columnKind, Collection<String> values) {
        Optional<EventTypes.Bears> bears = catalogued.flatMap(type -> type.attribute(attribute));
        ColumnKind known = vocabulary.kind(attribute);
        boolean truth = !values.isEmpty() && Set.of("true", "false").containsAll(values);
        ColumnKind guessed = known != ColumnKind.OPEN ? known : truth ? ColumnKind.BOOLEAN : columnKind;
        ColumnKind best = bears.map(one -> kind(one.kind())).orElse(guessed);
        Set<String> all = new LinkedHashSet<>();
        TemplateColumn before = columns.get(attribute);
        if (before != null) {
            all.addAll(before.values());
        }
        if (best == ColumnKind.TEXT) {
            all.addAll(values);
            bears.ifPresent(one -> one.values().forEach(value -> all.add(value.value())));
        }
        columns.put(attribute, new TemplateColumn(attribute, best, all));
    }

    private String title(TemplateColumn column) {
        // The vocabulary's, not the catalogue's: an upload must find the column again.
        return language == Language.ZH ? vocabulary.title(column.attribute()) : column.attribute();
    }

    private List<String> values(TemplateColumn column) {
        if (column.kind() == ColumnKind.BOOLEAN) {
            return List.of(language.of(Words.of(Template.class, "yes")), language.of(Words.of(Template.class, "no")));
        }
        Set<String> values = new LinkedHashSet<>(column.values());
        if (!values.isEmpty() && !Set.of("project", "indicator").contains(column.attribute())) {
            vocabulary.words(column.attribute()).forEach(word -> values.add(word.value()));
        }
        return values.stream()
                .map(value -> language == Language.ZH ? vocabulary.named(column.attribute(), value) : value)
                .distinct()
                .toList();
    }

    private String hint(TemplateColumn column) {
        if (column.attribute().equals("id")) {
            return language.of(Words.of(Template.class, "hintOfId"));
        }
        if (column.attribute().equals("note")) {
            return language.of(Words.of(Template.class, "hintOfNote"));
        }
        List<String> values = values(column);
        if (!values.isEmpty()) {
            return language.of(Words.of(Template.class, "hintOfValues", Words.listed(values)));
        }
        return switch (column.kind()) {
            case TIME -> language.of(Words.of(Template.class, "hintOfTime"));
            case DATE -> language.of(Words.of(Template.class, "hintOfDate"));
            case NUMBER -> language.of(Words.of(Template.class, "hintOfNumber"));
            case BOOLEAN, TEXT, OPEN -> language.of(Words.of(Template.class, "hintOfText"));
        };
    }

    byte[] csv() {
        List<TemplateColumn> all = List.copyOf(columns.values());
        return ("\uFEFF"
                        + CsvLine.of(all.stream().map(this::title).toList())
                        + CsvLine.of(all.stream().map(this::hint).toList()))
                .getBytes(StandardCharsets.UTF_8);
    }

    byte[] xlsx() {
        try (XSSFWorkbook book = new XSSFWorkbook();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            XSSFSheet sheet = book.createSheet(language.of(Words.of(Template.class, "sheetOfRows")));
            XSSFSheet lists = book.createSheet(language.of(Words.of(Template.class, "sheetOfLists")));
            book.setSheetHidden(1, true);
            CellStyle bold = book.createCellStyle();
            Font font = book.createFont();
            font.setBold(true);
            bold.setFont(font);
            CellStyle grey = book.createCellStyle();
            grey.setWrapText(true);
            Font small = book.createFont();
            small.setItalic(true);
            grey.setFont(small);
            Row head = sheet.createRow(0);
            Row hints = sheet.createRow(1);
            int place = 0;
            for (TemplateColumn column : columns.values()) {
                head.createCell(place).setCellValue(title(column));
                head.getCell(place).setCellStyle(bold);
                hints.createCell(place).setCellValue(hint(column));
                hints.getCell(place).setCellStyle(grey);
                comment(book, sheet, head, place, hint(column));
                format(book, sheet, column, place);
                list(sheet, lists, values(column), place);
                place++;
            }
            sheet.createFreezePane(0, 1);
            book.write(out);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void comment(XSSFWorkbook book, XSSFSheet sheet, Row head, int place, String text) {
        CreationHelper helper = book.getCreationHelper();
        Drawing<?> drawing = sheet.createDrawingPatriarch();
        ClientAnchor anchor = helper.createClientAnchor();
        anchor.setCol1(place);
        anchor.setCol2(place + 3);
        anchor.setRow1(1);
        anchor.setRow2(5);
        Comment comment = drawing.createCellComment(anchor);
        comment.setString(helper.createRichTextString(text));
        head.getCell(place).setCellComment(comment);
    }

    private static void format(XSSFWorkbook book, XSSFSheet sheet, TemplateColumn column, int place) {
        CellStyle style = book.createCellStyle();
        String format = switch (column.kind()) {
            case TIME, DATE -> "yyyy-mm-dd";
            case NUMBER -> "General";
            case TEXT, BOOLEAN, OPEN -> "@";
        };
        style.setDataFormat(book.createDataFormat().getFormat(format));
        sheet.setDefaultColumnStyle(place, style);
        sheet.setColumnWidth(place, WIDTH);
    }

    /** A list may be longer than what a validation itself can hold, so it stands on a sheet of its own. */
    private static void list(XSSFSheet sheet, XSSFSheet lists, List<String> values, int place) {
        if (values.isEmpty()) {
            return;
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Row row = lists.getRow(i) == null ? lists.createRow(i) : lists.getRow(i);
            row.createCell(place).setCellValue(values.get(i));
            rows.add(row);
        }
        String letter = CellReference.convertNumToColString(place);
        String range = "'" + lists.getSheetName() + "'!$" + letter + "$1:$" + letter + "$" + rows.size();
        DataValidationHelper helper = sheet.getDataValidationHelper();
        DataValidation validation = helper.createValidation(
                helper.createFormulaListConstraint(range), new CellRangeAddressList(2, ROWS, place, place));
        validation.setShowErrorBox(true);
        sheet.addValidationData(validation);
    }
}
