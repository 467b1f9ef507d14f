package io.dabiao.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Invented events of one year in the shape and roughly the mix of an institution's: many calls, tickets and probes, and
 * some of every other type that the shipped declarations are bound to.
 *
 * <p>Deterministic: an event follows from run, index and length alone, so that any part of a run can be made by anybody,
 * at any time, in any order. Immutable.
 *
 * @param run keeps the identities of one run apart from another's; runs of one number are the same
 * @param length events in the run, spread over the whole year
 * @param order in which they come
 * @param ids what their identities look like
 */
record SyntheticYear(int run, long length, Order order, Ids ids) {

    /** The year that the shipped declarations promise for. */
    static final int YEAR = 2024;

    /** The institution's zone as an offset: Shanghai has had no summer time since 1991. */
    static final ZoneOffset OFFSET = ZoneOffset.ofHours(8);

    enum Order {
        /** As they happened, give or take half an hour: feeds that are up to date. */
        TIME,
        /** Anyhow: the worst case, for every chunk touches every day. */
        SHUFFLED
    }

    enum Ids {
        /** Numbered by the source. */
        SEQUENCE,
        /** At random: each lands anywhere in the index of identities. */
        UUID
    }

    /** @param data JSON */
    record Fact(int sourceNumber, int typeNumber, String id, Instant time, String data) {

        Kind kind() {
            return KINDS[typeNumber - 1];
        }

        /** Appends it as a line of newline-delimited CloudEvents. */
        void appendLine(StringBuilder lines) {
            Kind kind = kind();
            lines.append("{\"specversion\":\"1.0\",\"id\":\"").append(id);
            lines.append("\",\"source\":\"//bench/").append(kind.source);
            lines.append("\",\"type\":\"").append(kind.type);
            lines.append("\",\"time\":\"");
            lines.append(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(OFFSET)));
            lines.append("\",\"datacontenttype\":\"application/json\",\"data\":")
                    .append(data)
                    .append("}\n");
        }

