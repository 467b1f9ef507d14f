package io.dabiao.core.measure;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A unit as forms print it, and what one of it is worth.
 *
 * @param symbol as printed, such as {@code 万个}; empty where none is printed
 * @param dimension what it measures
 * @param scale how many of the dimension's base one unit is: 万个 10000, % 0.01, 分钟 60 (seconds)
 */
public record Unit(String symbol, Dimension dimension, BigDecimal scale) {

    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "毫秒",
            new BigDecimal("0.001"),
            "ms",
            new BigDecimal("0.001"),
            "秒",
            BigDecimal.ONE,
            "秒钟",
            BigDecimal.ONE,
            "s",
            BigDecimal.ONE,
            "分",
            BigDecimal.valueOf(60),
            "分钟",
            BigDecimal.valueOf(60),
            "min",
            BigDecimal.valueOf(60),
            "小时",
            BigDecimal.valueOf(3600),
            "h",
            BigDecimal.valueOf(3600));

    /** Longest first, so that 百万 is not read as 百 of something. A lone 千 or 百 is left to the noun: 千瓦时, 百分点. */
    private static final List<Map.Entry<String, BigDecimal>> MULTIPLES = List.of(
            Map.entry("千万", BigDecimal.valueOf(10_000_000)),
            Map.entry("百万", BigDecimal.valueOf(1_000_000)),
            Map.entry("十万", BigDecimal.valueOf(100_000)),
            Map.entry("万", BigDecimal.valueOf(10_000)),
            Map.entry("亿", BigDecimal.valueOf(100_000_000)));

    /** Any text is a unit: what is not a share, a time or days counts things of that name. */
    public static Unit of(String printed) {
        String symbol = printed.strip();
        return switch (symbol) {
            case "%", "％", "百分比", "百分之" -> new Unit(symbol, Dimension.SHARE, new BigDecimal("0.01"));
            case "‰" -> new Unit(symbol, Dimension.SHARE, new BigDecimal("0.001"));
            case "天", "日", "d" -> new Unit(symbol, Dimension.DAYS, BigDecimal.ONE);
            case "工作日", "个工作日" -> new Unit(symbol, Dimension.WORKING_DAYS, BigDecimal.ONE);
            default -> timeOrThings(symbol);
        };
    }

    private static Unit timeOrThings(String symbol) {
        BigDecimal seconds = SECONDS.get(symbol);
        if (seconds != null) {
            return new Unit(symbol, Dimension.DURATION, seconds);
        }
        for (Map.Entry<String, BigDecimal> multiple : MULTIPLES) {
            if (symbol.startsWith(multiple.getKey())) {
                return new Unit(symbol, Dimension.NUMBER, multiple.getValue());
            }
        }
        return new Unit(symbol, Dimension.NUMBER, BigDecimal.ONE);
    }

    /** A value in the dimension's base, expressed in this unit. */
    public Fraction fromBase(Fraction base) {
        return base.inUnitsOf(scale);
    }
}
