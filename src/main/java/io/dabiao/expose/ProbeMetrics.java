package io.dabiao.expose;

import io.dabiao.check.ProbeResult;
import io.dabiao.check.Probing;
import io.dabiao.check.probe.Phase;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;

/** What this replica found last of each site that it probes: each site is told by one replica. */
@ApplicationScoped
@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
class ProbeMetrics {

    private final Probing probing;
    private final CollectorRegistry registry;

    ProbeMetrics(Probing probing, PrometheusMeterRegistry registry) {
        this.probing = probing;
        this.registry = registry.getPrometheusRegistry();
    }

    void register(@Observes StartupEvent started) {
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return families();
            }
        });
    }

    private List<Collector.MetricFamilySamples> families() {
        List<Sample> success = new ArrayList<>();
        List<Sample> seconds = new ArrayList<>();
        List<Sample> phases = new ArrayList<>();
        List<Sample> certificates = new ArrayList<>();
        List<Sample> because = new ArrayList<>();
        for (ProbeResult result : probing.last().values()) {
            String site = result.probe().site();
            if (!result.saysOfTheSite()) {
                continue;
            }
            if (result.because().isPresent()) {
                because.add(new Sample(
                        "dabiao_probe_unknown_because",
                        List.of("site", "cause"),
                        List.of(site, result.because().get()),
                        1));
                continue; // Of its own it is unknown.
            }
            success.add(sample("dabiao_probe_success", result.look().ok() ? 1 : 0, site));
            if (result.look().ok()) {
                seconds.add(sample("dabiao_probe_seconds", result.look().nanos() / 1e9, site));
            }
            for (Phase phase : Phase.values()) {
                Long nanos = result.look().phases().get(phase);
                if (nanos != null) {
                    phases.add(new Sample(
                            "dabiao_probe_phase_seconds",
                            List.of("site", "phase"),
                            List.of(site, phase.word()),
                            nanos / 1e9));
                }
            }
            result.look()
                    .certificateSeconds()
                    .ifPresent(left -> certificates.add(sample("dabiao_probe_certificate_valid_seconds", left, site)));
        }
        return List.of(
                gauge(
                        "dabiao_probe_success",
                        "1 where the site's last probe was good, 0 where it failed twice.",
                        success),
                gauge("dabiao_probe_seconds", "How long the site's last good probe took.", seconds),
                gauge("dabiao_probe_phase_seconds", "How long each phase of the site's last probe took.", phases),
                gauge(
                        "dabiao_probe_certificate_valid_seconds",
                        "For how long the site's certificate is still valid.",
                        certificates),
                gauge(
                        "dabiao_probe_unknown_because",
                        "1 where the site's last probe failed because another site, the cause, is away.",
                        because));
    }

    private static Sample sample(String name, double value, String site) {
        return new Sample(name, List.of("site"), List.of(site), value);
    }

    private static Collector.MetricFamilySamples gauge(String name, String help, List<Sample> samples) {
        return new Collector.MetricFamilySamples(name, Collector.Type.GAUGE, help, samples);
    }
}
