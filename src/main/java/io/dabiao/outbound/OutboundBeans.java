package io.dabiao.outbound;

import io.dabiao.settings.Settings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The policy as the settings have it, and the client that all of the service's small requests go through. */
final class OutboundBeans {

    private OutboundBeans() {}

    @Produces
    @Singleton
    static OutboundPolicy policy(Settings settings) {
        return OutboundPolicy.denying(settings.outboundDeny().orElse(List.of()));
    }

    @Produces
    @Singleton
    static OutboundHttp http(OutboundPolicy policy) {
        return new OutboundHttp(policy);
    }

    static void end(@Disposes OutboundHttp http) {
        http.close();
    }
}
