package io.dabiao.demo;

import java.time.LocalDate;

/** The foreign experts' window. Some permits closed in May took three weeks instead of ten working days. */
final class ServiceWindow implements Feed {

    @Override
    public String name() {
        return "service-window";
    }

    @Override
    public void tell(DayReport day) {
        if (!day.worked()) {
            return;
        }
        int permits = day.between(5, 11);
        for (int i = 0; i < permits; i++) {
            permit(day, day.date().minusDays(day.between(1, 9)));
        }
        int enquiries = day.between(3, 9);
        for (int i = 0; i < enquiries; i++) {
            day.say("enquiry", "answered", true);
        }
        day.say("service.visits", "value", day.between(105, 165));
        int answers = day.between(1, 5);
        for (int i = 0; i < answers; i++) {
            day.say("survey.response", "survey", "foreign-experts", "satisfied", day.chance(0.972));
        }
        if (day.on("05-20", "05-21", "05-22")) {
            permit(day, day.date().minusDays(22));
        }
    }

    private static void permit(DayReport day, LocalDate accepted) {
        day.say(
                "permit.closed",
                "acceptedOn",
                accepted.toString(),
                "completedOn",
                day.date().toString(),
                "completed",
                true);
    }
}
