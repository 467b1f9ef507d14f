package io.dabiao.check.probe;

import java.util.List;

/** A subject that is one port of one host, whatever is spoken there. */
public interface EndpointSubject extends LiveSubject {

    Endpoint to();

    @Override
    default String address() {
        return to().toString();
    }

    @Override
    default List<String> hosts() {
        return List.of(address());
    }
}
