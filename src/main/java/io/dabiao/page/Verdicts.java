package io.dabiao.page;

import io.dabiao.core.declaration.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many indicators stand how. Shown by {@code {#include part/verdicts}}.
 *
 * @param shares of those verdicts that any indicator has, in the order of the year's report
 */
public record Verdicts(int all, List<Share> shares) {

    /** The order in which they are told everywhere. */
    public static final List<Verdict> ORDER = List.of(
            Verdict.MET,
            Verdict.ON_TRACK,
            Verdict.AT_RISK,
            Verdict.BREACHED,
            Verdict.MISSED,
            Verdict.NO_DATA,
            Verdict.UNDECLARED);

    /**
     * @param word of the verdict
     * @param name in the language asked for
     * @param from where its part of a bar of a thousand begins
     * @param width how wide it is there
     */
    public record Share(String word, String name, int count, int from, int width) {}

    public static Verdicts of(Collection<Verdict> verdicts, Messages messages) {
        Map<Verdict, Integer> counts = new LinkedHashMap<>();
        ORDER.forEach(verdict -> counts.put(verdict, 0));
        verdicts.forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
        List<Share> shares = new ArrayList<>();
        int before = 0;
        for (Map.Entry<Verdict, Integer> one : counts.entrySet()) {
            if (one.getValue() > 0) {
                int from = 1000 * before / verdicts.size();
                before += one.getValue();
                shares.add(new Share(
                        one.getKey().word(),
                        messages.of(one.getKey()),
                        one.getValue(),
                        from,
                        1000 * before / verdicts.size() - from));
            }
        }
        return new Verdicts(verdicts.size(), shares);
    }

    /** What needs a person's attention first is the smallest. */
    public static int urgency(Verdict verdict) {
        return switch (verdict) {
            case BREACHED -> 0;
            case MISSED -> 1;
            case AT_RISK -> 2;
            case NO_DATA -> 3;
            case UNDECLARED -> 4;
            case ON_TRACK -> 5;
            case MET -> 6;
        };
    }

    /** Zero where no indicator has it. */
    public int count(Verdict verdict) {
        return shares.stream()
                .filter(share -> share.word().equals(verdict.word()))
                .mapToInt(Share::count)
                .sum();
    }
}