        /** Appends it as a line of COPY's text format: batch, ord, source_no, type_no, id, time, data, extra. */
        void appendRow(StringBuilder rows, long batch, int ordinal) {
            rows.append(batch).append('\t').append(ordinal).append('\t');
            rows.append(sourceNumber).append('\t').append(typeNumber).append('\t');
            rows.append(id).append('\t').append(time).append('\t');
            rows.append(data).append("\t\\N\n");
        }
    }

    /** @param share of 100,000 events */
    private record Kind(int share, String source, String type, Data data) {}

    private interface Data {
        String of(SplittableRandom random, LocalDate day);
    }

    private static final String[] SITES = {"portal", "production-network", "base", "instrument"};
    private static final String[] INCIDENTS = {
        "core-equipment",
        "system",
        "database-server",
        "storage-hardware",
        "server-hardware",
        "site-interruption",
        "network"
    };
    private static final String[] SURVEYS = {
        "portal-users", "foreign-experts", "activity-participants", "hotline", "talent"
    };
    private static final String[] PROGRAMMES = {"foreign-experts", "publicity", "talent"};
    private static final String[] CHANNELS = {"newsletter", "wechat", "visual", "media", "video", "policy"};
    private static final String[] ACTIVITIES = {"exchange", "promotion", "training", "instrument-check", "competition"};
    private static final String[] SYSTEMS = {"portal", "base", "instrument"};
    private static final String[] VOUCHED = {"complaint", "incident", "vulnerability", "drill"};

    private static final Kind[] KINDS = {
        kind(51_890, "hotline", "hotline.call", SyntheticYear::call),
        kind(
                27_000,
                "tickets",
                "ticket.closed",
                (r, day) -> "{\"valid\":" + chance(r, 95) + ",\"completed\":" + chance(r, 98) + "}"),
        kind(14_000, "probe", "site.probe", SyntheticYear::probe),
        kind(
                1_200,
                "survey",
                "survey.response",
                (r, day) -> "{\"survey\":\"" + one(r, SURVEYS) + "\",\"satisfied\":" + chance(r, 93) + "}"),
        kind(
                1_150,
                "permit",
                "permit.closed",
                (r, day) -> "{\"acceptedOn\":\"" + day.minusDays(r.nextInt(12)) + "\",\"completedOn\":\"" + day
                        + "\",\"completed\":" + chance(r, 99) + "}"),
        kind(620, "window", "enquiry", (r, day) -> "{\"answered\":" + chance(r, 98) + "}"),
        kind(590, "base", "case.handled", (r, day) -> "{\"system\":\"base-annual-report\"}"),
        kind(
                570,
                "content",
                "publication",
                (r, day) -> "{\"programme\":\"" + one(r, PROGRAMMES) + "\",\"channel\":\"" + one(r, CHANNELS) + "\"}"),
        kind(470, "instrument", "instrument.share", (r, day) -> "{\"timely\":" + chance(r, 96) + "}"),
        kind(310, "firewall", "attack.blocked", (r, day) -> value(r, 200, 9_000)),
        kind(290, "mail", "spam.blocked", (r, day) -> value(r, 100, 4_000)),
        kind(290, "window", "service.visits", (r, day) -> value(r, 5, 200)),
        kind(
                285,
                "chat",
                "hotline.chat",
                (r, day) ->
                        "{\"firstResponseSeconds\":" + (5 + r.nextInt(90)) + ",\"resolved\":" + chance(r, 92) + "}"),
        kind(
                285,
                "analytics",
                "site.visits",
                (r, day) -> "{\"site\":\"" + one(r, SITES) + "\",\"value\":" + (500 + r.nextInt(20_000)) + "}"),
        kind(280, "room", "inspection", (r, day) -> "{\"site\":\"room-" + (1 + r.nextInt(3)) + "\"}"),
        kind(60, "itsm", "incident", (r, day) -> "{\"category\":\"" + one(r, INCIDENTS) + "\"}"),
        kind(50, "platform", "enterprise.request", (r, day) -> "{\"resolved\":" + chance(r, 95) + "}"),
        kind(
                45,
                "portal",
                "users.registered",
                (r, day) -> "{\"system\":\"" + (r.nextBoolean() ? "portal" : "instrument") + "\",\"value\":"
                        + level(r, day) + "}"),
        kind(40, "itsm", "maintenance.task", (r, day) -> "{\"completed\":" + chance(r, 98) + "}"),
        kind(
                35,
                "scanner",
                "vulnerability",
                (r, day) -> "{\"severity\":\"" + (r.nextInt(10) == 0 ? "high" : "low") + "\"}"),
        kind(
                35,
                "wechat",
                "wechat.followers",
                (r, day) -> "{\"programme\":\"" + one(r, PROGRAMMES) + "\",\"value\":" + level(r, day) + "}"),
        kind(30, "itsm", "drill", (r, day) -> "{}"),
        kind(
                25,
                "finance",
                "budget.executed",
                (r, day) ->
                        "{\"project\":\"信息化运维项目\",\"value\":" + r.nextInt(90_000) + "." + (10 + r.nextInt(90)) + "}"),
        kind(25, "base", "base.acceptance", (r, day) -> "{\"accepted\":" + chance(r, 97) + "}"),
        kind(25, "events", "activity", SyntheticYear::activity),
        kind(
                25,
                "iiot",
                "iiot.adoption",
                (r, day) -> "{\"enterprise\":\"e-" + r.nextInt(400) + "\",\"scenario\":\"s-"
                        + r.nextInt(60) + "\",\"solution\":\"v-" + r.nextInt(40) + "\",\"industry\":\"i-"
                        + r.nextInt(12)
                        + "\"}"),
        kind(
                20,
                "content",
                "publication.reprints",
                (r, day) -> "{\"programme\":\"" + one(r, PROGRAMMES) + "\",\"value\":" + r.nextInt(40) + "}"),
        kind(
                20,
                "content",
                "publication.reads",
                (r, day) -> "{\"programme\":\"" + one(r, PROGRAMMES) + "\",\"value\":" + r.nextInt(9_000) + "}"),
        kind(20, "network", "vpn.users", (r, day) -> value(r, 300, 100)),
        kind(20, "hr", "hotline.seats", (r, day) -> value(r, 10, 5)),
        kind(20, "itam", "terminals", (r, day) -> value(r, 20, 20)),
        kind(
                20,
                "content",
                "policy.publicised",
                (r, day) ->
                        "{\"issuedOn\":\"" + day.minusDays(1 + r.nextInt(9)) + "\",\"publicisedOn\":\"" + day + "\"}"),
        kind(
                20,
                "load",
                "load.check",
                (r, day) -> "{\"site\":\"" + one(r, SITES) + "\",\"value\":" + (450 + r.nextInt(300)) + "}"),
        kind(20, "talent", "housing.applications", (r, day) -> value(r, 1, 60)),
        kind(20, "hr", "hotline.staff", (r, day) -> value(r, 15, 10)),
        kind(15, "alive", "source.alive", (r, day) -> "{\"type\":\"" + one(r, VOUCHED) + "\"}"),
        kind(15, "probe", "site.outage", (r, day) -> "{\"site\":\"" + one(r, SITES) + "\"}"),
        kind(15, "probe", "site.outage.ended", (r, day) -> "{\"site\":\"" + one(r, SITES) + "\",\"outage\":\"o-1\"}"),
        kind(15, "security", "mlps.level", (r, day) -> "{\"system\":\"" + one(r, SYSTEMS) + "\",\"value\":3}"),
        kind(15, "registers", "talent.programme", (r, day) -> "{}"),
        kind(15, "finance", "voucher.budget", (r, day) -> value(r, 100_000, 900_000)),
        kind(15, "finance", "voucher.issued", (r, day) -> value(r, 1_000, 90_000)),
        kind(15, "platform", "platform.connected", (r, day) -> "{\"platform\":\"p-" + r.nextInt(20) + "\"}"),
        kind(15, "network", "broadband.lines", (r, day) -> value(r, 5, 5)),
        kind(15, "hr", "service.stations", (r, day) -> value(r, 5, 10)),
        kind(15, "registers", "case.study", (r, day) -> "{}"),
        kind(15, "registers", "research.project", (r, day) -> "{}"),
        kind(10, "hotline", "complaint", (r, day) -> "{}"),
        kind(
                5,
                "person",
                "indicator.reported",
                (r, day) -> "{\"project\":\"研发平台网络运行保障\",\"indicator\":\"长效管理制度建设\",\"value\":" + (80 + r.nextInt(20))
                        + "}"),
    };

    private static final int[] UP_TO = upTo();

    private static final int SHARES = 100_000;

    /** Early or late by at most so much. */
    private static final int JITTER_SECONDS = 1_800;

    private static final long DAY_SECONDS = 86_400;

    /** @param index 0 to {@code length - 1} */
    Fact fact(long index) {
        SplittableRandom random = new SplittableRandom(run * 0xD6E8FEB86659FD93L + index);
        int place = random.nextInt(SHARES);
        int kind = 0;
        while (UP_TO[kind] <= place) {
            kind++;
        }
        Instant time = time(index, random);
        LocalDate day = LocalDate.ofInstant(time, OFFSET);
        String data = KINDS[kind].data.of(random, day);
        return new Fact(kind + 1, kind + 1, id(KINDS[kind], index, random), time, data);
    }

    /** The events from one index to before another, one a line. */
    byte[] lines(long from, long to) {
        StringBuilder lines = new StringBuilder((int) Math.min(1 << 30, (to - from) * 230));
        for (long index = from; index < to; index++) {
            fact(index).appendLine(lines);
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same events as rows for COPY. */
    byte[] rows(long from, long to, long batch) {
        StringBuilder rows = new StringBuilder((int) Math.min(1 << 30, (to - from) * 130));
        for (long index = from; index < to; index++) {
            fact(index).appendRow(rows, batch, (int) (index - from));
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String id(Kind kind, long index, SplittableRandom random) {
        return ids == Ids.SEQUENCE
                ? String.format(Locale.ROOT, "%s-%02d-%08d", kind.type, run, index)
                : new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Four fifths of a day happen between 8 and 18 o'clock. */
    private Instant time(long index, SplittableRandom random) {
        double place =
                order == Order.TIME ? (double) index / length : new SplittableRandom(~index * 31 + run).nextDouble();
        LocalDate first = LocalDate.of(YEAR, 1, 1);
        double days = place * first.lengthOfYear();
        long day = (long) days;
        double share = days - day;
        double hour = share < 0.1 ? share * 80 : share < 0.9 ? 8 + (share - 0.1) * 12.5 : 18 + (share - 0.9) * 60;
        long jitter = random.nextInt(2 * JITTER_SECONDS) - JITTER_SECONDS;
        long second = day * DAY_SECONDS + (long) (hour * 3_600) + jitter;
        long within = Math.max(0, Math.min(first.lengthOfYear() * DAY_SECONDS - 1, second));
        return first.atStartOfDay().toInstant(OFFSET).plusSeconds(within);
    }

    private static Kind kind(int share, String source, String type, Data data) {
        return new Kind(share, source, type, data);
    }

    private static int[] upTo() {
        int[] upTo = new int[KINDS.length];
        int sum = 0;
        for (int i = 0; i < KINDS.length; i++) {
            sum += KINDS[i].share;
            upTo[i] = sum;
        }
        if (sum != 100_000) {
            throw new AssertionError("the shares add up to " + sum);
        }
        return upTo;
    }

    private static String call(SplittableRandom random, LocalDate day) {
        boolean answered = chance(random, 88);
        String from = "{\"answered\":" + answered + ",\"from12345\":" + chance(random, 15);
        return answered ? from + ",\"resolvedFirstLine\":" + chance(random, 90) + "}" : from + "}";
    }

    private static String probe(SplittableRandom random, LocalDate day) {
        boolean ok = random.nextInt(1_000) != 0;
        String site = "{\"site\":\"" + one(random, SITES) + "\",\"ok\":" + ok;
        return ok ? site + ",\"seconds\":0." + (100 + random.nextInt(900)) + "}" : site + "}";
    }

    private static String activity(SplittableRandom random, LocalDate day) {
        int registered = 20 + random.nextInt(200);
        return "{\"programme\":\"" + one(random, PROGRAMMES) + "\",\"kind\":\"" + one(random, ACTIVITIES)
                + "\",\"registered\":" + registered + ",\"attended\":" + registered * (80 + random.nextInt(20)) / 100
                + "}";
    }

    private static String value(SplittableRandom random, int least, int spread) {
        return "{\"value\":" + (least + random.nextInt(spread)) + "}";
    }

    /** A register that grows through the year. */
    private static int level(SplittableRandom random, LocalDate day) {
        return 10_000 + 40 * day.getDayOfYear() + random.nextInt(40);
    }

    private static boolean chance(SplittableRandom random, int percent) {
        return random.nextInt(100) < percent;
    }

    private static String one(SplittableRandom random, String[] of) {
        return of[random.nextInt(of.length)];
    }
}
