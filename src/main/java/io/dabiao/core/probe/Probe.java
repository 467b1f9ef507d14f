package io.dabiao.core.probe;

import io.dabiao.core.calendar.ServiceHours;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How something is looked at from outside, again and again: a site mostly, but also what is no page.
 *
 * @param site the name that its events bear; one probe a site
 * @param subject what is looked at, and how
 * @param interval from one slot to the next
 * @param timeout of one try; at most half the interval, so that a second try ends within the slot
 * @param controls other addresses that answer while the service's own network works; empty for the installation's
 * @param dependsOn the sites without which it cannot be reached or used, in the order in which they are asked after
 * @param hours in which it is promised to be there; empty for always
 */
public record Probe(
        String site,
        Subject subject,
        Duration interval,
        Duration timeout,
        List<String> controls,
        List<String> dependsOn,
        Optional<ServiceHours> hours) {

    /** The type of a probe's event. */
    public static final String TYPE = "site.probe";

    /** The type of the event at an outage's start. */
    public static final String OUTAGE = "site.outage";

    /** The type of the event at an outage's end; it names the first's id. */
    public static final String OUTAGE_ENDED = "site.outage.ended";

    /** Under which a failed probe's event names the site because of which it failed. */
    public static final String BECAUSE = "because";

    /** What is looked at. Each kind has its own; how it is looked at is no matter of the core's. Immutable, equal where alike. */
    public interface Subject {

        /** The word in declarations, such as {@code http} or {@code tcp}. */
        String kind();

        /** For people: an address, or what stands for one; without secrets. */
        String address();

        /** What it makes the service contact, as {@code host:port}. */
        List<String> hosts();

        /** What it names that is kept elsewhere. */
        default List<Text> secrets() {
            return List.of();
        }

        /** The files of certificates and keys that it names. */
        default List<String> files() {
            return List.of();
        }
    }

    /**
     * What is sent.
     *
     * @param method such as {@code GET}
     * @param headers by name, in the declared order
     */
    public record Request(String method, Map<String, Text> headers, Optional<String> body) {
        public Request {
            headers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(headers));
        }
    }

    /** A text of a declaration, or where it is kept: a secret does not belong into a declaration. */
    public sealed interface Text {

        record Plain(String text) implements Text {}

        /** @param name of a variable of the service's environment */
        record FromEnvironment(String name) implements Text {}

        /** @param path of a file of the service's machine; the space around its content is not part of it */
        record FromFile(String path) implements Text {}
    }

    /**
     * What makes an answer a good one; all of it must hold.
     *
     * @param status any of them; 200 to 299 where nothing is declared
     * @param headers by name
     * @param body of its text
     * @param json the text of the scalar at each JSON pointer of the body
     * @param certificate how long the site's certificate must still be valid
     * @param modified how old {@code Last-Modified} may be; an answer without one fails
     * @param cookies what must be set with which flags, by name
     * @param size of the body, in bytes
     */
    public record Expected(
            List<Status> status,
            Map<String, HeaderText> headers,
            List<BodyText> body,
            Map<String, String> json,
            Optional<Duration> certificate,
            Optional<Duration> modified,
            Map<String, List<String>> cookies,
            Optional<Size> size) {

        /** Any success. */
        public static final Expected USUAL = new Expected(
                List.of(Status.SUCCESS),
                Map.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());

        public Expected {
            status = List.copyOf(status);
            headers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(headers));
            body = List.copyOf(body);
            json = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(json));
            cookies = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(cookies));
        }

        public boolean takes(int code) {
            return status.stream().anyMatch(range -> range.from() <= code && code <= range.to());
        }

        /** Whether the body decides: only then is it kept while it is read. */
        public boolean looksAtBody() {
            return !body.isEmpty() || !json.isEmpty();
        }
    }

    /** What is expected of a header. */
    public sealed interface HeaderText {

        /** It is there. */
        record Present() implements HeaderText {}

        /** It is not. */
        record Absent() implements HeaderText {}

        /** @param pattern of RE2, found anywhere in one of them */
        record Matching(String pattern) implements HeaderText {}
    }

    /** What is expected of a body's text. */
    public sealed interface BodyText {

        record Containing(String text) implements BodyText {}

        record Without(String text) implements BodyText {}

        /** @param pattern of RE2, found anywhere */
        record Matching(String pattern) implements BodyText {}

        /** @param pattern of RE2, found nowhere */
        record NotMatching(String pattern) implements BodyText {}
    }

    /** From one number of bytes to another, both included. */
    public record Size(long least, long most) {}

    /** Status codes from one to another, both included. */
    public record Status(int from, int to) {
        public static final Status SUCCESS = new Status(200, 299);
    }

    /**
     * The way to the site.
     *
     * @param proxy {@code http://host:port}
     * @param connect the address that is connected to in place of the one that the name has, as {@code host:port}; the name is
     *     asked for there nevertheless
     * @param authorities a file of PEM certificates that are trusted in place of the usual ones
     * @param client what is shown where the site asks for a certificate
     */
    public record Route(
            Redirects redirects,
            Optional<URI> proxy,
            Optional<Node> connect,
            Optional<String> authorities,
            Optional<ClientCertificate> client,
            Family family,
            Version version) {

        /** As a visitor comes. */
        public static final Route USUAL = new Route(
                Redirects.FOLLOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Family.ANY,
                Version.HTTP_1_1);
    }

    /**
     * One machine of several behind a name.
     *
     * @param port -1 for the address's own
     */
    public record Node(String host, int port) {}

    /**
     * What a client shows of itself.
     *
     * @param certificate a file of PEM certificates, its own first
     * @param key a file of its private key in PEM
     */
    public record ClientCertificate(String certificate, String key) {}

    /** What is done with an answer that names another address. */
    public enum Redirects {
        /** It is followed, ten times at most. */
        FOLLOW,
        /** It is followed as long as it stays at the host. */
        SAME_HOST,
        /** It is the answer, and judged by its status. */
        NONE
    }

    /** Which addresses of the site's name are tried. */
    public enum Family {
        ANY,
        IPV4,
        IPV6
    }

    /** The version of HTTP spoken. */
    public enum Version {
        HTTP_1_1,
        /** Agreed by ALPN on https, by prior knowledge on http. */
        HTTP_2
    }

    public Probe {
        controls = List.copyOf(controls);
        dependsOn = List.copyOf(dependsOn);
    }

    /** One that depends on nothing and is always promised. */
    public Probe(String site, Subject subject, Duration interval, Duration timeout, List<String> controls) {
        this(site, subject, interval, timeout, controls, List.of(), Optional.empty());
    }

    /**
     * The slot that an instant lies in: its beginning. Slots of all sites of one interval are spread evenly over it, each
     * site's always at the same distance from the grid, so that they follow from site and interval alone.
     */
    public Instant slot(Instant at) {
        long step = interval.toMillis();
        long offset = Math.floorMod(spread(site), step);
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli() - offset, step) * step + offset);
    }

    /** Who says so: the site's probe, whichever replica ran it. */
    public String source() {
        return source(site);
    }

    public static String source(String site) {
        return "/probes/" + site;
    }

    /** Who tells of the site's outages. */
    public String outageSource() {
        return source() + "/outages";
    }

    /** FNV-1a, then the finalizer of splitmix64: the same on every machine and in every release. */
    private static long spread(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
