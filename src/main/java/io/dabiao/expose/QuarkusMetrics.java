package io.dabiao.expose;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** Makes the framework's own figures pass {@code promtool check metrics}: each is described, and well named or left out. */
class QuarkusMetrics {

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "http.server.active.requests", "Requests that are being answered.",
            "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop.");

    /**
     * Named against Prometheus's habits, or without a description that could be given; {@code process_cpu_usage} and {@code
     * http_server_active_connections} tell what matters.
     */
    private static final Set<String> LEFT_OUT =
            Set.of("process.cpu.time", "system.cpu.count", "http.server.connections");

    @Produces
    @Singleton
    MeterFilter named() {
        return new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                return LEFT_OUT.contains(id.getName()) || id.getName().startsWith("netty.allocator.")
                        ? MeterFilterReply.DENY
                        : MeterFilterReply.NEUTRAL;
            }

            @Override
            public Meter.Id map(Meter.Id id) {
                String description = DESCRIPTIONS.get(id.getName());
                return description == null
                        ? id
                        : new Meter.Id(
                                id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), description, id.getType());
            }
        };
    }
}
