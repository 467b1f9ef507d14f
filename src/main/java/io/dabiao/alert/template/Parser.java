package io.dabiao.alert.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a template: first its tags, then what they enclose. */
final class Parser {

    /** Of sections within sections. */
    private static final int DEEPEST = 20;

    private enum BlockKind {
        WORDS,
        /** What stands for itself, braces included. */
        RAW,
        VALUE,
        BEGIN,
        END,
        /** A comment, or the declaration of a type, of which nothing comes out. */
        COMMENT
    }

    /** @param text without the marks around it */
    private record Tag(BlockKind kind, String text, int at) {}

    /** An open section. */
    private static final class Section {
        private final String name;
        private final Tag begin;
        private final Optional<Expression> condition;
        private final String alias;
        private final List<Node.Branch> branches = new ArrayList<>();
        private Expression when;
        private boolean otherwise;
        private List<Node> body = new ArrayList<>();
        private List<Node> main;

        private Section(String name, Tag begin, Optional<Expression> condition, String alias) {
            this.name = name;
            this.begin = begin;
            this.condition = condition;
            this.when = condition.orElse(null);
            this.alias = alias;
        }
    }

    private final String text;
    private final List<Section> open = new ArrayList<>();

    Parser(String text) {
        this.text = text;
    }

    List<Node> nodes() throws WrongTemplate {
        open.add(new Section("", new Tag(BlockKind.WORDS, "", 0), Optional.empty(), ""));
        for (Tag tag : withoutStandaloneLines(tags())) {
            switch (tag.kind()) {
                case WORDS, RAW -> top().body.add(new Node.Words(tag.text(), place(tag)));
                case VALUE -> top().body.add(new Node.Value(ExpressionParser.read(tag.text(), place(tag)), place(tag)));
                case BEGIN -> begin(tag);
                case END -> end(tag);
                case COMMENT -> {}
            }
        }
        if (open.size() > 1) {
            throw place(top().begin).wrong("{#" + top().name + "} is never ended by {/" + top().name + "}");
        }
        return top().body;
    }

    private Section top() {
        return open.get(open.size() - 1);
    }

    private Place place(Tag tag) {
        return Place.of(text, tag.at());
    }

