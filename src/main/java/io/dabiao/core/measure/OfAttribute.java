package io.dabiao.core.measure;

import java.util.List;

/** A measure of the values of one attribute, in the unit that they are declared in. */
public sealed interface OfAttribute extends OneSelection permits Latest, Max, Mean, Min, Percentile, Sum {

    String attribute();

    /** The attribute's unit. */
    Unit in();

    @Override
    default List<String> attributes() {
        return List.of(attribute());
    }

    @Override
    default Dimension dimension() {
        return in().dimension();
    }

    @Override
    default boolean carriesUnit() {
        return true;
    }
}
