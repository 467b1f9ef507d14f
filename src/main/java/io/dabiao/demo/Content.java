package io.dabiao.demo;

import java.time.DayOfWeek;

/** Publications, activities and who follows them. In March the foreign experts' account publishes 9 articles of 12. */
final class Content implements Feed {

    @Override
    public String name() {
        return "content";
    }

    @Override
    public void tell(DayReport day) {
        foreignExperts(day);
        publicity(day);
        talent(day);
        sharing(day);
        if (day.monthly(1)) {
            day.vouchFor("activity", "policy.publicised");
        }
    }

    private static void foreignExperts(DayReport day) {
        int dayOfMonth = day.date().getDayOfMonth();
        int last = day.date().getMonthValue() == 3 ? 17 : 27;
        if (dayOfMonth % 2 == 1 && dayOfMonth <= last) {
            published(day, "foreign-experts", "wechat");
        }
        if (day.monthly(25)) {
            published(day, "foreign-experts", "newsletter");
        }
        if (day.monthly(16) || day.on("06-05")) {
            published(day, "foreign-experts", "visual");
        }
        if (day.on("03-22", "09-20")) {
            activity(day, "foreign-experts", "exchange", 120, 112);
        }
        if (day.on("02-20", "05-15", "08-21", "11-13")) {
            day.say(
                    "policy.publicised",
                    "issuedOn",
                    day.date().minusDays(3).toString(),
                    "publicisedOn",
                    day.date().toString());
        }
    }

    private static void publicity(DayReport day) {
        if (day.monthly(8) || day.monthly(18) || day.on("03-29", "06-29", "09-29", "11-29")) {
            published(day, "publicity", "media");
        }
        if (day.monthly(4)) {
            day.say("service.stations", "value", 2);
        }
        if (day.on("09-05")) {
            published(day, "publicity", "video");
        }
        if (day.date().getDayOfWeek() == DayOfWeek.FRIDAY) {
            day.say("publication.reads", "programme", "publicity", "value", day.between(480, 860));
            day.say("publication.reprints", "programme", "publicity", "value", day.between(0, 2));
        }
        if (day.monthly(12)) {
            activity(day, "publicity", "promotion", 32, day.between(22, 30));
            int answers = day.between(12, 20);
            for (int i = 0; i < answers; i++) {
                day.say("survey.response", "survey", "activity-participants", "satisfied", day.chance(0.95));
            }
        }
    }

    /** Talents themselves are never asked: their satisfaction stays without data. */
    private static void talent(DayReport day) {
        int articles = day.worked() ? 2 : 1;
        for (int i = 0; i < articles; i++) {
            published(day, "talent", "wechat");
        }
        if (day.monthly(7) || day.monthly(21)) {
            published(day, "talent", "policy");
        }
        if (day.on("10-17")) {
            activity(day, "talent", "competition", 300, 262);
        }
        if (day.monthly(5)) {
            day.say("wechat.followers", "programme", "talent", "value", 41_200 + (int) (7_600 * day.yearSoFar()));
        }
    }

    private static void sharing(DayReport day) {
        if (day.on("03-20", "04-17", "05-22", "06-19", "07-17", "08-14", "09-18", "10-23", "11-20")) {
            activity(day, "resource-sharing", "training", 105, day.between(90, 102));
        }
        if (day.on("03-26", "06-25", "09-24", "11-26")) {
            activity(day, "resource-sharing", "instrument-check", 12, 12);
        }
    }

    private static void published(DayReport day, String programme, String channel) {
        day.say("publication", "programme", programme, "channel", channel);
    }

    private static void activity(DayReport day, String programme, String kind, int registered, int attended) {
        day.say(
                "activity",
                "programme",
                programme,
                "kind",
                kind,
                "registered",
                registered,
                "attended",
                Math.min(registered, attended));
    }
}
