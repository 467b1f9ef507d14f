package io.dabiao.expose;

import java.util.List;
import java.util.Locale;

/** What {@code Accept-Language} prefers. */
final class Languages {

    private Languages() {}

    /**
     * Whether Chinese is preferred to English.
     *
     * @param header null, or whatever was sent: one that cannot be read prefers nothing
     */
    static boolean chineseFirst(String header) {
        if (header == null || header.isBlank()) {
            return false;
        }
        List<Locale.LanguageRange> ranges;
        try {
            ranges = Locale.LanguageRange.parse(header.strip());
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
        // In the order of their weights; an asterisk says nothing of either.
        return ranges.stream()
                .filter(range -> range.getWeight() > 0)
                .map(range -> range.getRange().split("-", 2)[0])
                .filter(language -> language.equals("zh") || language.equals("en"))
                .findFirst()
                .filter("zh"::equals)
                .isPresent();
    }
}
