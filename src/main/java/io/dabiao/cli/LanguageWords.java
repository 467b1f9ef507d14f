package io.dabiao.cli;

import io.dabiao.core.text.Language;
import java.util.Iterator;

/** What {@code --language} may be, for a shell that completes it. */
final class LanguageWords implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Language.all().stream().map(Language::word).iterator();
    }
}
