package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.dabiao.Patience;
import io.restassured.RestAssured;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, headless, on the service under test. It talks to no one else. */
final class Browser implements AutoCloseable {

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final Duration PATIENCE = Patience.PATIENCE;

    /** As wide as the two kinds of screens that are looked at. */
    enum Screen {
        DESKTOP(1440, 900),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private final Path folder;
    private final ChromeDriver driver;
    private int clicks;

    private Browser(Path folder, ChromeDriver driver) {
        this.folder = folder;
        this.driver = driver;
    }

    static Browser start() {
        System.setProperty("SE_OFFLINE", "true");
        try {
            Path folder = Files.createTempDirectory("dabiao-browser");
            ChromeOptions options = new ChromeOptions();
            options.setBinary(CHROMIUM);
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--hide-scrollbars",
                    "--disable-dev-shm-usage",
                    "--force-device-scale-factor=1",
                    "--user-data-dir=" + folder);
            LoggingPreferences logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            options.setCapability("goog:loggingPrefs", logs);
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(DRIVER)
                    .usingAnyFreePort()
                    .withEnvironment(Map.of("TMPDIR", folder.toString()))
                    .build();
            Browser browser = new Browser(folder, new ChromeDriver(service, options));
            browser.screen(Screen.DESKTOP);
            return browser;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void screen(Screen screen) {
        screen(screen.width, screen.height);
    }

    void screen(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** As a system says that likes it so; what is clicked does not move, either. */
    void light(String light) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", light),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void paper() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    void screenAgain() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
    }

    Browser open(String path) {
        driver.get("http://127.0.0.1:" + RestAssured.port + path);
        return this;
    }

    void rest() {
        driver.get("about:blank");
    }

    /** Forgets who has signed in, what was chosen, and what the console said of pages before. */
    void forget() {
        open("/sign-in");
        driver.manage().deleteAllCookies();
        driver.manage().logs().get(LogType.BROWSER);
    }

    String path() {
        return driver.getCurrentUrl().replaceFirst("^https?://[^/]+", "");
    }

    String title() {
        return driver.getTitle();
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    Browser fill(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
        return this;
    }

    /** Clicks what does not lead away. */
    Browser click(String selector) {
        WebElement at = find(selector);
        script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", at);
        clicks++;
        at.click();
        return this;
    }

    /** How often was clicked since this was asked last. */
    int clicks() {
        int before = clicks;
        clicks = 0;
        return before;
    }

    /** Clicks, and waits until another page, or this one again, is there. */
    Browser follow(String selector) {
        WebElement at = find(selector);
        // A page may scroll smoothly, and a click would miss what still moves.
        script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", at);
        clicks++;
        return leave(at::click);
    }

    /**
     * Does what leads to another page, or to this one again, and waits until that is there and complete. The page that is left
     * is known by a mark in its window: an element of it may answer in several ways while its document goes.
     */
    Browser leave(Runnable act) {
        script("window.leaving = true");
        act.run();
        waiting().until(any -> arrived());
        return this;
    }

    private boolean arrived() {
        try {
            return (Boolean) script("return !window.leaving && document.readyState === 'complete'");
        } catch (WebDriverException between) {
            // Between two documents there is no window that a script could run in.
            return false;
        }
    }

    WebDriverWait waiting() {
        return new WebDriverWait(driver, PATIENCE);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** No violation of WCAG 2.2 A and AA, nor of the usual good practice. */
    void assertAccessible(String what) {
        assertNoViolation(
                what,
                new AxeBuilder()
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")));
    }

    /** Of a page that is accessible in another light, on another screen: what may depend on these. */
    void assertAccessibleHereToo(String what) {
        assertNoViolation(
                what,
                new AxeBuilder()
                        .withRules(List.of("color-contrast", "target-size", "html-has-lang", "html-lang-valid")));
    }

    @SuppressWarnings("deprecation")
    private void assertNoViolation(String what, AxeBuilder axe) {
        // In the page's own window: else axe opens another and allows it a second, which a busy machine needs longer
        // for.
        List<Rule> violations = axe.setLegacyMode()
                .setTimeout((int) PATIENCE.toSeconds())
                .analyze(driver)
                .getViolations();
        assertThat(violations.stream()
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                        .toList())
                        .toList())
                .as(what)
                .isEmpty();
    }

    /** Nothing is wider than the screen, and the browser complains of nothing, such as a script that the policy forbids. */
    void assertSound(String what) {
        assertThat((Long) script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(what + " is no wider than the screen")
                .isZero();
        // A page that is an error is told of itself.
        String itself = driver.getCurrentUrl() + " - Failed to load resource";
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .filter(entry -> !entry.getMessage().startsWith(itself))
                        .map(entry -> entry.getLevel() + " " + entry.getMessage())
                        .toList())
                .as(what)
                .isEmpty();
    }

    /** What people see of a page, from top to bottom, as {@code target/pictures/<name>.png}. */
    Path picture(String name) {
        Object picture = driver.executeCdpCommand(
                        "Page.captureScreenshot",
                        Map.of("format", "png", "captureBeyondViewport", true, "clip", clip()))
                .get("data");
        try {
            Files.createDirectories(PICTURES);
            return Files.write(
                    PICTURES.resolve(name + ".png"), Base64.getDecoder().decode((String) picture));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The page as people print it on A4, backgrounds left out, as {@code target/pictures/<name>.pdf}. */
    byte[] print(String name) {
        Object paper = driver.executeCdpCommand(
                        "Page.printToPDF",
                        Map.of(
                                "printBackground",
                                false,
                                "preferCSSPageSize",
                                true,
                                "paperWidth",
                                8.27,
                                "paperHeight",
                                11.69))
                .get("data");
        try {
            byte[] content = Base64.getDecoder().decode((String) paper);
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".pdf"), content);
            return content;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Map<String, Object> clip() {
        long width = (Long) script("return document.documentElement.clientWidth");
        long height = (Long) script("return Math.min(6000, document.documentElement.scrollHeight)");
        return Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException left) {
            // Chromium may still be writing; the folder is a temporary one.
            folder.toFile().deleteOnExit();
        }
    }
}