    private List<Tag> tags() throws WrongTemplate {
        List<Tag> tags = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        int begun = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (c == '\\' && (next == '{' || next == '}')) {
                words.append(next);
                at += 2;
            } else if (c == '{' && (Character.isLetter(next) || "_#/!|@".indexOf(next) >= 0)) {
                if (words.length() > 0) {
                    tags.add(new Tag(BlockKind.WORDS, words.toString(), begun));
                    words.setLength(0);
                }
                int end = end(at, next);
                tags.add(tag(at, next, end));
                at = end + 1;
                begun = at;
            } else {
                words.append(c);
                at++;
            }
        }
        if (words.length() > 0) {
            tags.add(new Tag(BlockKind.WORDS, words.toString(), begun));
        }
        return tags;
    }

    private Tag tag(int at, char first, int end) {
        return switch (first) {
            case '!' -> new Tag(BlockKind.COMMENT, "", at);
            case '@' -> new Tag(BlockKind.COMMENT, "", at);
            case '|' -> new Tag(BlockKind.RAW, text.substring(at + 2, end - 1), at);
            case '#' -> new Tag(BlockKind.BEGIN, text.substring(at + 2, end).strip(), at);
            case '/' -> new Tag(BlockKind.END, text.substring(at + 2, end).strip(), at);
            default -> new Tag(BlockKind.VALUE, text.substring(at + 1, end), at);
        };
    }

    /** The index of the brace that ends a tag. */
    private int end(int at, char first) throws WrongTemplate {
        if (first == '!' || first == '|') {
            int end = text.indexOf(first + "}", at + 2);
            if (end < 0) {
                throw Place.of(text, at).wrong("'{" + first + "' is never ended by '" + first + "}'");
            }
            return end + 1;
        }
        char quote = 0;
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '}') {
                return i;
            }
        }
        throw Place.of(text, at).wrong("'{' is never ended by '}'");
    }

    /** A line with nothing but sections and comments leaves no empty line behind. */
    private static List<Tag> withoutStandaloneLines(List<Tag> tags) {
        List<Tag> kept = new ArrayList<>();
        List<Tag> line = new ArrayList<>();
        for (Tag tag : tags) {
            if (tag.kind() != BlockKind.WORDS) {
                line.add(tag);
                continue;
            }
            int from = 0;
            for (int end = tag.text().indexOf('\n');
                    end >= 0;
                    from = end + 1, end = tag.text().indexOf('\n', from)) {
                line.add(new Tag(BlockKind.WORDS, tag.text().substring(from, end + 1), tag.at() + from));
                close(line, kept);
            }
            if (from < tag.text().length()) {
                line.add(new Tag(BlockKind.WORDS, tag.text().substring(from), tag.at() + from));
            }
        }
        close(line, kept);
        return kept;
    }

    private static void close(List<Tag> line, List<Tag> kept) {
        boolean standalone = false;
        boolean says = false;
        for (Tag tag : line) {
            switch (tag.kind()) {
                case WORDS -> says |= !tag.text().isBlank();
                case RAW, VALUE -> says = true;
                case BEGIN, END, COMMENT -> standalone = true;
            }
        }
        for (Tag tag : line) {
            if (!standalone || says || tag.kind() != BlockKind.WORDS) {
                kept.add(tag);
            }
        }
        line.clear();
    }

    private void begin(Tag tag) throws WrongTemplate {
        String[] parts = tag.text().split("\\s+", 2);
        String rest = parts.length < 2 ? "" : parts[1];
        Place place = place(tag);
        switch (parts[0]) {
            case "else", "elseif" -> otherwise(tag, parts[0].equals("elseif") ? "if " + rest : rest);
            case "if" -> open(new Section("if", tag, Optional.of(ExpressionParser.read(rest, place)), ""));
            case "each" -> open(new Section("each", tag, Optional.of(ExpressionParser.read(rest, place)), "it"));
            case "for" -> {
                String[] words = rest.split("\\s+", 3);
                if (words.length < 3 || !words[1].equals("in") || !ExpressionParser.isName(words[0])) {
                    throw place.wrong("a loop is written {#for one in many}");
                }
                open(new Section("for", tag, Optional.of(ExpressionParser.read(words[2], place)), words[0]));
            }
            default -> throw place.wrong("no such section: {#" + parts[0] + "}; there are {#if}, {#for} and {#each}");
        }
    }

    private void open(Section section) throws WrongTemplate {
        if (open.size() > DEEPEST) {
            throw place(section.begin).wrong("sections stand more than " + DEEPEST + " deep in one another");
        }
        open.add(section);
    }

    private void otherwise(Tag tag, String rest) throws WrongTemplate {
        Section section = top();
        boolean further = rest.equals("if") || rest.startsWith("if ");
        if (open.size() == 1 || section.otherwise || !further && !rest.isEmpty()) {
            throw place(tag).wrong("{#else} belongs once into {#if}, {#for} or {#each}, after every {#else if}");
        }
        if (section.name.equals("if")) {
            section.branches.add(new Node.Branch(section.when, section.body));
            section.when = further ? ExpressionParser.read(rest.substring(2).strip(), place(tag)) : null;
        } else if (further) {
            throw place(tag).wrong("{#else if} belongs into {#if}");
        } else {
            section.main = section.body;
        }
        section.otherwise = !further;
        section.body = new ArrayList<>();
    }

    private void end(Tag tag) throws WrongTemplate {
        Section section = top();
        if (open.size() == 1 || !tag.text().isEmpty() && !tag.text().equals(section.name)) {
            throw place(tag)
                    .wrong(
                            open.size() == 1
                                    ? "{/" + tag.text() + "} ends nothing"
                                    : "{/" + tag.text() + "} where {/" + section.name + "} is due");
        }
        open.remove(open.size() - 1);
        Place place = place(section.begin);
        if (section.name.equals("if")) {
            if (!section.otherwise) {
                section.branches.add(new Node.Branch(section.when, section.body));
            }
            top().body.add(new Node.Choice(section.branches, section.otherwise ? section.body : List.of(), place));
        } else {
            List<Node> body = section.otherwise ? section.main : section.body;
            List<Node> empty = section.otherwise ? section.body : List.of();
            top().body.add(new Node.Loop(section.alias, section.condition.orElseThrow(), body, empty, place));
        }
    }
}
