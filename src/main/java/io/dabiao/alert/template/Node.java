package io.dabiao.alert.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A part of a template. */
sealed interface Node {

    void render(Scope scope) throws WrongTemplate;

    static void render(List<Node> nodes, Scope scope) throws WrongTemplate {
        for (Node node : nodes) {
            node.render(scope);
        }
    }

    /** What stands for itself. */
    record Words(String text, Place place) implements Node {
        @Override
        public void render(Scope scope) throws WrongTemplate {
            scope.write(text, place);
        }
    }

    /** A place for a value. */
    record Value(Expression expression, Place place) implements Node {
        @Override
        public void render(Scope scope) throws WrongTemplate {
            Object value = expression.value(scope);
            if (value instanceof List<?> || value instanceof Map<?, ?>) {
                throw place.wrong("this is no single value; name what is in it");
            }
            scope.write(value == null ? "" : value.toString(), place);
        }
    }

    /** A part that is there on a condition. */
    record Branch(Expression when, List<Node> then) {}

    /** {@code {#if}}: the first branch whose condition holds. */
    record Choice(List<Branch> branches, List<Node> otherwise, Place place) implements Node {
        @Override
        public void render(Scope scope) throws WrongTemplate {
            scope.step(place);
            for (Branch branch : branches) {
                if (Expression.truth(branch.when().value(scope))) {
                    Node.render(branch.then(), scope);
                    return;
                }
            }
            Node.render(otherwise, scope);
        }
    }

    /** {@code {#for alias in of}}, over a list and nothing else. */
    record Loop(String alias, Expression of, List<Node> body, List<Node> empty, Place place) implements Node {
        @Override
        public void render(Scope scope) throws WrongTemplate {
            if (!(of.value(scope) instanceof List<?> list)) {
                throw place.wrong("only a list can be gone through");
            }
            int last = list.size() - 1;
            for (int i = 0; i <= last; i++) {
                scope.step(place);
                Map<String, Object> names = new HashMap<>();
                names.put(alias, list.get(i));
                names.put(alias + "_index", i);
                names.put(alias + "_count", i + 1);
                names.put(alias + "_hasNext", i < last);
                names.put(alias + "_isFirst", i == 0);
                names.put(alias + "_isLast", i == last);
                names.put(alias + "_odd", i % 2 == 0);
                names.put(alias + "_even", i % 2 == 1);
                Node.render(body, scope.with(names));
            }
            if (last < 0) {
                Node.render(empty, scope);
            }
        }
    }
}
