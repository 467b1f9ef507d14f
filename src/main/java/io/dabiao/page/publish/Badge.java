package io.dabiao.page.publish;

import io.dabiao.core.declaration.Verdict;

/** A badge as SVG: what is judged on the left, how it stands on the right, in the colour of its verdict. */
final class Badge {

    private static final int HEIGHT = 22;
    private static final int PAD = 8;

    private Badge() {}

    static String svg(String left, String right, Verdict verdict) {
        int first = width(left) + 2 * PAD;
        int second = width(right) + 2 * PAD;
        String name = escaped(left + ": " + right);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (first + second) + "\" height=\"" + HEIGHT
                + "\" role=\"img\" aria-label=\"" + name + "\"><title>" + name + "</title>"
                + "<clipPath id=\"round\"><rect width=\"" + (first + second) + "\" height=\"" + HEIGHT
                + "\" rx=\"4\"/></clipPath><g clip-path=\"url(#round)\"><rect width=\"" + first + "\" height=\""
                + HEIGHT
                + "\" fill=\"#3b4650\"/><rect x=\"" + first + "\" width=\"" + second + "\" height=\"" + HEIGHT
                + "\" fill=\"" + colour(verdict) + "\"/></g>"
                + "<g fill=\"#ffffff\" font-family=\"system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif\""
                + " font-size=\"12\"><text x=\"" + PAD + "\" y=\"15\" textLength=\"" + (first - 2 * PAD) + "\">"
                + escaped(left) + "</text><text x=\"" + (first + PAD) + "\" y=\"15\" textLength=\""
                + (second - 2 * PAD) + "\">" + escaped(right) + "</text></g></svg>";
    }

    /** By the letters: what is drawn is fitted to it, so that a font that is not there does no harm. */
    private static int width(String text) {
        return text.codePoints().map(c -> c < 0x2E80 ? 7 : 12).sum();
    }

    /** Dark enough for white letters. */
    private static String colour(Verdict verdict) {
        return switch (verdict) {
            case MET -> "#00724f";
            case ON_TRACK -> "#1f6fa8";
            case AT_RISK -> "#8f5f00";
            case BREACHED -> "#b04a00";
            case MISSED -> "#882255";
            case NO_DATA, UNDECLARED -> "#5f5f5f";
        };
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().filter(c -> !Character.isISOControl(c)).forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
