package io.dabiao.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** That somebody comes with a session's secret. */
final class SessionRequest extends BaseAuthenticationRequest {

    private final String secret;

    SessionRequest(String secret) {
        this.secret = secret;
    }

    String secret() {
        return secret;
    }
}
