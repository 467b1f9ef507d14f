package io.dabiao.demo;

import java.time.LocalTime;

/**
 * The public sites, probed every three hours. The portal is away for most of 14 March: a day lost, which a leap year can
 * spare and another year cannot. May's concurrency check falls short, June's does not.
 */
final class Portal implements Feed {

    private static final int HOURS_BETWEEN_PROBES = 3;

    @Override
    public String name() {
        return "portal";
    }

    @Override
    public void tell(DayReport day) {
        boolean lost = day.on("03-14");
        for (int hour = 0; hour < 24; hour += HOURS_BETWEEN_PROBES) {
            boolean away = lost && hour >= 6 && hour <= 18;
            probe(day, hour, "portal", !away, slow(day, hour) ? 900 : 520);
            probe(day, hour, "production-network", true, 110);
        }
        if (lost) {
            String outage = day.sayAt(LocalTime.of(6, 1), "site.outage", "site", "portal");
            day.sayAt(LocalTime.of(20, 47), "site.outage.ended", "site", "portal", "outage", outage);
        }
        int visits = day.worked() ? day.between(3600, 4500) : day.between(1800, 2700);
        day.sayAt(LocalTime.of(23, 59), "site.visits", "site", "portal", "value", lost ? visits / 4 : visits);
        if (day.monthly(6)) {
            day.say("load.check", "site", "portal", "value", day.during("05-01", "05-31") ? 480 : 520);
        }
        if (day.monthly(2)) {
            day.say("users.registered", "system", "portal", "value", 2890 + (int) (185 * day.yearSoFar()));
            day.say("users.registered", "system", "instrument", "value", 958 + (int) (36 * day.yearSoFar()));
        }
        int answers = day.worked() ? day.between(2, 6) : day.between(0, 1);
        for (int i = 0; i < answers; i++) {
            day.say("survey.response", "survey", "portal-users", "satisfied", day.chance(0.93));
        }
    }

    private static boolean slow(DayReport day, int hour) {
        return day.worked() && hour >= 9 && hour <= 15;
    }

    /** @param milliseconds typical response time */
    private static void probe(DayReport day, int hour, String site, boolean ok, int milliseconds) {
        LocalTime time = LocalTime.of(hour, 0, day.between(1, 20));
        int took = milliseconds * day.between(70, 150) / 100;
        if (ok) {
            day.sayAt(time, "site.probe", "site", site, "ok", true, "seconds", took / 1000.0);
        } else {
            day.sayAt(time, "site.probe", "site", site, "ok", false);
        }
    }
}
