package io.dabiao.alert;

import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.text.Language;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told of alerts, by which way and in which words.
 *
 * @param link the service's address as people reach it, without a slash at the end; empty for messages without links
 * @param texts a folder of templates that go before the shipped ones
 */
record AlertSettings(
        Optional<String> link,
        Optional<Path> texts,
        Map<String, ConfiguredReceiver> receivers,
        List<Route> routes,
        List<RecurringSilence> maintenance) {

    /** Nobody is told; alerts are shown all the same. */
    static final AlertSettings NONE =
            new AlertSettings(Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of());

    /** A receiver and how it is spoken to. */
    record ConfiguredReceiver(String name, String channel, Language language, Receiver receiver) {}

    /** A silence that comes again. */
    record RecurringSilence(String id, Match match, Maintenance.When when, String author, String reason) {}

    AlertSettings {
        receivers = Map.copyOf(receivers);
        routes = List.copyOf(routes);
        maintenance = List.copyOf(maintenance);
    }

    /** The routes that an alert takes, in order. */
    List<Route> routes(Alert alert) {
        List<Route> taken = new ArrayList<>();
        for (Route route : routes) {
            if (route.match().fits(alert)) {
                taken.add(route);
                if (route.last()) {
                    break;
                }
            }
        }
        return taken;
    }

    Optional<Route> route(String name) {
        return routes.stream().filter(route -> route.name().equals(name)).findFirst();
    }
}
