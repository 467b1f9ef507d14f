package io.dabiao.demo;

/**
 * The technology hotline. From June it is short of people, and half the summer's calls find no one: its answer rate falls
 * under 85 % in July and is back in November, after new people came in October.
 */
final class Hotline implements Feed {

    @Override
    public String name() {
        return "hotline";
    }

    @Override
    public void tell(DayReport day) {
        boolean summer = day.during("06-10", "08-31");
        double answering = summer ? 0.70 : day.from("09-01") ? 0.925 : 0.89;
        int calls = day.worked() ? day.between(34, 46) : day.between(3, 9);
        for (int i = 0; i < calls; i++) {
            boolean from12345 = day.chance(0.3);
            if (day.chance(answering)) {
                day.say(
                        "hotline.call",
                        "answered",
                        true,
                        "from12345",
                        from12345,
                        "resolvedFirstLine",
                        day.chance(0.87));
            } else {
                day.say("hotline.call", "answered", false, "from12345", from12345);
            }
        }
        int chats = day.worked() ? day.between(3, 7) : day.between(0, 1);
        for (int i = 0; i < chats; i++) {
            day.say("hotline.chat", "firstResponseSeconds", day.between(12, 75), "resolved", day.chance(0.935));
        }
        int answers = day.worked() ? day.between(4, 8) : 0;
        for (int i = 0; i < answers; i++) {
            day.say("survey.response", "survey", "hotline", "satisfied", day.chance(summer ? 0.82 : 0.945));
        }
        if (day.monthly(3)) {
            boolean shortOfPeople = day.during("06-01", "09-30");
            day.say("hotline.staff", "value", shortOfPeople ? 14 : 17);
            day.say("hotline.seats", "value", shortOfPeople ? 10 : 12);
        }
    }
}
