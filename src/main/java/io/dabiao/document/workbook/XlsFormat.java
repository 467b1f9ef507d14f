package io.dabiao.document.workbook;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.document.workbook.SheetReader.Region;
import io.dabiao.problem.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hssf.OldExcelFormatException;
import org.apache.poi.hssf.eventusermodel.AbortableHSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFEventFactory;
import org.apache.poi.hssf.eventusermodel.HSSFRequest;
import org.apache.poi.hssf.eventusermodel.HSSFUserException;
import org.apache.poi.hssf.record.BOFRecord;
import org.apache.poi.hssf.record.BoolErrRecord;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.CellValueRecordInterface;
import org.apache.poi.hssf.record.DateWindow1904Record;
import org.apache.poi.hssf.record.EOFRecord;
import org.apache.poi.hssf.record.ExtendedFormatRecord;
import org.apache.poi.hssf.record.FormatRecord;
import org.apache.poi.hssf.record.FormulaRecord;
import org.apache.poi.hssf.record.LabelRecord;
import org.apache.poi.hssf.record.LabelSSTRecord;
import org.apache.poi.hssf.record.MergeCellsRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.RKRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.RowRecord;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.record.StringRecord;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.util.CellRangeAddress;

/**
 * Excel from 97 to 2003, by the event model of POI: record by record, nothing is built of it. What lies in its compound file was not packed,
 * so that it takes some times the bytes of the file and no more.
 */
final class XlsFormat implements WorkbookFormat {

