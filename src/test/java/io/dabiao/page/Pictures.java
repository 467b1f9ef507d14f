package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A page checked, and kept as a picture to be looked at: Chinese in the light on a desk and English in the dark on a phone, which
 * between them are each language, light and screen. {@code -Dpictures=all} takes all eight ways, and makes a sheet of them.
 */
final class Pictures {

    private static final boolean ALL = "all".equals(System.getProperty("pictures"));

    private final Browser browser;

    Pictures(Browser browser) {
        this.browser = browser;
    }

    /** Leaves the browser as it was before, but for the page. */
    void everyWay(String name, String path) {
        String and = path + (path.contains("?") ? "&" : "?");
        Map<Browser.Screen, List<Path>> taken = new EnumMap<>(Browser.Screen.class);
        for (Browser.Screen screen : Browser.Screen.values()) {
            browser.screen(screen);
            for (String light : new String[] {"light", "dark"}) {
                for (String language : new String[] {"zh", "en"}) {
                    if (!ALL && !usual(screen, light, language)) {
                        continue;
                    }
                    String what = name + "-" + language + "-" + light + "-"
                            + screen.name().toLowerCase(java.util.Locale.ROOT);
                    browser.open(and + "lang=" + language + "&theme=" + light);
                    settled();
                    assertThat(browser.all(".empty-mark").isEmpty())
                            .as(what + " is the page that is meant, and not of an error")
                            .isNotEqualTo(name.startsWith("error"));
                    taken.computeIfAbsent(screen, any -> new ArrayList<>()).add(browser.picture(what));
                    browser.assertSound(what);
                    if (ALL || screen == Browser.Screen.DESKTOP) {
                        browser.assertAccessible(what);
                    } else {
                        browser.assertAccessibleHereToo(what);
                    }
                }
            }
        }
        if (ALL) {
            ContactSheet.write(name, taken.get(Browser.Screen.DESKTOP), taken.get(Browser.Screen.PHONE));
        }
        browser.screen(Browser.Screen.DESKTOP);
    }

    private static boolean usual(Browser.Screen screen, String light, String language) {
        return screen == Browser.Screen.DESKTOP
                ? light.equals("light") && language.equals("zh")
                : light.equals("dark") && language.equals("en");
    }

    /** A chart says so when it is drawn, and what a page asks for once it stands is there. */
    private void settled() {
        browser.waiting().until(any -> (Boolean)
                browser.script("return [...document.querySelectorAll('[data-chart]')].every(one => one.dataset.drawn)"
                        + " && !document.querySelector('[data-late]')"));
    }
}
