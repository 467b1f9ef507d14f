package io.dabiao.page.runbooks;

import io.dabiao.core.text.Language;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * {@code docs/runbooks.md} as this release has it, or its Chinese twin: {@code runbook_url} of every rule leads to a section. The sections of both
 * stand in one order, and those of the English one give the addresses.
 */
@Path("/runbooks")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class RunbooksPage {

    private static final String ENGLISH = "/runbooks/runbooks.md";
    private static final String CHINESE = "/runbooks/runbooks.zh-CN.md";
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    /** Links lead to other files of the documents, which are not served: their words stay. */
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

    /** A piece of a paragraph. */
    record Piece(String text, boolean code) {}

    /** @param id as an address names it after {@code #} */
    record Section(String id, String title, List<List<Piece>> paragraphs) {}

    @CheckedTemplate(basePath = "runbooks", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Runbooks(Frame frame, Messages say, List<Section> sections) implements TemplateInstance {}

    private static final class Read {
        static final List<Section> IN_ENGLISH = sections(text(ENGLISH));
        static final List<Section> IN_CHINESE = addressed(sections(text(CHINESE)), IN_ENGLISH);
    }

    private final PageContext pageContext;

    RunbooksPage(PageContext pageContext) {
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page() {
        Messages messages = pageContext.say(RunbooksPage.class);
        return new Runbooks(
                pageContext.frame(messages.of("title")),
                messages,
                pageContext.language() == Language.ZH ? Read.IN_CHINESE : Read.IN_ENGLISH);
    }

    private static List<Section> addressed(List<Section> sections, List<Section> by) {
        if (sections.size() != by.size()) {
            throw new IllegalStateException(
                    "the runbooks have " + by.size() + " sections in English and " + sections.size() + " in Chinese");
        }
        return IntStream.range(0, by.size())
                .mapToObj(i -> new Section(
                        by.get(i).id(), sections.get(i).title(), sections.get(i).paragraphs()))
                .toList();
    }

    private static String text(String name) {
        try (InputStream file = RunbooksPage.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the runbooks cannot be read", unreadable);
        }
    }

    static List<Section> sections(String markdown) {
        List<Section> sections = new ArrayList<>();
        for (String part : markdown.split("(?m)^## ")) {
            int end = part.indexOf('\n');
            if (part.startsWith("# ") || end < 0) {
                continue;
            }
            String title = part.substring(0, end).strip();
            List<List<Piece>> paragraphs = new ArrayList<>();
            for (String paragraph : part.substring(end).strip().split("\n\n+")) {
                paragraphs.add(pieces(LINK.matcher(paragraph.replace('\n', ' ')).replaceAll("$1")));
            }
            sections.add(
                    new Section(title.toLowerCase(Locale.ROOT).replace(' ', '-').replace("'", ""), title, paragraphs));
        }
        return List.copyOf(sections);
    }

    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher code = CODE.matcher(text);
        int from = 0;
        while (code.find()) {
            pieces.add(new Piece(text.substring(from, code.start()), false));
            pieces.add(new Piece(code.group(1), true));
            from = code.end();
        }
        pieces.add(new Piece(text.substring(from), false));
        return pieces;
    }
}
