package io.dabiao.ingest.sql;

/** The order of marks of one column, as far as it is known here; texts are in the order of their database, which is not. */
final class Order {

    private Order() {}

    static boolean isBefore(Mark one, Mark other) {
        if (one instanceof Mark.Local a && other instanceof Mark.Local b) {
            return a.value().isBefore(b.value());
        }
        if (one instanceof Mark.InSession a && other instanceof Mark.InSession b) {
            return a.value().isBefore(b.value());
        }
        if (one instanceof Mark.Point a && other instanceof Mark.Point b) {
            return a.value().isBefore(b.value());
        }
        if (one instanceof Mark.Day a && other instanceof Mark.Day b) {
            return a.value().isBefore(b.value());
        }
        return one instanceof Mark.Counted a
                && other instanceof Mark.Counted b
                && a.value().compareTo(b.value()) < 0;
    }
}
