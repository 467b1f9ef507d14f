package io.dabiao.core.declaration;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Selector;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Series;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How it is found out how many users at once a site sustains.
 *
 * @param site the name that its events bear; one check a site
 * @param url scheme, host and port; pages have their paths
 * @param pages what the users open, by weight; never empty
 * @param login each user's first request; its cookies are the user's from then on
 * @param think between two requests of a user, on average; each pause lies between half of it and one and a half
 * @param ramp during which the users of a level come; what they see in it does not count
 * @param duration for which a level is measured
 * @param timeout of one request; what takes longer is an error
 * @param steps the levels, in concurrent users, rising; empty where they follow from the largest declared target
 * @param limits within which a level counts as sustained
 * @param brake beyond which, in the latest second, the run stops at once
 * @param authorities a file of PEM certificates that are trusted in place of the usual ones
 * @param arrivals requests a second and user of the open model, in which they come whatever the site does; empty in the
 *     closed model, in which a user waits for the answer
 * @param dependsOn the sites without which this one cannot be reached: where one of them is away, a run says nothing of this one
 */
public record LoadCheck(
        String site,
        URI url,
        List<Page> pages,
        Optional<Page> login,
        Duration think,
        Duration ramp,
        Duration duration,
        Duration timeout,
        List<Integer> steps,
        Limits limits,
        Limits brake,
        Optional<String> authorities,
        Optional<BigDecimal> arrivals,
        Optional<Window> window,
        List<String> dependsOn) {

    /** The type of a check's event. */
    public static final String TYPE = "load.check";

    private static final int CLOSE = 20;

    /** @param weight how often it is opened beside the others; at least 1 */
    public record Page(String path, int weight, Probe.Request request) {}

    /**
     * @param errors the largest share of failed requests, from 0 to 1
     * @param p95 which 95 % of the requests take at most
     */
    public record Limits(BigDecimal errors, Duration p95) {}

    /**
     * When it runs by itself.
     *
     * @param cron a Quartz expression
     */
    public record Window(String cron, ZoneId zone) {}

    public LoadCheck {
        pages = List.copyOf(pages);
        steps = List.copyOf(steps);
        dependsOn = List.copyOf(dependsOn);
    }

    /** Who says so. */
    public String source() {
        return "/load-checks/" + site;
    }

    /**
     * The levels to test, ascending: the declared ones, or a quarter, half, three quarters and all of the largest target of
     * the indicators that read this site's checks; and every such target itself, so that none is judged by a level beside
     * it. Empty where there is neither.
     */
    public List<Integer> levels(Stream<Indicator> indicators) {
        List<Integer> promised = indicators
                .filter(this::readBy)
                .flatMap(one -> Stream.concat(
                        one.target().stream(), one.amendments().stream().map(Indicator.Amendment::target)))
                .filter(target -> target.nature() == Target.Nature.QUANTITY)
                .map(target -> target.value()
                        .setScale(0, java.math.RoundingMode.CEILING)
                        .intValue())
                .toList();
        int most = promised.stream().mapToInt(Integer::intValue).max().orElse(0);
        Stream<Integer> between =
                steps.isEmpty() ? Stream.of(1, 2, 3, 4).map(quarter -> (most * quarter + 3) / 4) : steps.stream();
        return Stream.concat(between, promised.stream())
                .filter(users -> users > 0)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * What to test next where one level was sustained and a higher one was not, so that the highest level sustained is no
     * coarse step: halfway, until the two are a twentieth apart. Empty where it is close enough, or where the levels are
     * declared and so are those that somebody wants.
     *
     * @param sustained 0 where none was
     */
    public OptionalInt between(int sustained, int beyond) {
        boolean close = (beyond - sustained) * CLOSE <= beyond || beyond - sustained < 2;
        return close || !steps.isEmpty() ? OptionalInt.empty() : OptionalInt.of((sustained + beyond) / 2);
    }

    private boolean readBy(Indicator indicator) {
        return indicator.measure().series(ZoneId.of("UTC")).stream()
                .map(Series::selector)
                .anyMatch(selector -> selector.type().equals(TYPE)
                        && selector.fit(java.util.Map.of("site", new Attribute.Text(site))) == Selector.Fit.YES);
    }
}
