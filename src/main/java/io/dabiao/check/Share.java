package io.dabiao.check;

import java.util.Collection;

/**
 * Who probes a site: of the replicas alive, the one whose name goes best with it (rendezvous hashing). All of them find the
 * same one without asking each other, and one that comes or goes moves only its own sites.
 */
final class Share {

    private Share() {}

    /** @param alive not empty */
    static String of(String site, Collection<String> alive) {
        return alive.stream()
                .max(java.util.Comparator.<String>comparingLong(name -> weight(site, name))
                        .thenComparing(name -> name))
                .orElseThrow();
    }

    private static long weight(String site, String name) {
        long hash = 0xcbf29ce484222325L;
        String both = name + '\0' + site;
        for (int i = 0; i < both.length(); i++) {
            hash = (hash ^ both.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
