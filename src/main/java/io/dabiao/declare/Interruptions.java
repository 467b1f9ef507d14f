package io.dabiao.declare;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Series;
import io.dabiao.yaml.Cursor;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * A declaration's interruptions are either what the service desk reports or what the probes find, never both: the same one
 * would count twice.
 */
final class Interruptions {

    private static final String INCIDENT = "incident";
    private static final Map<String, Attribute> REPORTED = Map.of("category", new Attribute.Text("site-interruption"));

    private Cursor reported;
    private Cursor probed;

    /** @param at the indicator */
    void check(Measure measure, Cursor at) {
        for (Series series : measure.series(ZoneOffset.UTC)) {
            Selector selector = series.selector();
            if (selector.type().equals(Probe.OUTAGE)) {
                probed = probed == null ? at : probed;
                refuse(reported, at, "the probes' outages", "the service desk's interruptions");
            } else if (selector.type().equals(INCIDENT) && selector.fit(REPORTED) == Selector.Fit.YES) {
                reported = reported == null ? at : reported;
                refuse(probed, at, "the service desk's interruptions", "the probes' outages");
            }
        }
    }

    private static void refuse(Cursor other, Cursor at, String here, String there) {
        if (other != null) {
            at.fault(
                    here,
                    "interruptions from one source",
                    "line " + other.line() + " counts " + there + " already: choose one of them");
        }
    }
}
