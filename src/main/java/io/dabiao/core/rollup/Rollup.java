package io.dabiao.core.rollup;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mergeable partial aggregate of one {@link Series} over some of its events.
 *
 * <p>{@code unfit} counts the events that were of the right type but had nothing usable where the series needs it; they
 * are left out visibly.
 */
public sealed interface Rollup {

    /** The rollup of both sides' events together; associative and commutative. Both must be of one {@link Fold}. */
    Rollup merge(Rollup other);

    /** Events left out because an attribute was missing or of the wrong kind. */
    default long unfit() {
        return 0;
    }

    /** Of {@link Fold#TALLY}. */
    record Tally(long events, @Override long unfit) implements Rollup {
        @Override
        public Tally merge(Rollup other) {
            Tally that = (Tally) other;
            return new Tally(events + that.events, unfit + that.unfit);
        }
    }

    /** Of {@link Fold#TRIALS}. */
    record Trials(long succeeded, long all, @Override long unfit) implements Rollup {
        @Override
        public Trials merge(Rollup other) {
            Trials that = (Trials) other;
            return new Trials(succeeded + that.succeeded, all + that.all, unfit + that.unfit);
        }
    }

    /**
     * Of {@link Fold#TOTAL}.
     *
     * @param sum exact
     * @param counted events that had the attribute as a number
     * @param absent events without it: a sum takes them as 0, a mean leaves them out
     * @param unfit events that had something else in its place
     */
    record Total(
            BigDecimal sum,
            long counted,
            long absent,
            @Override long unfit) implements Rollup {

        /** Stripped, so that equal sums are equal rollups however they were added up. */
        public Total {
            sum = sum.signum() == 0 ? BigDecimal.ZERO : sum.stripTrailingZeros();
        }

        @Override
        public Total merge(Rollup other) {
            Total that = (Total) other;
            return new Total(sum.add(that.sum), counted + that.counted, absent + that.absent, unfit + that.unfit);
        }
    }

    /** The least and the greatest value. */
    record Range(BigDecimal least, BigDecimal greatest) {
        public Range {
            least = least.signum() == 0 ? BigDecimal.ZERO : least.stripTrailingZeros();
            greatest = greatest.signum() == 0 ? BigDecimal.ZERO : greatest.stripTrailingZeros();
        }
    }

    /** Of {@link Fold#EXTENT}; no range where there was no value. */
    record Extent(Optional<Range> range, @Override long unfit) implements Rollup {
        @Override
        public Extent merge(Rollup other) {
            Extent that = (Extent) other;
            Optional<Range> both = range.isEmpty()
                    ? that.range
                    : that.range.isEmpty()
                            ? range
                            : Optional.of(new Range(
                                    range.get().least().min(that.range.get().least()),
                                    range.get().greatest().max(that.range.get().greatest())));
            return new Extent(both, unfit + that.unfit);
        }
    }

    /**
     * A value at an instant, and which event said so.
     *
     * <p>Two events of the same instant are ordered by source and id: arbitrary, but the same in every replica and every
     * order of arrival.
     */
    record Level(Instant time, String source, String id, BigDecimal value) implements Comparable<Level> {

        private static final Comparator<Level> ORDER =
                Comparator.comparing(Level::time).thenComparing(Level::source).thenComparing(Level::id);

        public Level {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }

        @Override
        public int compareTo(Level other) {
            return ORDER.compare(this, other);
        }
    }

    /** The earliest and the newest level; the same one where there is one. */
    record FirstAndLast(Level first, Level last) {}

    /** Of {@link Fold#ENDS}; no ends where there was no value. */
    record Ends(Optional<FirstAndLast> ends, @Override long unfit) implements Rollup {
        @Override
        public Ends merge(Rollup other) {
            Ends that = (Ends) other;
            if (ends.isEmpty() || that.ends.isEmpty()) {
                return new Ends(ends.or(that::ends), unfit + that.unfit);
            }
            FirstAndLast mine = ends.get();
            FirstAndLast theirs = that.ends.get();
            Level first = mine.first().compareTo(theirs.first()) <= 0 ? mine.first() : theirs.first();
            Level last = mine.last().compareTo(theirs.last()) >= 0 ? mine.last() : theirs.last();
            return new Ends(Optional.of(new FirstAndLast(first, last)), unfit + that.unfit);
        }
    }

    /** Of {@link Fold#MEMBERS}. Exact, so it grows with the number of different values. */
    record Members(Set<String> values, @Override long unfit) implements Rollup {
        public Members {
            values = Set.copyOf(values);
        }

