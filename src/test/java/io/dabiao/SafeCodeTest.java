package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sources may not contain, or in one place alone: rules that no test from outside could prove. */
class SafeCodeTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "dabiao");

    private static final Map<String, String> JAVA = read(SOURCES, ".java");

    private static final Pattern BROAD = Pattern.compile(
            "catch \\((?:final )?[\\w. |]*\\b(?:RuntimeException|Exception|Throwable|Error)\\b[\\w. |]* \\w+\\) \\{");

    private static Map<String, String> read(Path folder, String ending) {
        Map<String, String> read = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(one -> one.toString().endsWith(ending)).toList()) {
                read.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return read;
    }

    @Test
    void theSourcesAreFound() {
        assertThat(JAVA).hasSizeGreaterThan(300);
    }

    /** A rule with the files in which what it forbids stands all the same; what those do there is said in them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '¦', textBlock = """
            hashes that collide ¦ getInstance\\("(MD|SHA-?1|SHA1) ¦ check/websocket/WebSocketSubject.java
            hashes by another name ¦ MessageDigest\\.getInstance\\((?!"SHA-(1|256)") ¦ ingest/hook/Signature.java
            ciphers ¦ Cipher\\.getInstance ¦ access/person/SecretCipher.java
            keyed hashes ¦ Mac\\.getInstance ¦ alert/Answers.java alert/http/Signature.java check/heartbeat/HeartbeatKeys.java ingest/hook/Signature.java
            numbers that can be guessed ¦ new Random\\(|Math\\.random|ThreadLocalRandom\\.current ¦ alert/Deliveries.java demo/DemoYear.java
            programs of the system ¦ new ProcessBuilder|\\.exec\\( ¦ check/icmp/Ping.java check/page/Chromium.java postgres/embedded/Account.java postgres/embedded/Cluster.java
            objects read from bytes ¦ ObjectInputStream|readObject\\(|activateDefaultTyping|@JsonTypeInfo\\([^)]*CLASS ¦
            names looked up elsewhere ¦ javax\\.naming|InitialContext ¦
            code from texts ¦ ScriptEngine|ClassLoader\\.|\\.loadClass\\(|defineClass ¦ outbound/Drivers.java
            parsers of XML ¦ XMLInputFactory\\.new|DocumentBuilderFactory|SAXParserFactory|TransformerFactory|XPathFactory ¦ budget/BoundedXml.java
            memory by hand ¦ sun\\.misc\\.Unsafe|\\bnative \\w+ \\w+\\(|allocateDirect ¦
            formats that are no constants ¦ String\\.format\\(\\s*+(?!"|(java\\.util\\.)?Locale)|LOG\\.(debug|info|warn|error)f\\(\\s*+(?!")(?!\\w+,) ¦
            output beside the log ¦ System\\.(out|err)\\b ¦ app/Main.java cli/Commands.java launch/Service.java
            trust in every certificate ¦ checkServerTrusted\\([^)]*\\)[^{]*\\{\\s*\\}|setHostnameVerifier|ALLOW_ALL ¦
            """)
    void whatIsForbiddenStandsWhereItIsNamedAlone(String rule, String forbidden, String allowed) {
        Pattern pattern = Pattern.compile(forbidden.strip());
        List<String> where = allowed == null ? List.of() : List.of(allowed.split(" "));
        List<String> found = JAVA.entrySet().stream()
                .filter(file -> pattern.matcher(file.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(found).as(rule).isSubsetOf(where);
        assertThat(found).as("files that are named and do not have it").containsAll(where);
    }

    @Test
    void secretsAreEncryptedByAesInAModeThatShowsAChangeWithKeysOf256Bits() {
        assertThat(JAVA.get("access/person/SecretCipher.java"))
                .contains("\"AES/GCM/NoPadding\"")
                .contains("SecureRandom");
        assertThat(JAVA.get("alert/http/Signature.java")).contains("\"HmacSHA256\"");
    }

    @Test
    void whatCatchesEverythingThrowsItOnOrSaysWhyNot() {
        List<String> silent = new ArrayList<>();
        JAVA.forEach((file, text) -> {
            Matcher found = BROAD.matcher(text);
            while (found.find()) {
                int end = end(text, found.end());
                String before = text.substring(0, found.start());
                String lineBefore =
                        before.substring(before.lastIndexOf('\n', Math.max(0, before.lastIndexOf('\n') - 1)) + 1);
                String block = text.substring(found.end(), end);
                if (!block.contains("throw ") && !block.contains("//") && !lineBefore.contains("//")) {
                    silent.add(file + ":" + (before.lines().count() + 1) + " " + found.group());
                }
            }
        });
        assertThat(silent).isEmpty();
    }

    /** Where the block ends that begins here. */
    private static int end(String text, int begin) {
        int depth = 1;
        int at = begin;
        while (depth > 0 && at < text.length()) {
            char one = text.charAt(at++);
            depth += one == '{' ? 1 : one == '}' ? -1 : 0;
        }
        // Also what stands behind the brace on its line.
        int line = text.indexOf('\n', at);
        return line < 0 ? at : line;
    }

    @Test
    void scriptsWriteTextKeepNothingInTheBrowserAndRunNothingThatTheyRead() {
        Map<String, String> scripts = read(Path.of("src", "main", "resources", "assets"), ".js");
        assertThat(scripts).isNotEmpty();
        Pattern forbidden =
                Pattern.compile("\\.(inner|outer)HTML\\b|insertAdjacentHTML|document\\.write|\\beval\\(|new Function"
                        + "|localStorage|sessionStorage|indexedDB|postMessage|__proto__|document\\.cookie\\s*=");
        scripts.forEach(
                (file, text) -> assertThat(forbidden.matcher(text).results().map(one -> one.group()))
                        .as(file)
                        .isEmpty());
    }

    @Test
    void noPageHoldsAScriptOrAStyleOfItsOwn() {
        Map<String, String> pages = read(Path.of("src", "main", "resources", "templates"), ".html");
        assertThat(pages).hasSizeGreaterThan(40);
        Pattern inline =
                Pattern.compile("<script(?![^>]*\\bsrc=)(?![^>]*application/json)|<style|\\son[a-z]+=\"|\\.raw\\b");
        pages.forEach((file, text) -> assertThat(inline.matcher(text).results().map(one -> one.group()))
                .as(file)
                .isEmpty());
    }
}
