package io.dabiao.check.page;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What pages looked like when they failed last, at this replica: a few, in memory. Safe for use by several threads. */
final class Pictures {

    private static final int MOST = 50;
    private static final int LARGEST = 1 << 20;

    /** @param png at most a MiB */
    record Picture(Instant slot, byte[] png) {}

    private static final Map<String, Picture> BY_SITE = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Picture> eldest) {
            return size() > MOST;
        }
    });

    private Pictures() {}

    static void keep(String site, Instant slot, byte[] png) {
        if (png.length <= LARGEST) {
            BY_SITE.put(site, new Picture(slot, png));
        }
    }

    static Optional<Picture> of(String site) {
        return Optional.ofNullable(BY_SITE.get(site));
    }
}
