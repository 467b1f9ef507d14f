package io.dabiao.core.measure;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Selector;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of the samples of a Prometheus: which series are taken, and how they read as events.
 *
 * @param series the metric's name and matchers of its labels
 * @param kind what a sample says
 * @param type of the events
 * @param attribute of the events that bears the sample's value
 * @param labels the series' label that each further attribute is taken from, by attribute
 * @param texts attributes that are the same for all, by attribute
 * @param every at most one event of a series in each such time; an increase is told at every sample, whatever this says
 */
public record RemoteSeries(
        Selector series,
        SampleKind kind,
        String type,
        String attribute,
        Map<String, String> labels,
        Map<String, String> texts,
        Duration every) {

    /** What a sample says. */
    public enum SampleKind {
        /** A counter: by how much it grew since the sample before, a restart at nothing included. */
        INCREASE,
        /** A value as it stands. */
        LEVEL,
        /** 0 is false, all else true. */
        FLAG
    }

    public RemoteSeries {
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        texts = java.util.Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /** Equal mappings have equal keys, in every release; what was taken under one is not taken again. */
    public String key() {
        return String.join("\n", series.toString(), kind.name(), type, attribute, labels.toString(), texts.toString());
    }

    /** Whether the samples of a series are taken. */
    public boolean takes(Map<String, String> labelsOfSeries) {
        if (!series.type().equals(labelsOfSeries.get("__name__"))) {
            return false;
        }
        Map<String, Attribute> attributes = new TreeMap<>();
        labelsOfSeries.forEach((label, value) -> attributes.put(label, new Attribute.Text(value)));
        return series.fit(attributes) == Selector.Fit.YES;
    }
}
