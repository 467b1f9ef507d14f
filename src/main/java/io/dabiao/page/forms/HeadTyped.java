package io.dabiao.page.forms;

import io.dabiao.forms.Settled;
import io.dabiao.page.FieldText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;

/** The project as a whole as somebody types it. Its fields are the form's. */
public class HeadTyped {

    private static final int LONGEST = 200;
    private static final int LONGEST_GOAL = 20_000;
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern YEAR = Pattern.compile("(19[5-9]|2[0-9][0-9])[0-9]");
    private static final Pattern YUAN = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,2})?");

    /** The revision that was on the page. */
    @RestForm
    int seen;

    @RestForm
    String project;

    @RestForm
    String name;

    @RestForm
    String year;

    @RestForm
    String institution;

    @RestForm
    String from;

    @RestForm
    String to;

    @RestForm
    String total;

    @RestForm
    String treasury;

    @RestForm
    String carriedOver;

    @RestForm
    String other;

    @RestForm
    String goal;

    /** The numbers of the doubts that are ticked. */
    @RestForm
    List<String> doubts;

    /** What is wrong with it, as keys of words. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        need(
                faults,
                FieldText.stripped(project).length() <= LONGEST
                        && ID.matcher(FieldText.stripped(project)).matches(),
                "faultId");
        need(
                faults,
                !FieldText.stripped(name).isEmpty() && FieldText.stripped(name).length() <= LONGEST,
                "faultName");
        need(faults, YEAR.matcher(FieldText.stripped(year)).matches(), "faultYear");
        need(
                faults,
                !FieldText.stripped(institution).isEmpty()
                        && FieldText.stripped(institution).length() <= LONGEST,
                "faultInstitution");
        Optional<LocalDate> first = FieldText.day(from);
        Optional<LocalDate> last = FieldText.day(to);
        need(
                faults,
                first.isPresent()
                        && last.isPresent()
                        && !last.get().isBefore(first.get())
                        && String.valueOf(first.get().getYear()).equals(FieldText.stripped(year))
                        && String.valueOf(last.get().getYear()).equals(FieldText.stripped(year)),
                "faultPeriod");
        boolean amounts = List.of(
                        FieldText.stripped(total),
                        FieldText.stripped(treasury),
                        FieldText.stripped(carriedOver),
                        FieldText.stripped(other))
                .stream()
                .allMatch(yuan -> YUAN.matcher(yuan).matches());
        need(
                faults,
                amounts
                        && yuan(treasury)
                                        .add(yuan(carriedOver))
                                        .add(yuan(other))
                                        .compareTo(yuan(total))
                                == 0,
                "faultBudget");
        need(
                faults,
                !FieldText.stripped(goal).isEmpty() && FieldText.stripped(goal).length() <= LONGEST_GOAL,
                "faultGoal");
        return faults;
    }

    /** Call it where there are no {@link #faults}. */
    Settled.Head head() {
        return new Settled.Head(
                FieldText.stripped(project),
                FieldText.stripped(name),
                Integer.parseInt(FieldText.stripped(year)),
                FieldText.stripped(institution),
                FieldText.day(from).orElseThrow(),
                FieldText.day(to).orElseThrow(),
                yuan(total),
                yuan(treasury),
                yuan(carriedOver),
                yuan(other),
                FieldText.stripped(goal));
    }

    /** @param all of the draft, in its order */
    Set<String> settled(List<String> all) {
        Set<String> settled = new TreeSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (doubts != null && doubts.contains(String.valueOf(i))) {
                settled.add(all.get(i));
            }
        }
        return settled;
    }

    private static void need(List<String> faults, boolean is, String fault) {
        if (!is) {
            faults.add(fault);
        }
    }

    private static BigDecimal yuan(String given) {
        return new BigDecimal(FieldText.stripped(given));
    }
}
