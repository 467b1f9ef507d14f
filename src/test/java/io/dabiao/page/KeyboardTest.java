package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.quarkus.test.junit.QuarkusTest;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The way of an officer through a morning who has no mouse. */
@QuarkusTest
@Guard
class KeyboardTest extends PageTest {

    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();

    /** More stops than any page has before its content. */
    private static final int MOST_STOPS = 150;

    private Browser browser;

    @Test
    void everythingFromSigningInToEnteringAValueIsDoneWithTheKeyboardAlone() {
        browser = browser();
        browser.open("/sign-in?lang=zh");
        stop();
        assertThat(is(".skip")).as("the first stop leads to the content").isTrue();
        press(Keys.ENTER);
        to("input[name=name]");
        press(ADMINISTRATOR);
        to("input[name=password]");
        press(PASSWORD);
        go(Keys.ENTER);
        assertThat(browser.find("h1").getText()).contains("今日");

        to(".years a[href*='2024']");
        go(Keys.ENTER);
        assertThat(browser.find("h1").getText()).contains("2024");
        stop();
        assertThat(is(".skip")).isTrue();
        press(Keys.ENTER);
        stop();
        assertThat((Boolean) browser.script("return document.activeElement.closest('main') !== null"))
                .as("the navigation is skipped")
                .isTrue();
        to("main a[href^='/years/2024/it-operations']");
        go(Keys.ENTER);
        assertThat(browser.path()).startsWith("/years/2024/it-operations");
        to("#indicators th a.sort");
        go(Keys.ENTER);
        to("#indicators td a[href*='/system-response-time']");
        go(Keys.ENTER);
        assertThat(browser.path()).contains("/system-response-time");
        to("details summary");
        press(Keys.SPACE);
        assertThat(browser.find("details table").isDisplayed()).isTrue();
        to("details .scroll");

        to(".menu a[href='/enter']");
        go(Keys.ENTER);
        to(".filter input[type=search]");
        press("长效管理制度建设");
        go(Keys.ENTER);
        to("#values td a[href*='/enter/values/" + YEAR + "']");
        go(Keys.ENTER);
        to("main form input[name=value]");
        press("90");
        to("main form textarea[name=note]");
        press("键盘填报");
        to("main form button.primary");
        go(Keys.SPACE);
        assertThat(browser.text()).contains("键盘填报", "90");
        assertThat(browser.all(".flash:not(.fault)")).isNotEmpty();
    }

    /** Goes on until the place is reached; from the last stop of a page it begins again. */
    private void to(String selector) {
        for (int i = 0; i < MOST_STOPS; i++) {
            if (is(selector)) {
                return;
            }
            stop();
        }
        throw new AssertionError("no stop at " + selector + " of " + browser.path());
    }

    /** One stop further: the one who looks sees where. */
    private void stop() {
        press(Keys.TAB);
        if (is("body, html")) {
            return;
        }
        assertThat(browser.script("""
                const at = document.activeElement;
                const look = getComputedStyle(at);
                const box = at.getBoundingClientRect();
                const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 && seen
                    ? '' : at.outerHTML.slice(0, 200) + ' ' + look.outline + ' ' + JSON.stringify(box);
                """)).as("the focus is seen").isEqualTo("");
    }

    private boolean is(String selector) {
        return (Boolean) browser.script("return document.activeElement.matches(arguments[0])", selector);
    }

    private void press(CharSequence keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    /** What leads to another page. */
    private void go(Keys key) {
        browser.leave(() -> press(key));
    }
}
