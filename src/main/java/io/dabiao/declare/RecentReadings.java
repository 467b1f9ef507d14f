package io.dabiao.declare;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was read of declarations a moment ago. A load reads the same texts several times, as files, as versions and as what is carried
 * into the next year, and a service has only some of them. A reading follows from its text alone, so that none can be out of date.
 * Safe for use by several threads.
 */
final class RecentReadings {

    private static final int KEPT = 64;

    private record Text(String file, String yaml) {}

    private static final Map<Text, DeclarationReader.DeclarationReading> READ =
            new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Text, DeclarationReader.DeclarationReading> eldest) {
                    return size() > KEPT;
                }
            };

    private RecentReadings() {}

    /** As {@link DeclarationReader#read(String, String)}. */
    static DeclarationReader.DeclarationReading read(String file, String yaml) {
        Text text = new Text(file, yaml);
        synchronized (READ) {
            DeclarationReader.DeclarationReading read = READ.get(text);
            if (read != null) {
                return read;
            }
        }
        DeclarationReader.DeclarationReading read = DeclarationReader.read(file, yaml);
        if (read instanceof DeclarationReader.DeclarationReading.Accepted) {
            synchronized (READ) {
                READ.put(text, read);
            }
        }
        return read;
    }
}
