package io.dabiao.check.probe;

import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.GuardedSockets;
import io.dabiao.outbound.OutboundPolicy;
import java.time.Clock;

/**
 * What looks are made with. Safe for use by several threads.
 *
 * @param clock for the validity of certificates
 * @param policy which addresses may be looked at
 * @param heard what jobs have said
 * @param drivers of databases
 */
public record Means(Clock clock, Secrets secrets, OutboundPolicy policy, Tls tls, Heard heard, Drivers drivers) {

    public GuardedSockets sockets() {
        return new GuardedSockets(policy);
    }
}
