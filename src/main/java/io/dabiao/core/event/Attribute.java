package io.dabiao.core.event;

import java.math.BigDecimal;
import java.util.Objects;

/** A scalar of an event's data. What is absent or null is not in the map; what is nested is not an attribute. */
public sealed interface Attribute {

    /** The form that a selector compares: text as it is, a number without trailing zeros, {@code true} or {@code false}. */
    String text();

    record Text(String text) implements Attribute {
        public Text {
            Objects.requireNonNull(text);
        }
    }

    record Number(BigDecimal value) implements Attribute {
        public Number {
            Objects.requireNonNull(value);
        }

        @Override
        public String text() {
            return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        }
    }

    record Flag(boolean value) implements Attribute {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }
}
