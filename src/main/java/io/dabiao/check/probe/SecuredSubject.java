package io.dabiao.check.probe;

import java.util.List;

/** A port at which TLS is spoken, or may be. */
public interface SecuredSubject extends EndpointSubject {

    TlsUse use();

    @Override
    default List<String> files() {
        return use().files();
    }
}
