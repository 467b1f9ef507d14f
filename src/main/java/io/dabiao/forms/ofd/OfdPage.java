package io.dabiao.forms.ofd;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.ZipPackage;
import io.dabiao.forms.drawn.Glyph;
import io.dabiao.forms.drawn.Ruling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** The characters and lines of one page, in points from the top left. Not safe for use by several threads. */
final class OfdPage {

    static final int LONGEST_PATH = 512;
    private static final int MOST_GLYPHS = 40_000;
    private static final int MOST_RULINGS = 20_000;
    private static final int LONGEST_TEXT = 20_000;
    /** Seals are drawn point by point. */
    private static final int LONGEST_DRAWING = 4_000_000;
    /** What is longer draws no table. */
    private static final int LONGEST_RULED = 20_000;

    private static final float POINTS = 72 / 25.4f;
    /** In points: what is thinner is a line even where it is drawn as an area. */
    private static final float THIN = 2f;
    /** Shorter than this it is part of a character or of an ornament. */
    private static final float SHORT = 4f;

    private final Allowance allowance;
    private final List<Glyph> glyphs = new ArrayList<>();
    private final List<Ruling> rulings = new ArrayList<>();

    OfdPage(Allowance allowance) {
        this.allowance = allowance;
    }

    List<Glyph> glyphs() {
        return glyphs;
    }

    List<Ruling> rulings() {
        return rulings;
    }

    /** A box of an object and how it is turned and scaled within it. */
    private record Frame(float x, float y, float width, float height, float[] matrix) {
        float atX(float px, float py) {
            return (x + matrix[0] * px + matrix[2] * py + matrix[4]) * POINTS;
        }

        float atY(float px, float py) {
            return (y + matrix[1] * px + matrix[3] * py + matrix[5]) * POINTS;
        }
    }

