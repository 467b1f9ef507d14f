package io.dabiao.page;

import io.dabiao.access.Route;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;

/**
 * Random requests, sound and hostile, to every route with the parameters that its method declares, and to every form of the pages that
 * are found. Each request follows from the seed and its number alone, so that a run can be taken up at any number. What is sent is
 * written on the socket as it is: a client's library would mend or refuse some of it.
 */
public final class Fuzz {

    /** Where a request goes, and what it may bring. */
    private record Target(
            String verb, String path, List<String> query, List<String> form, List<RecordComponent> body, String type) {}

    /** @param seconds from the first byte sent to the last one received */
    private record Answer(int status, String head, double seconds) {}

    /**
     * What came of a run.
     *
     * @param busy answers that the service could not do it now, with the time to try again
     * @param troubles every request that was answered wrongly, with its number
     */
    public record Outcome(int requests, int busy, double slowest, List<String> troubles) {}

    private static final int DEEP = 3_000;
    private static final int LONGEST_WAIT_MILLIS = 300_000;
    private static final int MOST_TROUBLES = 50;
    private static final int TOLD = 400;

    /** Acts that would end the caller, or everything, for good. */
    private static final Pattern SPARED = Pattern.compile(
            "DELETE /api/v1/demonstration|POST /sign-out|POST /account/.*|POST /people/.*(end|permissions|password)"
                    + "|DELETE /api/v1/tokens/.*|POST /tokens/.*|POST /sign-in/first"
                    // What takes the declarations away that other requests need, and a stream, which goes on for
                    // minutes.
                    + "|POST /start/sample.*|POST /start/demonstration.*|GET /api/v1/changes/stream");

    private static final Pattern FORM =
            Pattern.compile("<form[^>]*method=\"post\"[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("<(?:input|textarea|select|button)[^>]* name=\"([^\"]+)\"");

    private static final List<String> WORDS = List.of(
            "",
            " ",
            "publicity",
            "media-reads",
            "it-operations",
            "system-response-time",
            "self-assessment",
            "monitoring",
            "2024",
            "2026",
            "1",
            "0",
            "-1",
            "10",
            "1000",
            "true",
            "false",
            "null",
            "zh",
            "en",
            "json",
            "csv",
            "xlsx",
            "pdf",
            "html",
            "met",
            "open",
            "firing",
            "breached",
            "view",
            "ingest",
            "keep",
            "withdraw",
            "publication.reads",
            "2024-07-01",
            "2024-07-01T00:00:00+08:00",
            "2024-07",
            "2024-02-30",
            "0000-01-01",
            "0000-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "999999999-12-31",
            "+999999999-12-31",
            "2024-07-01T24:00",
            "9999-12-31T23:59:59.999999999+18:00",
            "P1D",
            "PT-1S",
            "1e999999999",
            "1e-999999999",
            "1E+400",
            "-0",
            "0x10",
            "NaN",
            "Infinity",
            "1,234",
            "１２３",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999999999",
            "3.14159265358979323846264338327950288419716939937510",
            "../../../../etc/passwd",
            "..\\..\\x",
            "/etc/passwd",
            "//",
            ".",
            "..",
            "file:///etc/passwd",
            "' or '1'='1",
            "'; drop table event; --",
            "\\",
            "%",
            "%%s%n",
            "_%",
            "\"",
            "`id`",
            "$(id)",
            "~.*",
            "(a+)+$",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "{frame.csrf}",
            "{#if}",
            "${7*7}",
            "{{7*7}}",
            "=1+1",
            "@SUM(1)",
            "a\u0000b",
            "\u0000",
            "a\r\nX-Injected: 1",
            "\u202Eabc",
            "é e\u0301 𠮷 👩‍🔬",
            "\uFFFE",
            "\u0007",
            "a".repeat(300),
            "长".repeat(300),
            "a".repeat(3_000),
            "00000000-0000-0000-0000-000000000000",
            "0".repeat(64),
            "999999999~1~1",
            "+999999999-01-01T00:00:00Z~1~1");

    /** Of a path or a query, as they are: escapes that are none, or of no character. */
    private static final List<String> RAW = List.of(
            "%zz", "%", "%c0%af", "%ff%fe", "%00", "%2e%2e%2f", "..;/", "%ed%a0%80", "%2F", "a;b=c", "+", "%u0041");

    private static final List<String> TYPES = List.of(
            "",
            "application/json",
            "application/json; charset=utf-16",
            "application/json;charset=none",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "multipart/mixed",
            "application/xml",
            "a/b",
            "*/*",
            "application/octet-stream",
            "application/x-ndjson",
            "application/yaml",
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/x-protobuf",
            "application/pdf",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "text/csv");

