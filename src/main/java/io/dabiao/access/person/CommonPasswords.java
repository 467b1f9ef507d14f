package io.dabiao.access.person;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is easily guessed. A password is cut into pieces in the way that leaves least of it: a common password, the person's name, the service's
 * name, a year, a sequence, neighbouring keys or a repetition counts as two characters however long it is, anything else as what it is. Where fewer than
 * eight are left, it is refused, as a common password is. Immutable.
 */
final class CommonPasswords {

    /** So much must be left that cannot be guessed from a list. */
    private static final int LEAST = 8;

    private static final int LEAST_DIFFERENT = 5;

    /** What a piece counts that is guessed as a whole. */
    private static final int PIECE = 2;

    private static final int SHORTEST_PIECE = 4;
    private static final int SHORTEST_RUN = 3;
    /** No longer piece is looked for. */
    private static final int LONGEST_WORD = 40;

    private static final String FILE = "common-passwords.txt";

    /** Of the keyboard, of its digits, and down its columns; read in both directions. */
    private static final List<String> ROWS = List.of(
            "`1234567890-=",
            "qwertyuiop[]\\",
            "asdfghjkl;'",
            "zxcvbnm,./",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
            "7418529630",
            "qazwsxedcrfvtgbyhnujmikolp");

    private static final List<String> OWN = List.of("dabiao", "达标", "密码", "管理员", "admin", "administrator", "mima");

    private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d");

    /** What stands for a letter: p4$$w0rd is password. */
    private static final String DISGUISES = "@4301!$5+7";

    private static final String LETTERS = "aaeoiisstt";

    private final Set<String> words;

    private CommonPasswords(Set<String> words) {
        this.words = words;
    }

    /** Reads the shipped list: a password is set so rarely that it need not stay in memory. */
    static CommonPasswords read() {
        Set<String> words = new HashSet<>(OWN);
        try (InputStream stream = CommonPasswords.class.getResourceAsStream(FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("# ")).forEach(words::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new CommonPasswords(words);
    }

    /** @param name of the person whose password it is to be */
    boolean allows(String password, String name) {
        String typed = folded(password);
        String plain = undisguised(typed);
        boolean monotonous = typed.codePoints().distinct().count() < LEAST_DIFFERENT;
        if (monotonous || words.contains(typed) || words.contains(plain) || typed.contains(folded(name))) {
            return false;
        }
        Set<String> own = new HashSet<>();
        own.add(folded(name));
        own.addAll(Arrays.asList(folded(name).split("[\\s._@-]+")));
        own.removeIf(part -> part.length() < SHORTEST_RUN);
        return Math.min(left(typed, typed, own), left(plain, typed, own)) >= LEAST;
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static String undisguised(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            int disguise = DISGUISES.indexOf(plain.charAt(i));
            if (disguise >= 0) {
                plain.setCharAt(i, LETTERS.charAt(disguise));
            }
        }
        return plain.toString();
    }

    /** What is least left of a text. @param typed of the same length; runs are looked for in it */
    private int left(String text, String typed, Set<String> own) {
        int length = text.length();
        int[] least = new int[length + 1];
        for (int end = 1; end <= length; end++) {
            least[end] = least[end - 1] + 1;
            for (int begin = Math.max(0, end - LONGEST_WORD); begin <= end - SHORTEST_RUN; begin++) {
                if (least[begin] + PIECE < least[end] && guessed(text, typed, begin, end, own)) {
                    least[end] = least[begin] + PIECE;
                }
            }
        }
        return least[length];
    }

    private boolean guessed(String text, String typed, int begin, int end, Set<String> own) {
        String piece = text.substring(begin, end);
        int length = end - begin;
        if (own.contains(piece) || length >= SHORTEST_PIECE && length <= LONGEST_WORD && words.contains(piece)) {
            return true;
        }
        String run = typed.substring(begin, end);
        return YEAR.matcher(run).matches()
                || sequence(run)
                || length >= SHORTEST_PIECE && neighbours(run)
                || repetition(typed, begin, end);
    }

    /** Each character follows the one before by the same step of at most one: aaa, abc, 321, 890123. */
    private static boolean sequence(String run) {
        for (int step = -1; step <= 1; step++) {
            boolean holds = true;
            for (int i = 1; i < run.length() && holds; i++) {
                char former = run.charAt(i - 1);
                char wanted =
                        former == '9' && step == 1 ? '0' : former == '0' && step == -1 ? '9' : (char) (former + step);
                holds = run.charAt(i) == wanted;
            }
            if (holds) {
                return true;
            }
        }
        return false;
    }

    private static boolean neighbours(String run) {
        String back = new StringBuilder(run).reverse().toString();
        return ROWS.stream().anyMatch(row -> row.contains(run) || row.contains(back));
    }

    /** What stood right before it comes again: abcabc. */
    private static boolean repetition(String text, int begin, int end) {
        int length = end - begin;
        for (int period = 1; period <= begin && period <= length; period++) {
            if (text.regionMatches(begin - period, text, begin, length)) {
                return true;
            }
        }
        return false;
    }
}
