package io.dabiao.page;

import java.util.List;

/** What people, and others, type into fields. All of it is to be shown as text. */
final class Hostile {

    static final String SCRIPT =
            "<script>document.title='taken'</script>\"'><img src=x onerror=document.title='taken'>";
    static final String TEMPLATE = "=1+1 {frame.csrf} ${7*7} {{7*7}} {#if true}";
    static final String REVERSED = "abc\u202Edcba\u2066 \u05D0\u05D1";
    static final String EMOJI = "👩‍🔬🇨🇳 é e\u0301 𠮷";
    static final String LONG = "长".repeat(3_000) + "W".repeat(3_000);
    static final String FILE = "..\\..\\=cmd|' /C calc'!A0.xlsx";

    static final List<String> TEXTS = List.of(SCRIPT, TEMPLATE, REVERSED, EMOJI, LONG, FILE);

    private Hostile() {}
}
