package io.dabiao.page;

import io.dabiao.core.declaration.Digits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as pages show them. */
public final class Numbers {

    private Numbers() {}

    /** Grouped, with two decimals at most: a figure that stands beside no other. */
    public static String shown(BigDecimal number) {
        return beside(number, null);
    }

    /**
     * Grouped, with as many decimals as it takes to compare as the exact number does.
     *
     * @param target beside which it stands; null where there is none
     */
    public static String beside(BigDecimal number, BigDecimal target) {
        return whole(Digits.beside(number, target));
    }

    /** Grouped, with all its decimals: what a person has written. */
    public static String whole(BigDecimal number) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMaximumFractionDigits(Math.max(0, number.scale()));
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(number);
    }

    /** A share from 0 to 1 in whole percent; what is not quite all or nothing does not look like it. */
    public static String percent(BigDecimal share) {
        BigDecimal percent = share.movePointRight(2);
        if (percent.compareTo(BigDecimal.ONE) < 0 && percent.signum() > 0) {
            return "<1 %";
        }
        if (percent.compareTo(new BigDecimal(99)) > 0 && percent.compareTo(new BigDecimal(100)) < 0) {
            return ">99 %";
        }
        return percent.setScale(0, RoundingMode.HALF_UP) + " %";
    }
}
