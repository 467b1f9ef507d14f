package io.dabiao.demo;

import java.time.LocalTime;

/** Firewall, mail gateway, scanner and the security office. The ninth high-risk hole of the year is found in September. */
final class Security implements Feed {

    @Override
    public String name() {
        return "security";
    }

    @Override
    public void tell(DayReport day) {
        day.sayAt(LocalTime.of(23, 50), "attack.blocked", "value", day.between(80, 150));
        day.sayAt(LocalTime.of(23, 55), "spam.blocked", "value", day.between(130, 190));
        if (day.on("01-15", "02-19", "03-12", "04-16", "05-14", "06-11", "07-16", "08-13", "09-10")) {
            day.say("vulnerability", "severity", "high");
        }
        if (day.worked() && day.chance(0.15)) {
            day.say("vulnerability", "severity", day.chance(0.4) ? "medium" : "low");
        }
        if (day.on("01-10")) {
            day.say("mlps.level", "system", "portal", "value", 3);
            day.say("mlps.level", "system", "base", "value", 2);
            day.say("mlps.level", "system", "instrument", "value", 2);
        }
    }
}
