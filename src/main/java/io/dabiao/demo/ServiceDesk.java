package io.dabiao.demo;

import java.time.DayOfWeek;
import java.time.LocalTime;

/**
 * Tickets, incidents and the machine room. Three tickets of April stay undone, the core equipment fails for the tenth time
 * in June, no one signs the machine-room log on one day of February, and the lines' register falls silent after January.
 */
final class ServiceDesk implements Feed {

    @Override
    public String name() {
        return "service-desk";
    }

    @Override
    public void tell(DayReport day) {
        tickets(day);
        incidents(day);
        room(day);
        registers(day);
        if (day.date().getDayOfWeek() == DayOfWeek.MONDAY) {
            day.vouchFor("incident", "vulnerability", "drill");
        }
    }

    private static void tickets(DayReport day) {
        int tickets = day.worked() ? day.between(116, 132) : day.between(6, 14);
        for (int i = 0; i < tickets; i++) {
            day.say("ticket.closed", "valid", day.chance(0.975), "completed", true);
        }
        if (day.on("04-09", "04-10", "04-16")) {
            day.say("ticket.closed", "valid", true, "completed", false);
        }
        int tasks = day.worked() ? day.between(1, 3) : 0;
        for (int i = 0; i < tasks; i++) {
            day.say("maintenance.task", "completed", true);
        }
    }

    private static void incidents(DayReport day) {
        if (day.on("01-09", "01-30", "02-22", "03-07", "03-28", "04-11", "04-25", "05-09", "05-30", "06-13", "07-18")) {
            incident(day, "core-equipment");
        }
        if (day.on("02-03", "04-22", "06-30", "09-09", "11-11")) {
            incident(day, "network");
        }
        if (day.on("03-19", "05-21", "08-06", "10-15")) {
            incident(day, "server-hardware");
        }
        if (day.on("07-02")) {
            incident(day, "database-server");
        }
        if (day.on("03-14", "09-23")) {
            incident(day, "site-interruption");
        }
        if (day.worked() && day.chance(0.06)) {
            incident(day, "system");
        }
        if (day.on("04-18")) {
            day.say("drill");
        }
    }

    private static void incident(DayReport day, String category) {
        day.sayAt(LocalTime.of(day.between(0, 23), day.between(0, 59)), "incident", "category", category);
    }

    private static void room(DayReport day) {
        if (!day.on("02-11")) {
            day.sayAt(LocalTime.of(9, day.between(0, 30)), "inspection", "site", "machine-room");
        }
    }

    private static void registers(DayReport day) {
        if (day.monthly(3)) {
            day.say("terminals", "value", day.from("05-01") ? 30 : 27);
            day.say("vpn.users", "value", 76 + (int) (10 * day.yearSoFar()));
        }
        if (day.on("01-04")) {
            day.say("broadband.lines", "value", 2);
        }
    }
}
