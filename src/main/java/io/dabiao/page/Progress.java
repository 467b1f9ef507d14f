package io.dabiao.page;

/**
 * How far long work has come. Shown by {@code {#include part/progress-part}}, which asks {@code path} for it again until it is done: that path
 * answers with {@link ProgressPart}. The work goes on without the page.
 *
 * @param percent from 0 to 100; -1 where it is not known
 * @param path where the next state is asked for
 * @param then where to go when it is done; empty for nowhere
 * @param act what is done there, in the language asked for; empty for going on
 */
public record Progress(String words, int percent, boolean done, String path, String then, String act) {

    public Progress(String words, int percent, boolean done, String path, String then) {
        this(words, percent, done, path, then, "");
    }
}
