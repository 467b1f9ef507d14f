package io.dabiao.cli;

import io.dabiao.core.text.Words;

/** The language of sentences. */
enum Language {
    ZH,
    EN;

    String of(Words words) {
        return this == ZH ? words.chinese() : words.english();
    }
}
