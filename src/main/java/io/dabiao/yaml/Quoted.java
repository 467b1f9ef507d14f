package io.dabiao.yaml;

/** A text as YAML that nothing in it can break out of. */
public final class Quoted {

    private Quoted() {}

    /** In double quotes; what YAML cannot hold, such as most control characters, is left out. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append(' ');
                case 0x2028, 0x2029, 0x85 -> quoted.append(String.format("\\u%04x", c));
                default -> {
                    if (holds(c)) {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    /** YAML's printable characters. */
    private static boolean holds(int c) {
        return c >= ' ' && c <= '~' || c >= 0xA0 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
    }
}
