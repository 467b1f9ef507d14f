package io.dabiao.core.score;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Points shared out to the cent. */
final class Allotment {

    private static final BigDecimal CENT = new BigDecimal("0.01");

    private Allotment() {}

    /**
     * Shares in proportion to weights, each rounded down to the cent; the cents left over go to the first ones.
     *
     * @param weights none negative, at least one above 0
     */
    static List<BigDecimal> of(BigDecimal points, List<BigDecimal> weights) {
        BigDecimal all = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        List<BigDecimal> shares = new ArrayList<>();
        BigDecimal left = points;
        for (BigDecimal weight : weights) {
            BigDecimal share = points.multiply(weight).divide(all, 2, RoundingMode.DOWN);
            shares.add(share);
            left = left.subtract(share);
        }
        for (int i = 0; left.compareTo(CENT) >= 0; i = (i + 1) % shares.size()) {
            if (weights.get(i).signum() > 0) {
                shares.set(i, shares.get(i).add(CENT));
                left = left.subtract(CENT);
            }
        }
        return shares;
    }

    /**
     * Shares of rows of which some declare their points: those keep them, the others share what is left alike. Where all
     * declare them, or where they declare more than there is, they count as weights.
     *
     * @param declared null where a row declares none
     */
    static List<BigDecimal> ofDeclared(BigDecimal points, List<BigDecimal> declared) {
        BigDecimal given =
                declared.stream().filter(java.util.Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
        long without = declared.stream().filter(java.util.Objects::isNull).count();
        if (without == declared.size() || given.signum() == 0 && without == 0) {
            return of(points, declared.stream().map(any -> BigDecimal.ONE).toList());
        }
        if (without == 0 || given.compareTo(points) > 0) {
            return of(
                    points,
                    declared.stream()
                            .map(own -> own == null ? BigDecimal.ZERO : own)
                            .toList());
        }
        BigDecimal rest = points.subtract(given);
        List<BigDecimal> shared = of(rest, java.util.Collections.nCopies((int) without, BigDecimal.ONE));
        List<BigDecimal> all = new ArrayList<>();
        int next = 0;
        for (BigDecimal own : declared) {
            all.add(own == null ? shared.get(next++) : own);
        }
        return all;
    }
}