    /** @param templates parts of template pages by their ids, which a page may be drawn over */
    void read(ZipPackage parts, String part, Map<String, String> templates) throws IOException, XMLStreamException {
        if (!parts.has(part)) {
            return;
        }
        BoundedXml xml = parts.xml(part);
        List<String> under = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.name()) {
                case "Template" -> {
                    String template = templates.get(String.valueOf(xml.attribute("TemplateID")));
                    if (template != null && under.size() < 8) {
                        under.add(template);
                    }
                }
                case "TextObject" -> text(xml);
                case "PathObject" -> path(xml);
                default -> {
                    // Pages, layers, pictures.
                }
            }
        }
        for (String template : under) {
            read(parts, template, Map.of());
        }
    }

    private static Frame frame(BoundedXml xml) {
        float[] box = numbers(xml.attribute("Boundary"), 4, new float[] {0, 0, 0, 0});
        return new Frame(
                box[0], box[1], box[2], box[3], numbers(xml.attribute("CTM"), 6, new float[] {1, 0, 0, 1, 0, 0}));
    }

    private void text(BoundedXml xml) throws XMLStreamException {
        Frame frame = frame(xml);
        float size = numbers(xml.attribute("Size"), 1, new float[] {3.5f})[0];
        float scale = Math.max(Math.abs(frame.matrix()[0]), Math.abs(frame.matrix()[1]));
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                if (xml.name().equals("TextCode")) {
                    float x = numbers(xml.attribute("X"), 1, new float[] {0})[0];
                    float y = numbers(xml.attribute("Y"), 1, new float[] {size})[0];
                    List<Float> right = deltas(xml.attribute("DeltaX"));
                    List<Float> down = deltas(xml.attribute("DeltaY"));
                    place(xml.text(LONGEST_TEXT), frame, size, scale, x, y, right, down);
                } else {
                    depth++;
                }
            }
        }
    }

    private void place(
            String text,
            Frame frame,
            float size,
            float scale,
            float fromX,
            float fromY,
            List<Float> right,
            List<Float> down) {
        float x = fromX;
        float y = fromY;
        boolean apart = false;
        int number = 0;
        for (int i = 0; i < text.length(); ) {
            allowance.step();
            int code = text.codePointAt(i);
            i += Character.charCount(code);
            float own = Character.isIdeographic(code) || code > 0x2E7F ? size : size / 2;
            float next = number < right.size() ? right.get(number) : right.isEmpty() && down.isEmpty() ? own : 0;
            if (Character.isWhitespace(code) || Character.isSpaceChar(code)) {
                apart = true;
            } else {
                OfdSource.bounded(glyphs.size() + 1, MOST_GLYPHS, "characters");
                glyphs.add(new Glyph(
                        Character.toString(code),
                        frame.atX(x, y),
                        frame.atY(x, y),
                        Math.min(own, next > 0 ? next : own) * scale * POINTS,
                        size * scale * POINTS,
                        apart));
                apart = false;
            }
            x += next;
            y += number < down.size() ? down.get(number) : 0;
            number++;
        }
    }

    /** Distances between characters; {@code g 3 4.5} is three times 4.5. */
    private static List<Float> deltas(String text) {
        List<Float> all = new ArrayList<>();
        String[] words = text == null ? new String[0] : text.strip().split("\\s+");
        for (int i = 0; i < words.length && all.size() < LONGEST_TEXT; i++) {
            if (words[i].equals("g") && i + 2 < words.length) {
                int times = Math.min(LONGEST_TEXT, (int) number(words[i + 1]));
                for (int t = 0; t < times; t++) {
                    all.add(number(words[i + 2]));
                }
                i += 2;
            } else if (!words[i].isEmpty()) {
                all.add(number(words[i]));
            }
        }
        return all;
    }

    private void path(BoundedXml xml) throws XMLStreamException {
        Frame frame = frame(xml);
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                if (xml.name().equals("AbbreviatedData")) {
                    draw(xml.text(LONGEST_DRAWING), frame);
                } else {
                    depth++;
                }
            }
        }
    }

    /** M x y begins, L x y draws a line, C closes; curves are no rulings. */
    private void draw(String data, Frame frame) {
        String[] words =
                data.length() > LONGEST_RULED ? new String[0] : data.strip().split("\\s+");
        float[] at = {0, 0};
        float[] begun = {0, 0};
        List<float[]> corners = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            allowance.step();
            switch (words[i]) {
                case "M", "S" -> {
                    area(corners, frame);
                    corners.clear();
                    at = new float[] {number(words, i + 1), number(words, i + 2)};
                    begun = at;
                    corners.add(at);
                    i += 2;
                }
                case "L" -> {
                    float[] to = {number(words, i + 1), number(words, i + 2)};
                    line(frame, at, to);
                    at = to;
                    corners.add(at);
                    i += 2;
                }
                case "C" -> {
                    line(frame, at, begun);
                    at = begun;
                }
                default -> {
                    // Curves and what belongs to them.
                }
            }
        }
        area(corners, frame);
    }

    /** A thin area is a line: programs fill what others stroke. */
    private void area(List<float[]> corners, Frame frame) {
        if (corners.size() < 4) {
            return;
        }
        float left = Float.MAX_VALUE;
        float top = Float.MAX_VALUE;
        float right = -Float.MAX_VALUE;
        float bottom = -Float.MAX_VALUE;
        for (float[] corner : corners) {
            float x = frame.atX(corner[0], corner[1]);
            float y = frame.atY(corner[0], corner[1]);
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
        }
        if (bottom - top <= THIN && right - left > SHORT) {
            ruling(left, (top + bottom) / 2, right, (top + bottom) / 2);
        } else if (right - left <= THIN && bottom - top > SHORT) {
            ruling((left + right) / 2, top, (left + right) / 2, bottom);
        }
    }

    private void line(Frame frame, float[] from, float[] to) {
        float x1 = frame.atX(from[0], from[1]);
        float y1 = frame.atY(from[0], from[1]);
        float x2 = frame.atX(to[0], to[1]);
        float y2 = frame.atY(to[0], to[1]);
        boolean straight = Math.abs(x1 - x2) <= 1 || Math.abs(y1 - y2) <= 1;
        if (straight && Math.max(Math.abs(x1 - x2), Math.abs(y1 - y2)) > SHORT) {
            ruling(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
        }
    }

    private void ruling(float x1, float y1, float x2, float y2) {
        OfdSource.bounded(rulings.size() + 1, MOST_RULINGS, "lines");
        rulings.add(new Ruling(x1, y1, x2, y2));
    }

    private static float[] numbers(String text, int count, float[] otherwise) {
        String[] words = text == null ? new String[0] : text.strip().split("\\s+");
        if (words.length < count) {
            return otherwise;
        }
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = number(words[i]);
        }
        return all;
    }

    private static float number(String[] words, int at) {
        return at < words.length ? number(words[at]) : 0;
    }

    private static float number(String word) {
        if (word.length() > 24) {
            throw new IllegalArgumentException("a number has too many digits");
        }
        float number = Float.parseFloat(word);
        if (!Float.isFinite(number) || Math.abs(number) > 1e6) {
            throw new IllegalArgumentException("a number lies outside of every page");
        }
        return number;
    }
}
