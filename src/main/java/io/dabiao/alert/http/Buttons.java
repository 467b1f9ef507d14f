package io.dabiao.alert.http;

import io.dabiao.alert.AlertSnapshot;
import io.dabiao.alert.Markdown;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The buttons of a card: the links of its text at which an alert is answered. A text that leaves them out, because too many read it, has
 * none.
 */
public final class Buttons {

    private static final int LONGEST = 40;

    /** @param address to where it leads; absolute */
    public record Button(String label, String address) {}

    private Buttons() {}

    /** In the order of the alerts; each is named where there are several. */
    public static List<Button> of(Notification notification, Text text) {
        Map<String, String> links = Markdown.links(text.body());
        List<Button> buttons = new ArrayList<>();
        for (AlertSnapshot alert : notification.alerts()) {
            alert.answer()
                    .filter(links::containsKey)
                    .ifPresent(address -> buttons.add(new Button(
                            notification.alerts().size() == 1
                                    ? links.get(address)
                                    : named(links.get(address), alert.indicatorName()),
                            address)));
        }
        return List.copyOf(buttons);
    }

    private static String named(String label, String name) {
        String line = Markdown.wide(Markdown.escaped(name));
        int end = line.offsetByCodePoints(0, Math.min(LONGEST, line.codePointCount(0, line.length())));
        return label + (line.isEmpty() ? "" : " · " + line.substring(0, end));
    }
}
