package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.probe.Probe;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a declaration makes the service contact, and what it makes it read that is kept elsewhere: the one who approves it answers
 * for both. Immutable.
 *
 * @param hosts with their ports, as {@code portal.example.org:443}; where they redirect to is not known beforehand
 * @param secrets that headers are taken from, and files of authorities
 */
public record Reach(SortedSet<String> hosts, SortedSet<Secret> secrets) {

    /** Of a declaration that reaches nothing. */
    public static final Reach NONE = new Reach(new TreeSet<>(), new TreeSet<>());

    /** Where a secret is kept. */
    public enum Kept {
        ENV,
        FILE;

        /** The key in a declaration. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** @param name of a variable of the environment, or the path of a file */
    public record Secret(Kept kept, String name) implements Comparable<Secret> {

        @Override
        public int compareTo(Secret other) {
            int first = kept.compareTo(other.kept);
            return first != 0 ? first : name.compareTo(other.name);
        }

        /** As a declaration writes it: {@code env: DABIAO_SECRET_PORTAL}. */
        @Override
        public String toString() {
            return kept.word() + ": " + name;
        }
    }

    public Reach {
        hosts = Collections.unmodifiableSortedSet(new TreeSet<>(hosts));
        secrets = Collections.unmodifiableSortedSet(new TreeSet<>(secrets));
    }

    public static Reach of(Declaration declaration) {
        SortedSet<String> hosts = new TreeSet<>();
        SortedSet<Secret> secrets = new TreeSet<>();
        for (Probe probe : declaration.probes()) {
            hosts.addAll(probe.subject().hosts());
            hosts.addAll(probe.controls());
            read(probe.subject().secrets(), secrets);
            probe.subject().files().forEach(file -> secrets.add(new Secret(Kept.FILE, file)));
        }
        for (LoadCheck load : declaration.loads()) {
            hosts.add(host(load.url()));
            Stream.concat(load.pages().stream(), load.login().stream())
                    .forEach(page -> read(page.request().headers().values(), secrets));
            authorities(load.authorities(), secrets);
        }
        declaration.queries().forEach(query -> hosts.add(host(query.address())));
        return new Reach(hosts, secrets);
    }

    private static String host(URI address) {
        int usual = "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        return address.getHost() + ":" + (address.getPort() > 0 ? address.getPort() : usual);
    }

    private static void read(Collection<Probe.Text> texts, SortedSet<Secret> into) {
        texts.forEach(text -> of(text).ifPresent(into::add));
    }

    private static void authorities(Optional<String> path, SortedSet<Secret> into) {
        path.ifPresent(file -> into.add(new Secret(Kept.FILE, file)));
    }

    /** Where a text is kept; empty where it is written out. */
    static Optional<Secret> of(Probe.Text text) {
        if (text instanceof Probe.Text.FromEnvironment from) {
            return Optional.of(new Secret(Kept.ENV, from.name()));
        }
        if (text instanceof Probe.Text.FromFile from) {
            return Optional.of(new Secret(Kept.FILE, from.path()));
        }
        return Optional.empty();
    }

    /** How what is named stands to another declaration. */
    public enum Change {
        SAME,
        ADDED,
        REMOVED
    }

    /** @param name a host, or a secret as a declaration writes it */
    public record Named(boolean secret, String name, Change change) {}

    /** Everything that this names or a former one named: hosts first, then secrets. */
    public List<Named> since(Reach before) {
        List<Named> all = new ArrayList<>(changes(false, before.hosts, hosts));
        all.addAll(changes(true, words(before.secrets), words(secrets)));
        return all;
    }

    private static SortedSet<String> words(Collection<Secret> secrets) {
        return secrets.stream().map(Secret::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Named> changes(boolean secret, SortedSet<String> before, SortedSet<String> after) {
        SortedSet<String> all = new TreeSet<>(before);
        all.addAll(after);
        return all.stream()
                .map(name -> new Named(
                        secret,
                        name,
                        !after.contains(name) ? Change.REMOVED : before.contains(name) ? Change.SAME : Change.ADDED))
                .toList();
    }
}
