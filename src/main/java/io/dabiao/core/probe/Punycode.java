package io.dabiao.core.probe;

/** The letters of a name in ASCII (RFC 3492), for the few that {@link java.net.IDN} changes into others first. */
final class Punycode {

    private static final int BASE = 36;
    private static final int LEAST = 1;
    private static final int MOST = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST = 0x80;

    private Punycode() {}

    /** @param label without dots */
    static String of(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder all = new StringBuilder();
        label.codePoints().filter(one -> one < FIRST).forEach(all::appendCodePoint);
        int basic = all.length();
        int handled = basic;
        if (basic > 0) {
            all.append('-');
        }
        int next = FIRST;
        int delta = 0;
        int bias = FIRST_BIAS;
        while (handled < points.length) {
            int smallest = Integer.MAX_VALUE;
            for (int point : points) {
                smallest = point >= next ? Math.min(smallest, point) : smallest;
            }
            delta += (smallest - next) * (handled + 1);
            next = smallest;
            for (int point : points) {
                if (point < next) {
                    delta++;
                } else if (point == next) {
                    number(all, delta, bias);
                    bias = adapted(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            next++;
        }
        return all.toString();
    }

    private static void number(StringBuilder all, int delta, int bias) {
        int left = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.max(LEAST, Math.min(MOST, k - bias));
            if (left < threshold) {
                all.append(digit(left));
                return;
            }
            all.append(digit(threshold + (left - threshold) % (BASE - threshold)));
            left = (left - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < MOST ? 'a' + value : '0' + value - MOST);
    }

    private static int adapted(int delta, int handled, boolean first) {
        int left = first ? delta / DAMP : delta / 2;
        left += left / handled;
        int k = 0;
        while (left > (BASE - LEAST) * MOST / 2) {
            left /= BASE - LEAST;
            k += BASE;
        }
        return k + (BASE - LEAST + 1) * left / (left + SKEW);
    }
}
