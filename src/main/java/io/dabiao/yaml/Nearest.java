package io.dabiao.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
public final class Nearest {

    /** Longer words are not mistyped ones, and comparing them costs. */
    private static final int LONGEST = 40;

    private Nearest() {}

    /** Empty where more than about a third of the word would have to be typed again. */
    public static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.max(1, word.length() / 3);
        String nearest = null;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance <= allowed) {
                nearest = candidate;
                allowed = distance - 1;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** {@code did you mean 'standing'?}, or else {@code otherwise}. */
    public static String mend(String word, Collection<String> known, String otherwise) {
        return to(word, known).map(near -> "did you mean '" + near + "'?").orElse(otherwise);
    }

    /** Characters to insert, drop, replace or exchange with their neighbour (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : step(one, other, i, j, steps);
            }
        }
        return steps[one.length()][other.length()];
    }

    private static int step(String one, String other, int i, int j, int[][] steps) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(steps[i - 1][j - 1] + (same ? 0 : 1), Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean exchanged =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return exchanged ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
