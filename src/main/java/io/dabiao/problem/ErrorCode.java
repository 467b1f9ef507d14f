package io.dabiao.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a request was refused: a stable code for programs, the status of HTTP, and a short title in both languages. Codes are
 * described in {@code docs/reference/errors.md}, under an anchor of the code's name. A code keeps its name and its status for ever.
 */
public enum ErrorCode {
    A_CELL_IS_TOO_LONG(422, "a cell is too long", "单元格内容过长"),
    A_LINE_IS_TOO_LONG(422, "a line is too long", "一行过长"),
    A_PIECE_IS_TOO_LONG(422, "a piece is too long", "一段内容过长"),
    A_TEXT_IS_TOO_LONG(422, "a text is too long", "一段文字过长"),
    ADDRESS_NOT_CONTACTED(403, "address not contacted", "不访问该地址"),
    A_SECOND_PERSON(403, "a second person", "须由他人办理"),
    NOT_REVIEWED(409, "not reviewed", "尚未审核"),
    ALREADY_APPROVED(403, "already approved", "已经批准"),
    ALREADY_DECLARED(409, "already declared", "已有申报"),
    ALREADY_SETTLED(409, "already settled", "已经处理"),
    ANNOUNCED(409, "announced", "属于已公告的维护"),
    ANOTHER_MESSAGE(415, "another message", "消息类型不符"),
    ANOTHER_RUN(409, "another run", "另有一次检查在进行"),
    BOTH(400, "both", "两者只能取一"),
    BROKEN(500, "broken", "服务内部错误"),
    CANNOT_BE_REPLAYED(409, "cannot be replayed", "无法重放"),
    CANNOT_BE_WRITTEN(507, "cannot be written", "无法写入"),
    CHANGED_MEANWHILE(409, "changed meanwhile", "其间已有修改"),
    CHANGED_SINCE(412, "changed since", "此后已有修改"),
    DECLARED_BY_A_FILE(409, "declared by a file", "由文件申报"),
    DOCUMENT_TOO_LARGE(413, "document too large", "文档过大"),
    EVENT_TOO_LARGE(413, "event too large", "事件过大"),
    EVENTS_ARE_IN_THE_ARCHIVE(409, "events are in the archive", "事件已归档"),
    EVERYTHING(400, "everything", "范围不能是全部"),
    EXPIRED(409, "expired", "已过期"),
    FAULTS_IN_THE_DECLARATION(422, "faults in the declaration", "申报有误"),
    FAULTS_IN_THE_SETTINGS(422, "faults in the settings", "设置有误"),
    FAULTS_IN_THE_TYPE(422, "faults in the event type", "事件类型定义有误"),
    FILE_TOO_LARGE(413, "file too large", "文件过大"),
    GONE(404, "gone", "已不存在"),
    HOST_NOT_ALLOWED(403, "host not allowed", "不允许的主机"),
    IN_CONFLICT(409, "in conflict", "与他人的修改冲突"),
    NOT_TO_COME(400, "not to come", "时间已过"),
    IT_GOES_ON(409, "it goes on", "故障尚未结束"),
    LAST_ADMINISTRATOR(409, "last administrator", "最后一名管理员"),
    MARKED(409, "marked", "已标记"),
    METHOD_NOT_ALLOWED(405, "method not allowed", "不支持此方法"),
    NAME_TAKEN(409, "name taken", "名称已被使用"),
    NAME_AND_CONTENT_DIFFER(415, "name and content differ", "文件名与内容不符"),
    NO_ANSWER(400, "no answer", "没有此答复"),
    NO_BOUNDARY(400, "no boundary", "缺少分隔标记"),
    NO_CHARACTER_SET(400, "no character set", "字符集无效"),
    NO_COMPLETION(400, "no completion", "未填完成情况"),
    NO_CONTACT(404, "no contact", "未设联系方式"),
    NO_CONTENT_TYPE(415, "no content type", "缺少内容类型"),
    NO_DATE(400, "no date", "缺少日期"),
    NO_DOCUMENT(415, "no document", "不是可接受的文档"),
    NO_END(400, "no end", "缺少结束时间"),
    NO_EVENTS(400, "no events", "没有事件"),
    NO_FILES_HERE(415, "no files here", "此处不收文件"),
    NO_IDENTITY(400, "no identity", "缺少事件标识"),
    NO_K6_SUMMARY(422, "no k6 summary", "不是 k6 汇总"),
    NO_KEY(400, "no key", "未设加密密钥"),
    NO_LEVEL_TO_TEST(409, "no level to test", "没有可测的并发数"),
    NO_LONGER_THERE(410, "no longer there", "已移除"),
    NO_MEDIA_TYPE(400, "no media type", "媒体类型无效"),
    NO_NAME(400, "no name", "缺少名称"),
    NO_NUMBER(400, "no number", "缺少数字"),
    NO_PLACE(400, "no place", "缺少位次"),
    NO_PROJECT_OR_NO_YEAR(422, "no project or no year", "缺少项目或年度"),
    NO_REASON(400, "no reason", "缺少理由"),
    NO_REPLACEMENT(400, "no replacement", "缺少替换内容"),
    NO_SETTING_NAME(400, "no setting name", "缺少设置名称"),
    NO_SUCH_ACCOUNT(404, "no such account", "没有此账号"),
    NO_SUCH_ACT(400, "no such act", "没有此操作"),
    NO_SUCH_ADDRESS(400, "no such address", "地址无效"),
    NO_SUCH_ALERT(404, "no such alert", "没有此告警"),
    NO_SUCH_CAUSE(400, "no such cause", "没有此原因"),
    NO_SUCH_CHANNEL(404, "no such channel", "没有此渠道"),
    NO_SUCH_CHANGE(404, "no such change", "没有此变化记录"),
    NO_SUCH_CORRECTION(404, "no such correction", "没有此更正"),
    NO_SUCH_DAY(400, "no such day", "没有此日期"),
    NO_SUCH_DOCUMENT(404, "no such document", "没有此文档"),
    NO_SUCH_DRAFT(404, "no such draft", "没有此草稿"),
    NO_SUCH_END(400, "no such end", "结束时间无效"),
    NO_SUCH_EVENT(404, "no such event", "没有此事件"),
    NO_SUCH_EXPORT(404, "no such export", "没有此归档文件"),
    NO_SUCH_FIELD(400, "no such field", "没有此字段"),
    NO_SUCH_FILE(404, "no such file", "没有此文件"),
    NO_SUCH_FILTER(400, "no such filter", "没有此筛选条件"),
    NO_SUCH_FORM(404, "no such form", "没有此表"),
    NO_SUCH_FORMAT(400, "no such format", "没有此格式"),
    NO_SUCH_HOOK(404, "no such hook", "没有此推送地址"),
    NO_SUCH_INDICATOR(404, "no such indicator", "没有此指标"),
    NO_SUCH_KIND(400, "no such kind", "没有此种类"),
    NO_SUCH_KIND_OF_FORM(415, "no such kind of form", "不支持此种表格文件"),
    NO_SUCH_LANGUAGE(400, "no such language", "没有此语言"),
    NO_SUCH_LIMIT(400, "no such limit", "限制无效"),
    NO_SUCH_LOAD_CHECK(404, "no such load check", "没有此并发检查"),
    NO_SUCH_MESSAGE(404, "no such message", "没有此消息"),
    NO_SUCH_MONTH(404, "no such month", "没有此月份"),
    NO_SUCH_ORDER(400, "no such order", "排序无效"),
    NO_SUCH_OUTAGE(404, "no such outage", "没有此次故障"),
    NO_SUCH_PAGE(400, "no such page", "没有此页"),
    NO_SUCH_PAGE_SIZE(400, "no such page size", "每页条数无效"),
    NO_SUCH_PARAMETER(400, "no such parameter", "没有此参数"),
    NO_SUCH_PERSON(404, "no such person", "没有此人"),
    NO_SUCH_PROJECT(404, "no such project", "没有此项目"),
    NO_SUCH_RECEIVER(404, "no such receiver", "没有此接收人"),
    NO_SUCH_REJECTION(404, "no such rejection", "没有此拒收记录"),
    NO_SUCH_REPORT(404, "no such report", "没有此报告"),
    NO_SUCH_ROLE(400, "no such role", "没有此角色"),
    NO_SUCH_ROW(404, "no such row", "没有此行"),
    NO_SUCH_RUN(404, "no such run", "没有此次检查"),
    NO_SUCH_SCOPE(400, "no such scope", "没有此范围"),
    NO_SUCH_SETTING(404, "no such setting", "没有此设置"),
    NO_SUCH_SHARE(400, "no such share", "比例无效"),
    NO_SUCH_MAINTENANCE(404, "no such maintenance", "没有此维护"),
    NO_SUCH_SILENCE(404, "no such silence", "没有此静默"),
    NO_SUCH_SOURCE(404, "no such source", "没有此数据源"),
    NO_SUCH_SITE(404, "no such site", "没有此站点"),
    NO_SUCH_SPAN(400, "no such span", "时间段无效"),
    NO_SUCH_TIME(400, "no such time", "时间无效"),
    NO_SUCH_TOKEN(404, "no such token", "没有此令牌"),
    NO_SUCH_TYPE(404, "no such type", "没有此事件类型"),
    NO_SUCH_VALUE(400, "no such value", "取值无效"),
    NO_SUCH_VERDICT(400, "no such verdict", "没有此结论"),
    NO_SUCH_VERSION(404, "no such version", "没有此版本"),
    NO_SUCH_WORD(400, "no such word", "没有此用语"),
    NO_SUCH_YEAR(404, "no such year", "没有此年度"),
    NO_TOKEN(409, "no token", "没有令牌"),
    NO_VALUE(400, "no value", "缺少数值"),
    NO_ZERO_REPORT(409, "no zero report", "不能零报告"),
    NOT_A_BATCH(400, "not a batch", "不是批量事件"),
    NOT_A_DAY(400, "not a day", "不是日期"),
    NOT_A_DAY_OF_THE_PERIOD(400, "not a day of the period", "不在期间之内"),
    NOT_A_LATER_YEAR(400, "not a later year", "不是以后的年度"),
    NOT_A_MONTH(400, "not a month", "不是月份"),
    NOT_A_NUMBER(400, "not a number", "不是数字"),
    NOT_A_TABLE(400, "not a table", "不是表格"),
    NOT_A_WRITE_REQUEST(400, "not a write request", "不是远程写入请求"),
    NOT_ACCEPTABLE(406, "not acceptable", "没有可接受的格式"),
    NOT_AN_EVENT(415, "not an event", "不是事件"),
    NOT_AN_INSTANT(400, "not an instant", "不是时刻"),
    NOT_AT_HAND(409, "not at hand", "原始事件不在库中"),
    NOT_EVALUATED(503, "not evaluated", "暂不能评估"),
    NOT_ALL_WRITTEN(400, "not all written", "未全部写入"),
    NOT_FETCHED(409, "not fetched", "不由本服务读取"),
    NOT_FIRING(409, "not firing", "告警不在触发中"),
    NOT_FOUND(404, "not found", "没有此地址"),
    NOT_FROM_HERE(403, "not from here", "来源不符"),
    NOT_GZIP(400, "not gzip", "不是 gzip"),
    NOT_IN_THE_YEAR(400, "not in the year", "不在年度之内"),
    NOT_LOWER(400, "not lower", "不低于原值"),
    NOT_NOW(503, "not now", "暂时不可用"),
    NOT_PERMITTED(403, "not permitted", "无此权限"),
    NOT_PREPARED(409, "not prepared", "尚未准备好"),
    NOT_READABLE(400, "not readable", "无法读取"),
    NOT_READY_TO_BE_SEALED(409, "not ready to be sealed", "尚不能定稿"),
    NOT_REPORTED_BY_HAND(409, "not reported by hand", "不由人工填报"),
    NOT_SAID(400, "not said", "缺少必填项"),
    NOT_SCORED(400, "not scored", "不计分"),
    NOT_SNAPPY(415, "not snappy", "不是 Snappy 压缩"),
    NOT_TEXT(400, "not text", "不是文字"),
    NOT_TYPED(409, "not typed", "不是手工填写"),
    NOT_UNDER_WAY(409, "not under way", "不在进行中"),
    NOT_UTF_8(415, "not UTF-8", "不是 UTF-8"),
    NOT_WAITING(409, "not waiting", "不在等待批准"),
    NOT_YET(400, "not yet", "时间未到"),
    NO_NOTE(400, "no note", "缺少说明"),
    NO_SUCH_COLUMN(400, "no such column", "没有此列"),
    NO_SUCH_EDITION(400, "no such edition", "没有此版本"),
    NO_FORM_RECOGNISED(422, "no form recognised", "未识别出申报表"),
    CANNOT_BE_CHANGED_HERE(409, "cannot be changed here", "不能在此修改"),
    NOTE_TOO_LONG(400, "note too long", "备注过长"),
    NOTHING_ASKED(400, "nothing asked", "没有提出内容"),
    NOTHING_COULD_BE_READ(400, "nothing could be read", "没有可读的内容"),
    NOTHING_SAID(400, "nothing said", "没有填写内容"),
    NOTHING_SENT(400, "nothing sent", "没有内容"),
    NOTHING_TO_BUNDLE(409, "nothing to bundle", "没有可打包的内容"),
    NOTHING_TYPED(400, "nothing typed", "没有填写"),
    REPORTED_BEFORE(409, "reported before", "已经报过"),
    ROWS_ARE_WRONG(422, "rows are wrong", "有误的行"),
    ROWS_HAVE_CHANGED(409, "rows have changed", "已导入的行有改动"),
    SETTINGS_IN_A_FILE(409, "settings in a file", "设置写在文件中"),
    SEVERAL_TYPES(409, "several types", "涉及多种事件类型"),
    SOURCE_NOT_READ(502, "source not read", "数据源无法读取"),
    STILL_A_DRAFT(409, "still a draft", "仍是草稿"),
    TAKES_TOO_LONG_TO_READ(422, "takes too long to read", "读取时间过长"),
    THE_VOCABULARY_IS_WRONG(422, "the vocabulary is wrong", "词表有误"),
    TOO_BUSY(429, "too busy", "请求过多"),
    TOO_BUSY_NOW(503, "too busy now", "服务繁忙"),
    TOO_DEEP(422, "too deep", "嵌套过深"),
    TOO_LARGE(413, "too large", "内容过大"),
    TOO_LARGE_AS_TEXT(413, "too large as text", "文字内容过大"),
    TOO_LONG(400, "too long", "过长"),
    TOO_MANY_AT_ONCE(429, "too many at once", "同时请求过多"),
    TOO_MANY_CELLS(413, "too many cells", "单元格过多"),
    TOO_MANY_CHARACTERS(413, "too many characters", "字符过多"),
    TOO_MANY_COLUMNS(413, "too many columns", "列数过多"),
    TOO_MANY_DOCUMENTS(400, "too many documents", "文档过多"),
    TOO_MANY_EVENTS(413, "too many events", "事件过多"),
    TOO_MANY_LABELS(413, "too many labels", "标签过多"),
    TOO_MANY_MERGED_CELLS(413, "too many merged cells", "合并单元格过多"),
    TOO_MANY_NAMES(422, "too many names", "名称过多"),
    TOO_MANY_OBJECTS(413, "too many objects", "对象过多"),
    TOO_MANY_PARTS(413, "too many parts", "组成部分过多"),
    TOO_MANY_TEXTS(413, "too many texts", "文字条目过多"),
    TOO_MANY_TRIES(429, "too many tries", "尝试次数过多"),
    TOO_MUCH_FOR_A_FORM(413, "too much for a form", "超出表格容量"),
    TOO_MUCH_ON_A_PAGE(413, "too much on a page", "单页内容过多"),
    TOO_SLOW(408, "too slow", "发送过慢"),
    TRIAL_TOO_LONG(413, "trial too long", "试运行内容过多"),
    TWICE(400, "twice", "重复出现"),
    UNAVAILABLE(503, "unavailable", "不可用"),
    UNKNOWN_DOCUMENT(400, "unknown document", "所指文档不存在"),
    UNKNOWN_ENCODING(415, "unknown encoding", "不支持的编码"),
    UNKNOWN_EVENT(400, "unknown event", "所指事件不存在"),
    UNKNOWN_INDICATOR(400, "unknown indicator", "所指指标不存在"),
    UNKNOWN_PROJECT(400, "unknown project", "所指项目不存在"),
    UNPACKS_TO_TOO_MUCH(413, "unpacks to too much", "解压后过大"),
    UNKNOWN_YEAR(400, "unknown year", "所指年度不存在"),
    UNREADABLE_DECLARATION(400, "unreadable declaration", "申报无法读取"),
    UNREADABLE_FORM(400, "unreadable form", "表格无法读取"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported media type", "不支持的媒体类型"),
    WHO_ARE_YOU(401, "who are you", "需要身份验证"),
    WRONG_TEMPLATE(400, "wrong template", "模板有误"),
    ZERO_REPORT_NOT_POSSIBLE(400, "zero report not possible", "无法零报告");

    /** Of refusals that the framework makes by itself; by status. */
    private static final Map<Integer, ErrorCode> BY_STATUS = Map.ofEntries(
            Map.entry(400, NOT_READABLE),
            Map.entry(401, WHO_ARE_YOU),
            Map.entry(403, NOT_PERMITTED),
            Map.entry(404, NOT_FOUND),
            Map.entry(405, METHOD_NOT_ALLOWED),
            Map.entry(406, NOT_ACCEPTABLE),
            Map.entry(408, TOO_SLOW),
            Map.entry(409, IN_CONFLICT),
            Map.entry(410, NO_LONGER_THERE),
            Map.entry(412, CHANGED_SINCE),
            Map.entry(413, TOO_LARGE),
            Map.entry(415, UNSUPPORTED_MEDIA_TYPE),
            Map.entry(422, TAKES_TOO_LONG_TO_READ),
            Map.entry(429, TOO_BUSY),
            Map.entry(503, UNAVAILABLE),
            Map.entry(507, CANNOT_BE_WRITTEN));

    private final int status;
    private final String title;
    private final String titleZh;

    ErrorCode(int status, String title, String titleZh) {
        this.status = status;
        this.title = title;
        this.titleZh = titleZh;
    }

    /** As answers bear it: {@code no-such-project}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** In English, in lower case, without a full stop. */
    public String title() {
        return title;
    }

    /** In Chinese. */
    public String titleZh() {
        return titleZh;
    }

    /** The address, on every installation, where the code is described; a reference relative to the service. */
    public String type() {
        return "/api/v1/problems/" + code();
    }

    /** The code with a name as answers bear it; empty where there is none. */
    public static Optional<ErrorCode> named(String code) {
        return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }

    /** The general code of a status that is no success. */
    public static ErrorCode of(int status) {
        return BY_STATUS.getOrDefault(status, status >= 400 && status < 500 ? NOT_READABLE : BROKEN);
    }
}
