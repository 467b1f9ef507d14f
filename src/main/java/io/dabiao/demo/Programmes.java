package io.dabiao.demo;

import java.util.List;

/**
 * Instruments, bases, enterprises and money. One instrument is shared late in September, and in October an enterprise
 * complains.
 */
final class Programmes implements Feed {

    private static final List<String> ADOPTED_ON = List.of(
            "02-27", "03-18", "04-08", "04-29", "05-20", "06-10", "06-24", "07-08", "08-05", "08-26", "09-16", "10-14",
            "11-04", "11-25");
    private static final List<String> SCENARIOS = List.of("远程监控", "生产跟踪", "设备维护", "物流仓储", "质量追溯", "能耗管理");
    private static final List<String> INDUSTRIES = List.of("装备制造", "生物医药", "新材料", "集成电路");
    private static final int SOLUTIONS = 5;
    private static final int ENTERPRISES = 12;

    @Override
    public String name() {
        return "programmes";
    }

    @Override
    public void tell(DayReport day) {
        instruments(day);
        enterprises(day);
        bases(day);
        money(day);
        if (day.on("02-10", "04-14", "06-16", "09-08")) {
            day.say("talent.programme");
        }
        if (day.on("01-15")) {
            day.say("research.project");
        }
        if (day.on("05-06")) {
            day.say("case.study");
        }
        if (day.monthly(11)) {
            day.say("housing.applications", "value", day.between(160, 220));
        }
        if (day.monthly(1)) {
            day.vouchFor(
                    "complaint",
                    "case.study",
                    "research.project",
                    "talent.programme",
                    "platform.connected",
                    "iiot.adoption",
                    "base.acceptance",
                    "voucher.budget");
        }
    }

    private static void instruments(DayReport day) {
        int shares = day.worked() ? day.between(1, 5) : 0;
        for (int i = 0; i < shares; i++) {
            day.say("instrument.share", "timely", true);
        }
        if (day.on("09-12")) {
            day.say("instrument.share", "timely", false);
        }
        if (day.on("05-08", "08-19")) {
            day.say("platform.connected", "platform", day.on("05-08") ? "示例大学平台" : "示例研究院平台");
        }
    }

    private static void enterprises(DayReport day) {
        String today = day.date().toString().substring(5);
        int adoption = ADOPTED_ON.indexOf(today);
        if (adoption >= 0) {
            day.say(
                    "iiot.adoption",
                    "enterprise",
                    "示例企业" + (1 + adoption % ENTERPRISES),
                    "scenario",
                    SCENARIOS.get(adoption % SCENARIOS.size()),
                    "solution",
                    "方案" + (1 + adoption % SOLUTIONS),
                    "industry",
                    INDUSTRIES.get(adoption % INDUSTRIES.size()));
        }
        if (day.worked() && day.chance(0.35)) {
            day.say("enterprise.request", "resolved", day.chance(0.95));
        }
        if (day.on("10-24")) {
            day.say("complaint", "about", "数据更新不及时");
        }
    }

    private static void bases(DayReport day) {
        int cases = day.worked() ? day.between(1, 6) : 0;
        for (int i = 0; i < cases; i++) {
            day.say("case.handled", "system", "base-annual-report");
        }
        if (day.on("04-15", "06-03", "07-01", "08-12", "09-02", "10-21", "11-18", "12-09")) {
            day.say("base.acceptance", "accepted", !day.on("07-01"));
        }
    }

    private static void money(DayReport day) {
        if (day.on("01-08")) {
            day.say("voucher.budget", "value", 40_000_000);
        }
        if (day.monthly(20)) {
            day.say("voucher.issued", "value", 3_000_000 + 1_000 * day.between(40, 200));
        }
    }
}
