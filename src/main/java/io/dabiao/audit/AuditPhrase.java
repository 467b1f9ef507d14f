package io.dabiao.audit;

import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is said of an act beside what it was done to: the word under which it is kept and, in the two languages, a text in which
 * {@code {0}}, {@code {1}} and so on stand for the arguments and {@code {*}} for all of them.
 */
public enum AuditPhrase {
    /** What a person typed, or a name of machines, as it is. */
    AS_WRITTEN("as_written", "{0}", "{0}"),
    ROLES("roles", "roles {*}", "权限：{*}", true),
    TOKEN("token", "token {0}", "令牌 {0}"),
    UNTIL("until", "until {0}", "至 {0}"),
    FROM_UNTIL("from_until", "{0} to {1}", "{0} 至 {1}"),
    SESSIONS("sessions", "sessions ended: {0}", "结束会话 {0} 个"),
    WITH_CODE("with_code", "with a code", "使用动态验证码"),
    WITH_RECOVERY_CODE("with_recovery_code", "with a recovery code, {0} left", "使用备用码，剩余 {0} 个"),
    TRIES("tries", "tries within a minute: {0}", "一分钟内尝试 {0} 次"),
    PUT_OFF("put_off", "put off: {0}", "其中推迟 {0} 次"),
    UNKNOWN_NAMES("unknown_names", "names that nobody has among them", "含不存在的姓名"),
    VERSION("version", "version {0}", "第{0}版"),
    CARRIED_FROM("carried_from", "from {0}", "自 {0} 年结转"),
    SIGNED_BY("signed_by", "by {0}", "由 {0} 定稿"),
    SHA_256("sha256", "SHA-256 {0}", "SHA-256 {0}"),
    EXPLAINED("explained", "said", "已填写说明"),
    SCORED("scored", "scored {0}", "评分 {0}"),
    TYPES_AT("types_at", "{0} at {1}", "{0}，时点 {1}"),
    EVENTS("events", "events: {0}", "数据 {0} 条"),
    OF_TYPE("of_type", "of type {0}", "类型 {0}"),
    REPLACED("replaced", "replaced: {0}", "替换 {0} 条"),
    WITHDRAWN("withdrawn", "withdrawn: {0}", "撤销 {0} 条"),
    RUN("run", "run {0}", "运行 {0}"),
    WORK("work", "work {0}", "处理编号 {0}"),
    OLDER_THAN("older_than", "entries older than {0}: {1}", "{0} 以前的记录 {1} 条");

    private static final Map<String, AuditPhrase> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AuditPhrase::word, Function.identity()));

    /** As the pages call them. */
    private static final Map<String, String> ROLES_IN_CHINESE =
            Map.of("view", "查看", "owner", "项目负责人", "report", "填报", "ingest", "报送数据", "admin", "系统管理");

    private final String word;
    private final Words pattern;
    private final boolean ofRoles;

    AuditPhrase(String word, String english, String chinese) {
        this(word, english, chinese, false);
    }

    AuditPhrase(String word, String english, String chinese, boolean ofRoles) {
        this.word = word;
        this.pattern = new Words(english, chinese);
        this.ofRoles = ofRoles;
    }

    /** As the database has it; never another one for the same phrase. */
    public String word() {
        return word;
    }

    /** Empty for a word of a release that knew other phrases. */
    static Optional<AuditPhrase> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /** Whether its own words, in one of the languages, contain a text, whatever its case; an argument is none of them. */
    boolean contains(String lowerCase) {
        return bare(pattern.english()).toLowerCase(java.util.Locale.ROOT).contains(lowerCase)
                || bare(pattern.chinese()).contains(lowerCase)
                || ofRoles && ROLES_IN_CHINESE.values().stream().anyMatch(role -> role.contains(lowerCase));
    }

    private static String bare(String text) {
        return text.replaceAll("\\{[0-9*]\\}", "\u0000");
    }

    Words words(List<String> arguments) {
        List<String> chinese = ofRoles
                ? arguments.stream()
                        .map(role -> ROLES_IN_CHINESE.getOrDefault(role, role))
                        .toList()
                : arguments;
        return new Words(filled(pattern.english(), arguments, ", "), filled(pattern.chinese(), chinese, "、"));
    }

    /** In one pass, so that an argument that looks like a place is none. */
    private static String filled(String text, List<String> arguments, String between) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '{') {
                filled.append(text.charAt(i));
                continue;
            }
            char place = text.charAt(i + 1);
            int index = place - '0';
            if (place == '*') {
                filled.append(String.join(between, arguments));
            } else if (index < arguments.size()) {
                filled.append(arguments.get(index));
            }
            i += 2;
        }
        return filled.toString();
    }
}