    private static final byte[] COMPOUND = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};
    /** Of a cell with a value the shortest record has 6 bytes; so many cells are no table that somebody keeps. */
    private static final int MOST_CELLS = 3_000_000;

    /** Of this kind; a cell further on would make a short file fill the memory with the empty ones before it. */
    private static final int MOST_COLUMNS = 256;

    private static final List<String> STREAMS = List.of("Workbook", "Book");

    @Override
    public String name() {
        return "XLS";
    }

    @Override
    public boolean is(byte[] file) {
        return begins(file, COMPOUND);
    }

    static boolean begins(byte[] file, byte[] mark) {
        if (file.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (file[i] != mark[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void read(byte[] file, SheetReader reader, Allowance allowance) throws IOException {
        allowance.unpacked(file.length);
        try (POIFSFileSystem compound = new POIFSFileSystem(new ByteArrayInputStream(file))) {
            DirectoryNode root = compound.getRoot();
            if (root.hasEntryCaseInsensitive("EncryptedPackage")) {
                throw new Locked("XLSX");
            }
            String stream = STREAMS.stream()
                    .filter(root::hasEntryCaseInsensitive)
                    .findFirst()
                    .orElseThrow(() -> new IOException("it holds no workbook"));
            HSSFRequest request = new HSSFRequest();
            request.addListenerForAllRecords(new Records(reader, allowance));
            try (InputStream records = root.createDocumentInputStream(root.getEntryCaseInsensitive(stream))) {
                new HSSFEventFactory().abortableProcessEvents(request, records);
            }
        } catch (EncryptedDocumentException locked) {
            throw new Locked("XLS");
        } catch (OldExcelFormatException old) {
            throw new Unsupported("a workbook of Excel 95 or older");
        } catch (HSSFUserException stopped) {
            throw stopped.getReason() instanceof IOException told ? told : new IOException(stopped);
        } catch (Exceeded | IOException told) {
            throw told;
        } catch (RuntimeException broken) {
            // The library tells of broken records by whatever exception it comes upon, in words that name its classes.
            throw new IOException("a record is broken", broken);
        }
    }

    /** The records of a workbook: first what holds for all, then sheet by sheet. */
    private static final class Records extends AbortableHSSFListener {

        private static final int MOST_WAITING = 2_000;
        private static final short GO_ON = 0;
        private static final short STOP = -1;

        private final SheetReader reader;
        private final Allowance allowance;
        private final List<BoundSheetRecord> tabs = new ArrayList<>();
        private final List<Integer> formats = new ArrayList<>();
        private final Map<Integer, String> codes = new HashMap<>();
        private final Set<Integer> hidden = new HashSet<>();
        /** Rows that are not handed over yet: programs write them in blocks, and not all of them in order. */
        private final TreeMap<Integer, List<CellValue>> rows = new TreeMap<>();
        /** The last row that was handed over; -1 before the first. */
        private int handedOver = -1;

        private SSTRecord texts = new SSTRecord();
        private boolean since1904;
        private int depth;
        private int sheet = -1;
        private boolean wanted;
        private int cells;
        private int textRow = -1;
        private int textColumn;

        Records(SheetReader reader, Allowance allowance) {
            this.reader = reader;
            this.allowance = allowance;
        }

        @Override
        public short abortableProcessRecord(Record record) throws HSSFUserException {
            try {
                return process(record);
            } catch (IOException told) {
                throw new HSSFUserException(told);
            }
        }

        private short process(Record record) throws IOException {
            allowance.step();
            if (record instanceof BOFRecord begin) {
                return begins(begin);
            }
            if (record instanceof EOFRecord) {
                return --depth == 0 && wanted ? ends() : GO_ON;
            }
            if (depth > 1) {
                return GO_ON; // A chart within a sheet has records of its own.
            }
            if (record instanceof BoundSheetRecord tab) {
                tabs.add(tab);
            } else if (record instanceof DateWindow1904Record window) {
                since1904 = window.getWindowing() == 1;
            } else if (record instanceof SSTRecord all) {
                texts = all;
            } else if (record instanceof FormatRecord format) {
                codes.put(format.getIndexCode(), format.getFormatString());
            } else if (record instanceof ExtendedFormatRecord look) {
                formats.add((int) look.getFormatIndex());
            } else if (wanted) {
                inSheet(record);
            }
            return GO_ON;
        }

        /** The sheets follow in the order of their places in the file. */
        private short begins(BOFRecord begin) throws IOException {
            depth++;
            if (depth > 1 || begin.getType() == BOFRecord.TYPE_WORKBOOK) {
                return GO_ON;
            }
            if (++sheet == 0) {
                tabs.sort(Comparator.comparingInt(BoundSheetRecord::getPositionOfBof));
            }
            hidden.clear();
            rows.clear();
            handedOver = -1;
            textRow = -1;
            BoundSheetRecord tab = sheet < tabs.size() ? tabs.get(sheet) : null;
            boolean shown = tab == null || !tab.isHidden() && !tab.isVeryHidden();
            wanted = shown
                    && begin.getType() == BOFRecord.TYPE_WORKSHEET
                    && reader.begins(tab == null ? "" : tab.getSheetname(), since1904);
            return GO_ON;
        }

        private short ends() throws IOException {
            wanted = false;
            handOver(0);
            return reader.ends() ? GO_ON : STOP;
        }

        private void inSheet(Record record) throws IOException {
            if (record instanceof RowRecord look) {
                if (look.getZeroHeight()) {
                    hidden.add(look.getRowNumber());
                }
            } else if (record instanceof MergeCellsRecord merged) {
                for (int i = 0; i < merged.getNumAreas(); i++) {
                    CellRangeAddress area = merged.getAreaAt(i);
                    reader.merged(new Region(
                            area.getFirstRow() + 1,
                            area.getFirstColumn(),
                            area.getLastRow() + 1,
                            area.getLastColumn()));
                }
            } else if (record instanceof StringRecord text && textRow >= 0) {
                put(textRow, textColumn, new CellValue.Text(text.getString()));
                textRow = -1;
            } else if (record instanceof LabelRecord label) {
                put(label.getRow(), label.getColumn(), new CellValue.Text(label.getValue()));
            } else if (record instanceof CellValueRecordInterface cell) {
                value(cell);
            }
        }

        private void value(CellValueRecordInterface cell) throws IOException {
            if (cell instanceof LabelSSTRecord label) {
                int index = label.getSSTIndex();
                if (index < 0 || index >= texts.getNumUniqueStrings()) {
                    throw new IllegalArgumentException("a cell refers to a text that is not there");
                }
                put(cell, new CellValue.Text(texts.getString(index).getString()));
            } else if (cell instanceof NumberRecord number) {
                put(cell, number(cell, number.getValue()));
            } else if (cell instanceof RKRecord number) {
                put(cell, number(cell, number.getRKNumber()));
            } else if (cell instanceof BoolErrRecord either) {
                put(
                        cell,
                        either.isBoolean()
                                ? new CellValue.Truth(either.getBooleanValue())
                                : new CellValue.Text(error(either.getErrorValue())));
            } else if (cell instanceof FormulaRecord formula) {
                if (formula.hasCachedResultString()) {
                    // The text itself follows in a record of its own; where none does, it is empty.
                    textRow = cell.getRow();
                    textColumn = cell.getColumn();
                } else {
                    put(cell, result(formula));
                }
            }
        }

        private CellValue result(FormulaRecord formula) {
            CellType type = formula.getCachedResultTypeEnum();
            return switch (type) {
                case BOOLEAN -> new CellValue.Truth(formula.getCachedBooleanValue());
                case ERROR -> new CellValue.Text(error((byte) formula.getCachedErrorValue()));
                case NUMERIC -> number(formula, formula.getValue());
                default -> CellValue.EMPTY;
            };
        }

        private static String error(byte code) {
            return FormulaError.isValidCode(code) ? FormulaError.forInt(code).getString() : "#N/A";
        }

        private CellValue number(CellValueRecordInterface cell, double value) {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                return new CellValue.Text("#NUM!");
            }
            int look = cell.getXFIndex();
            int format = look >= 0 && look < formats.size() ? formats.get(look) : 0;
            String code = codes.getOrDefault(format, BuiltinFormats.getBuiltinFormat(format));
            return new CellValue.Number(BigDecimal.valueOf(value), code == null ? "General" : code, format);
        }

        private void put(CellValueRecordInterface cell, CellValue value) throws IOException {
            put(cell.getRow(), cell.getColumn(), value);
        }

        private void put(int number, int column, CellValue value) throws IOException {
            if (++cells > MOST_CELLS) {
                throw new Exceeded(
                        ErrorCode.TOO_MANY_CELLS, "the workbook has more than " + MOST_CELLS + " filled cells");
            }
            if (number <= handedOver) {
                throw new IllegalArgumentException("its rows are in no order");
            }
            if (column >= MOST_COLUMNS) {
                throw new IllegalArgumentException("a cell stands in column " + (column + 1));
            }
            List<CellValue> row = rows.computeIfAbsent(number, absent -> new ArrayList<>());
            while (row.size() <= column) {
                row.add(CellValue.EMPTY);
            }
            row.set(column, value);
            handOver(MOST_WAITING);
        }

        private void handOver(int waiting) throws IOException {
            while (rows.size() > waiting) {
                Map.Entry<Integer, List<CellValue>> first = rows.pollFirstEntry();
                handedOver = first.getKey();
                reader.row(handedOver + 1, hidden.contains(handedOver), first.getValue());
            }
        }
    }
}