        @Override
        public Members merge(Rollup other) {
            Members that = (Members) other;
            if (values.containsAll(that.values)) {
                return new Members(values, unfit + that.unfit);
            }
            Set<String> both = new HashSet<>(values);
            both.addAll(that.values);
            return new Members(both, unfit + that.unfit);
        }
    }

    /**
     * Of {@link Fold#QUANTILES}: how many values fell into each bucket of a logarithmic scale, after DDSketch (Masson,
     * Rim, Lee: VLDB 2019). Every value of a bucket is within 0.5 % of what the bucket answers, at any percentile.
     *
     * @param buckets by signed bucket number; {@link Integer#MIN_VALUE} holds the zeros
     */
    record Quantiles(Map<Integer, Long> buckets, @Override long unfit) implements Rollup {

        private static final double ACCURACY = 0.005;
        private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
        private static final double LOG_GAMMA = StrictMath.log(GAMMA);
        private static final int ZERO = Integer.MIN_VALUE;
        /** Moves the bucket of every finite double above 0, so that the sign is free to mean the value's sign. */
        private static final int OFFSET = 100_000;

        public Quantiles {
            buckets = Map.copyOf(buckets);
        }

        public static int bucket(double value) {
            if (value == 0) {
                return ZERO;
            }
            int magnitude = (int) StrictMath.ceil(StrictMath.log(Math.abs(value)) / LOG_GAMMA) + OFFSET;
            return value > 0 ? magnitude : -magnitude;
        }

        /** The value that stands for all of a bucket. */
        public static double middle(int bucket) {
            if (bucket == ZERO) {
                return 0;
            }
            double magnitude = 2 * StrictMath.pow(GAMMA, Math.abs(bucket) - OFFSET) / (GAMMA + 1);
            return bucket > 0 ? magnitude : -magnitude;
        }

        public long count() {
            return buckets.values().stream().mapToLong(Long::longValue).sum();
        }

        /**
         * The value below or at which {@code percent} of all values lie, by nearest rank.
         *
         * @param percent above 0, at most 100
         * @return empty where there is no value
         */
        public Optional<BigDecimal> percentile(BigDecimal percent) {
            long count = count();
            if (count == 0) {
                return Optional.empty();
            }
            BigDecimal rank = percent.multiply(BigDecimal.valueOf(count)).movePointLeft(2);
            var inOrder = buckets.entrySet().stream()
                    .sorted(Comparator.comparingDouble(entry -> middle(entry.getKey())))
                    .toList();
            long passed = 0;
            for (Map.Entry<Integer, Long> entry : inOrder) {
                passed += entry.getValue();
                if (rank.compareTo(BigDecimal.valueOf(passed)) <= 0) {
                    return Optional.of(shown(middle(entry.getKey())));
                }
            }
            throw new AssertionError("a rank beyond the last value: " + percent);
        }

        /** Five digits: more would pretend an exactness that the buckets do not have. */
        private static BigDecimal shown(double value) {
            return new BigDecimal(value).round(new java.math.MathContext(5)).stripTrailingZeros();
        }

        @Override
        public Quantiles merge(Rollup other) {
            Quantiles that = (Quantiles) other;
            return new Quantiles(sum(buckets, that.buckets), unfit + that.unfit);
        }
    }

    /** Two dates, the second not before the first. */
    record Span(LocalDate from, LocalDate to) {}

    /**
     * Of {@link Fold#SPANS}. The dates themselves are kept, not the working days between them: a calendar may be published
     * after the events came.
     */
    record Spans(Map<Span, Long> times, @Override long unfit) implements Rollup {
        public Spans {
            times = Map.copyOf(times);
        }

        @Override
        public Spans merge(Rollup other) {
            Spans that = (Spans) other;
            return new Spans(sum(times, that.times), unfit + that.unfit);
        }
    }

    /** Of {@link Fold#SEEN}. */
    record Seen(Optional<Instant> newest) implements Rollup {
        @Override
        public Seen merge(Rollup other) {
            Optional<Instant> theirs = ((Seen) other).newest;
            return newest.isEmpty() || theirs.isPresent() && theirs.get().isAfter(newest.get()) ? (Seen) other : this;
        }
    }

    private static <K> Map<K, Long> sum(Map<K, Long> one, Map<K, Long> other) {
        Map<K, Long> both = new HashMap<>(one);
        other.forEach((key, times) -> both.merge(key, times, Long::sum));
        return both;
    }
}
