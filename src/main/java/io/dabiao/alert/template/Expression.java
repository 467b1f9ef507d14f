package io.dabiao.alert.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What stands between braces, as read. Its values are null, true and false, numbers, texts, lists and maps of them. */
sealed interface Expression {

    Object value(Scope scope) throws WrongTemplate;

    /**
     * A value by its name, and what is in it by theirs.
     *
     * @param optional whether a value that is not there is null instead of a fault
     */
    record Path(List<String> names, boolean optional, Place place) implements Expression {

        private static final Object ABSENT = new Object();

        @Override
        public Object value(Scope scope) throws WrongTemplate {
            Object value = find(scope);
            if (value == ABSENT && !optional) {
                throw place.wrong("no such value: '" + String.join(".", names) + "'");
            }
            return value == ABSENT ? null : value;
        }

        boolean there(Scope scope) throws WrongTemplate {
            return find(scope) != ABSENT;
        }

        private Object find(Scope scope) throws WrongTemplate {
            scope.step(place);
            Object value = scope.has(names.get(0)) ? scope.get(names.get(0)) : ABSENT;
            for (int i = 1; i < names.size() && value != ABSENT; i++) {
                value = within(value, names.get(i));
            }
            return value;
        }

        private Object within(Object value, String name) throws WrongTemplate {
            if (value instanceof Map<?, ?> map && map.containsKey(name)) {
                return map.get(name);
            }
            if (name.equals("quoted") && !(value instanceof Map<?, ?>) && !(value instanceof List<?>)) {
                return Quoted.json(value);
            }
            if (value instanceof List<?> list) {
                return switch (name) {
                    case "size" -> list.size();
                    case "isEmpty" -> list.isEmpty();
                    default ->
                        name.matches("\\d{1,9}") && Integer.parseInt(name) < list.size()
                                ? list.get(Integer.parseInt(name))
                                : ABSENT;
                };
            }
            return ABSENT;
        }
    }

    record Literal(Object value) implements Expression {
        @Override
        public Object value(Scope scope) {
            return value;
        }
    }

    record Not(Expression of) implements Expression {
        @Override
        public Object value(Scope scope) throws WrongTemplate {
            return !truth(of.value(scope));
        }
    }

    record And(Expression one, Expression other) implements Expression {
        @Override
        public Object value(Scope scope) throws WrongTemplate {
            return truth(one.value(scope)) && truth(other.value(scope));
        }
    }

    record Or(Expression one, Expression other) implements Expression {
        @Override
        public Object value(Scope scope) throws WrongTemplate {
            return truth(one.value(scope)) || truth(other.value(scope));
        }
    }

    /** {@code one ?: other}: the other where the first is not there or null. */
    record OrElse(Expression one, Expression other) implements Expression {
        @Override
        public Object value(Scope scope) throws WrongTemplate {
            if (one instanceof Path path && !path.there(scope)) {
                return other.value(scope);
            }
            Object value = one.value(scope);
            return value == null ? other.value(scope) : value;
        }
    }

    /** {@code when ? yes : no}. */
    record Choose(Expression when, Expression yes, Expression no) implements Expression {
        @Override
        public Object value(Scope scope) throws WrongTemplate {
            return truth(when.value(scope)) ? yes.value(scope) : no.value(scope);
        }
    }

    /** How two values compare. */
    enum Comparison {
        EQUAL,
        UNEQUAL,
        ABOVE,
        AT_LEAST,
        BELOW,
        AT_MOST
    }

    record Compare(Expression one, Comparison how, Expression other, Place place) implements Expression {
        @Override
        public Object value(Scope scope) throws WrongTemplate {
            Object left = one.value(scope);
            Object right = other.value(scope);
            boolean numbers = left instanceof Number && right instanceof Number;
            if (how == Comparison.EQUAL || how == Comparison.UNEQUAL) {
                boolean equal = numbers ? order(left, right) == 0 : java.util.Objects.equals(left, right);
                return equal == (how == Comparison.EQUAL);
            }
            if (!numbers) {
                throw place.wrong("only numbers are larger or smaller than one another");
            }
            int order = order(left, right);
            return switch (how) {
                case ABOVE -> order > 0;
                case AT_LEAST -> order >= 0;
                case BELOW -> order < 0;
                case AT_MOST, EQUAL, UNEQUAL -> order <= 0;
            };
        }

        private static int order(Object left, Object right) {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
        }
    }

    /** Nothing, nought and what is empty are untrue. */
    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).signum() != 0;
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        return value instanceof Map<?, ?> map && !map.isEmpty();
    }
}