    private final int port;
    private final long seed;
    private final String dressing;
    private final List<Target> targets = new ArrayList<>();

    /**
     * @param port on loopback
     * @param bearer of an administrator
     */
    public Fuzz(int port, long seed, String bearer) throws IOException {
        this.port = port;
        this.seed = seed;
        this.dressing = "Authorization: Bearer " + bearer + "\r\n";
        Set<String> pages = new LinkedHashSet<>();
        for (Route route : Route.all()) {
            add(target(route));
            if (route.verb().equals("GET") && !route.path().startsWith("/api/")) {
                pages.add(route.filled());
            }
        }
        for (String page : pages) {
            forms(page);
        }
    }

    private void add(Target target) {
        if (!SPARED.matcher(target.verb() + " " + target.path()).matches()) {
            targets.add(target);
        }
    }

    /** How many ways in there are. */
    public int targets() {
        return targets.size();
    }

    private static Target target(Route route) {
        List<String> query = new ArrayList<>();
        List<String> form = new ArrayList<>();
        for (Parameter parameter : route.handler().getParameters()) {
            named(parameter, parameter.getName(), query, form);
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getDeclaredFields()) {
                    named(field, field.getName(), query, form);
                }
            }
        }
        List<RecordComponent> body =
                route.ownBody().map(type -> List.of(type.getRecordComponents())).orElse(List.of());
        String type = route.consumes()
                .orElse(route.path().startsWith("/api/") ? "application/json" : "application/x-www-form-urlencoded");
        return new Target(route.verb(), route.path(), query, form, body, type);
    }

    private static void named(AnnotatedElement from, String own, List<String> query, List<String> form) {
        if (from.isAnnotationPresent(QueryParam.class)) {
            query.add(from.getAnnotation(QueryParam.class).value());
        } else if (from.isAnnotationPresent(RestForm.class)) {
            String name = from.getAnnotation(RestForm.class).value();
            form.add(name.isEmpty() ? own : name);
        } else if (!from.isAnnotationPresent(PathParam.class)) {
            return;
        }
    }

    private void forms(String page) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        send(
                ("GET " + page + " HTTP/1.1\r\nAccept: text/html\r\n").getBytes(StandardCharsets.US_ASCII),
                new byte[0],
                shown);
        Matcher form = FORM.matcher(shown.toString(StandardCharsets.UTF_8));
        while (form.find()) {
            Set<String> fields = new LinkedHashSet<>();
            Matcher field = FIELD.matcher(form.group(2));
            while (field.find()) {
                fields.add(field.group(1));
            }
            String action = form.group(1).replace("&amp;", "&").replaceFirst("[?#].*", "");
            add(new Target(
                    "POST",
                    action.isEmpty() ? page.replaceFirst("[?#].*", "") : action,
                    List.of(),
                    List.copyOf(fields),
                    List.of(),
                    form.group().contains("multipart/form-data")
                            ? "multipart/form-data"
                            : "application/x-www-form-urlencoded"));
        }
    }

    /**
     * Sends a run of requests.
     *
     * @param from number of the first
     * @param longest in seconds, that a request may take; more is a trouble
     */
    public Outcome run(int from, int count, int atOnce, double longest) throws InterruptedException {
        AtomicInteger next = new AtomicInteger(from);
        AtomicInteger busy = new AtomicInteger();
        AtomicLong slowest = new AtomicLong();
        ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(atOnce);
        for (int i = 0; i < atOnce; i++) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            int number = next.getAndIncrement();
                            while (number < from + count && troubles.size() < MOST_TROUBLES) {
                                one(number, longest, busy, slowest, troubles);
                                number = next.getAndIncrement();
                            }
                        } finally {
                            done.countDown();
                        }
                    },
                    "fuzz-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        done.await();
        return new Outcome(
                Math.min(next.get() - from, count), busy.get(), slowest.get() / 1000.0, List.copyOf(troubles));
    }

    private void one(
            int number,
            double longest,
            AtomicInteger busy,
            AtomicLong slowest,
            ConcurrentLinkedQueue<String> troubles) {
        Random random = new Random(seed * 1_000_003L + number);
        Target target = targets.get(random.nextInt(targets.size()));
        byte[] body = body(target, random);
        byte[] head = head(target, body, random);
        try {
            Answer answer = send(head, body, new ByteArrayOutputStream());
            slowest.accumulateAndGet(Math.round(answer.seconds() * 1000), Math::max);
            boolean later = (answer.status() == 503 || answer.status() == 501)
                    && answer.head().toLowerCase(Locale.ROOT).contains("\nretry-after:");
            if (later) {
                busy.incrementAndGet();
            } else if (answer.status() < 200 || answer.status() >= 500) {
                troubles.add(told(number, head, body) + "\n  answered "
                        + answer.head().lines().findFirst().orElse("nothing"));
            } else if (answer.seconds() > longest) {
                troubles.add(told(number, head, body) + "\n  took " + answer.seconds() + " s");
            }
        } catch (IOException broken) {
            troubles.add(told(number, head, body) + "\n  " + broken);
        }
    }

    private String told(int number, byte[] head, byte[] body) {
        String first = new String(head, StandardCharsets.UTF_8).replace(dressing, "");
        String text = new String(body, StandardCharsets.UTF_8);
        return "seed " + seed + ", number " + number + ": " + cut(first.strip().replace("\r\n", " | ")) + "\n  "
                + cut(text);
    }

    private static String cut(String text) {
        return text.length() <= TOLD ? text : text.substring(0, TOLD) + "… (" + text.length() + ")";
    }

    private static byte[] head(Target target, byte[] body, Random random) {
        StringBuilder path = new StringBuilder();
        Matcher parameter = Pattern.compile("\\{(\\w+)}").matcher(target.path());
        while (parameter.find()) {
            parameter.appendReplacement(path, Matcher.quoteReplacement(pathValue(parameter.group(1), random)));
        }
        parameter.appendTail(path);
        List<String> query = new ArrayList<>();
        for (String name : target.query()) {
            if (random.nextInt(3) > 0) {
                query.add(name + "=" + inAddress(word(random), random));
            }
        }
        if (random.nextInt(40) == 0) {
            query.add(inAddress(word(random), random) + "=" + inAddress(word(random), random));
        }
        if (!target.path().startsWith("/api/") && random.nextInt(4) == 0) {
            for (String name : List.of("lang", "page", "year", "sort", "after", "id", "type", "item", "project")) {
                if (random.nextInt(3) == 0) {
                    query.add(name + "=" + inAddress(word(random), random));
                }
            }
        }
        StringBuilder head = new StringBuilder(random.nextInt(200) == 0 ? "PATCH" : target.verb())
                .append(' ')
                .append(path);
        if (!query.isEmpty()) {
            head.append('?').append(String.join("&", query));
        }
        head.append(" HTTP/1.1\r\n");
        if (random.nextInt(10) == 0) {
            head.append("Accept: ")
                    .append(TYPES.get(random.nextInt(TYPES.size())))
                    .append("\r\n");
        } else if (!target.path().startsWith("/api/")) {
            head.append("Accept: text/html\r\n");
        }
        if (body.length > 0 || !target.verb().equals("GET")) {
            boolean other = random.nextInt(8) == 0;
            String type = other ? TYPES.get(random.nextInt(TYPES.size())) : target.type();
            head.append("Content-Type: ")
                    .append(
                            type.startsWith("multipart/form-data") && !other
                                    ? "multipart/form-data; boundary=XyZ"
                                    : type)
                    .append("\r\n");
        }
        if (random.nextInt(50) == 0) {
            head.append("Content-Encoding: ")
                    .append(random.nextBoolean() ? "gzip" : "snappy")
                    .append("\r\n");
        }
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Mostly what exists, so that a request gets past its first check; ids of rows never, since acts on them are for good. */
    private static String pathValue(String name, Random random) {
        boolean kept = random.nextInt(10) < 7;
        String usual = Route.valueOf(name);
        return kept ? usual : inAddress(word(random), random).replace("1", "9");
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String inAddress(String word, Random random) {
        return random.nextInt(25) == 0
                ? RAW.get(random.nextInt(RAW.size()))
                : URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static byte[] body(Target target, Random random) {
        if (target.verb().equals("GET")) {
            return new byte[0];
        }
        int kind = random.nextInt(20);
        if (kind == 0) {
            return new byte[0];
        }
        if (kind == 1) {
            byte[] bytes = new byte[random.nextInt(2_000)];
            random.nextBytes(bytes);
            return bytes;
        }
        if (kind == 2) {
            return (random.nextBoolean() ? "[".repeat(DEEP) : "{\"a\":".repeat(DEEP)).getBytes(StandardCharsets.UTF_8);
        }
        if (target.type().startsWith("multipart/")) {
            return multipart(target, random);
        }
        if (target.type().contains("form-urlencoded")) {
            return urlEncoded(target, random);
        }
        byte[] whole = (target.body().isEmpty() ? event(random) : object(target.body(), random, 0))
                .getBytes(StandardCharsets.UTF_8);
        return kind == 3 ? java.util.Arrays.copyOf(whole, random.nextInt(whole.length + 1)) : whole;
    }

    private static byte[] urlEncoded(Target target, Random random) {
        List<String> pairs = new ArrayList<>();
        for (String name : target.form()) {
            int times = random.nextInt(8) == 0 ? 2 : random.nextInt(5) == 0 ? 0 : 1;
            for (int i = 0; i < times; i++) {
                pairs.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + inAddress(word(random), random));
            }
        }
        return String.join("&", pairs).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] multipart(Target target, Random random) {
        StringBuilder text = new StringBuilder();
        for (String name : target.form()) {
            boolean file = random.nextInt(3) == 0;
            text.append("--XyZ\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append(file ? "\"; filename=\"" + word(random).replaceAll("[\r\n\"]", "") + "\"" : "\"")
                    .append("\r\n\r\n")
                    .append(word(random))
                    .append("\r\n");
        }
        return text.append(random.nextInt(10) == 0 ? "" : "--XyZ--\r\n")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String event(Random random) {
        List<String> fields = new ArrayList<>();
        for (String name : List.of("specversion", "id", "source", "type", "time", "data", "datacontenttype")) {
            if (random.nextInt(8) > 0) {
                fields.add("\"" + name + "\":" + (name.equals("specversion") ? "\"1.0\"" : value(random, 1)));
            }
        }
        return "{" + String.join(",", fields) + "}";
    }

    private static String object(List<RecordComponent> components, Random random, int depth) {
        List<String> fields = new ArrayList<>();
        for (RecordComponent component : components) {
            if (random.nextInt(5) > 0) {
                fields.add("\"" + component.getName() + "\":" + fitting(component, random, depth));
            }
        }
        if (random.nextInt(20) == 0) {
            fields.add(string(word(random)) + ":" + value(random, depth + 1));
        }
        return "{" + String.join(",", fields) + "}";
    }

    /** Three times of four what the field could be. */
    private static String fitting(RecordComponent component, Random random, int depth) {
        Class<?> type = component.getType();
        if (random.nextInt(4) == 0 || depth > 2) {
            return value(random, depth + 1);
        }
        if (java.util.Collection.class.isAssignableFrom(type)) {
            java.lang.reflect.Type of =
                    ((java.lang.reflect.ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            boolean records = of instanceof Class<?> one && one.isRecord();
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                items.add(
                        records
                                ? object(List.of(((Class<?>) of).getRecordComponents()), random, depth + 1)
                                : string(word(random)));
            }
            return "[" + String.join(",", items) + "]";
        }
        if (type == boolean.class || type == Boolean.class) {
            return Boolean.toString(random.nextBoolean());
        }
        if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
            return number(random);
        }
        return string(word(random));
    }

    private static String number(Random random) {
        List<String> numbers = List.of(
                "0",
                "-1",
                "12.5",
                "1e999999999",
                "1e-999999999",
                "1e20000000",
                "1e400",
                "99999999999999999999999999",
                "2147483648",
                "0.1234567890123456789012345678901234567890",
                "9".repeat(900));
        return numbers.get(random.nextInt(numbers.size()));
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 4 : 7)) {
            case 0 -> number(random);
            case 1 -> random.nextBoolean() ? "true" : "null";
            case 2, 3 -> string(word(random));
            case 4 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
            case 5 ->
                "{" + string(word(random)) + ":" + value(random, depth + 1) + ",\"value\":" + number(random) + "}";
            default -> "[]";
        };
    }

    private static String string(String word) {
        StringBuilder text = new StringBuilder("\"");
        for (char one : word.toCharArray()) {
            if (one < ' ' || one == '"' || one == '\\') {
                text.append(String.format("\\u%04x", (int) one));
            } else {
                text.append(one);
            }
        }
        return text.append('"').toString();
    }

    private Answer send(byte[] head, byte[] body, OutputStream shown) throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), LONGEST_WAIT_MILLIS);
            socket.setSoTimeout(LONGEST_WAIT_MILLIS);
            OutputStream out = socket.getOutputStream();
            String rest = "Host: localhost:" + port + "\r\nConnection: close\r\n" + dressing + "Content-Length: "
                    + body.length + "\r\n\r\n";
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(head);
            all.write(rest.getBytes(StandardCharsets.US_ASCII));
            all.write(body);
            out.write(all.toByteArray());
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] read = in.readNBytes(1 << 20);
            shown.write(read);
            long more = read.length;
            while (more > 0) {
                more = in.skip(1 << 20) > 0 || in.read() >= 0 ? 1 : 0;
            }
            String text = new String(read, 0, Math.min(read.length, 4_000), StandardCharsets.ISO_8859_1);
            int status = text.matches("(?s)HTTP/1\\.[01] \\d{3} .*") ? Integer.parseInt(text.substring(9, 12)) : 0;
            return new Answer(status, text, (System.nanoTime() - begun) / 1e9);
        }
    }
}
