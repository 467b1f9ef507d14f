package io.dabiao.audit;

import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be done that is recorded, as a word for machines and in the two languages. */
public enum AuditAct {
    PERSON_CREATED("person.created", "account created", "建立账号"),
    PERSON_CHANGED("person.changed", "permissions changed", "变更权限"),
    PERSON_ENDED("person.ended", "account closed", "停用账号"),
    PERSON_LOCKED("person.locked", "account locked after failed sign-ins", "登录失败过多，账号锁定"),
    PERSON_PASSWORD_CHANGED("person.password_changed", "own password changed", "修改本人密码"),
    PERSON_PASSWORD_RESET("person.password_reset", "password reset", "重置密码"),
    PERSON_SECOND_FACTOR_ON("person.second_factor_on", "second factor turned on", "启用两步验证"),
    PERSON_SECOND_FACTOR_OFF("person.second_factor_off", "second factor turned off", "关闭两步验证"),
    PERSON_SECOND_FACTOR_RESET("person.second_factor_reset", "second factor reset", "重置两步验证"),
    PERSON_RECOVERY_CODES("person.recovery_codes_made", "recovery codes made", "重新生成备用码"),
    PERSON_SIGNED_IN("person.signed_in", "signed in", "登录"),
    PERSON_SIGNED_OUT("person.signed_out", "sessions ended", "退出登录"),
    SIGN_IN_FAILED("sign_in.failed", "sign-ins failed", "登录失败"),
    SECOND_FACTOR_FAILED("second_factor.failed", "codes of a second factor failed", "两步验证失败"),
    FIRST_ACCOUNT_REFUSED("first_account.refused", "first account refused", "建立首个账号被拒绝"),
    TOKEN_REFUSED("token.refused", "unknown tokens refused", "令牌无效"),
    TOKEN_CREATED("token.created", "token created", "建立令牌"),
    TOKEN_REVOKED("token.revoked", "token revoked", "吊销令牌"),
    DECLARATION_STORED("declaration.stored", "declaration stored", "提交申报"),
    DECLARATION_APPROVED("declaration.approved", "declaration approved", "批准申报"),
    DECLARATION_REVIEWED("declaration.reviewed", "declaration reviewed", "审核申报"),
    DECLARATION_RETURNED("declaration.returned", "declaration given back", "退回申报"),
    DECLARATION_HANDED_IN("declaration.handed_in", "declaration handed in again", "重新送审申报"),
    DECLARATION_WITHDRAWN("declaration.withdrawn", "declaration withdrawn", "撤回申报"),
    DECLARATION_CARRIED("declaration.carried", "declaration carried forward", "结转申报"),
    EVENT_TYPE_DEFINED("event_type.defined", "event type defined", "定义事件类型"),
    EVENT_TYPE_REMOVED("event_type.removed", "definition of an event type removed", "删除事件类型定义"),
    FORM_READ("form.read", "form read", "读取申报表"),
    FORM_DISCARDED("form.discarded", "form discarded", "放弃申报表"),
    VALUE_REPORTED("value.reported", "value entered", "填报数值"),
    ZERO_REPORTED("zero.reported", "zero report", "零报告"),
    EVIDENCE_ADDED("evidence.added", "evidence added", "添加佐证材料"),
    FILE_IMPORTED("file.imported", "spreadsheet imported", "导入表格"),
    FACTS_CORRECTED("facts.corrected", "facts corrected", "更正数据", true),
    REJECTION_RESUBMITTED("rejection.resubmitted", "rejected event sent again", "重新提交未接收的数据", true),
    REJECTION_DISMISSED("rejection.dismissed", "rejected event dismissed", "忽略未接收的数据", true),
    REPORT_REMARK("report.remark", "report explained", "填写报告说明"),
    REPORT_SEALED("report.sealed", "report sealed", "报告定稿"),
    ALERT_ACKNOWLEDGED("alert.acknowledged", "alert acknowledged", "确认告警", true),
    SILENCE_CREATED("silence.created", "silence created", "建立静默", true),
    SILENCE_ENDED("silence.ended", "silence ended", "结束静默", true),
    OWNERS_REMINDED("owners.reminded", "owners reminded", "催办"),
    DIGEST_CHOSEN("digest.chosen", "weekly digest chosen", "订阅周报"),
    DIGEST_REMOVED("digest.removed", "weekly digest removed", "取消周报"),
    RECEIVER_TESTED("receiver.tested", "receiver tested", "测试接收方"),
    WORK_ANNOUNCED("maintenance.announced", "maintenance announced", "公告维护"),
    WORK_ENDED("maintenance.ended", "maintenance ended or taken back", "结束或撤回维护"),
    OUTAGE_MARKED("outage.marked", "outage marked as maintenance", "认定中断为维护"),
    ALERT_SETTING_SAVED("alert_setting.saved", "setting of alerts saved", "保存告警设置"),
    ALERT_SETTING_REMOVED("alert_setting.removed", "setting of alerts removed", "删除告警设置"),
    PUBLIC_PAGE_SAVED("public_page.saved", "public page changed", "修改对外公开的内容"),
    SHARED_LINKS_PERMITTED("shared_links.permitted", "links without sign-in permitted or not", "开关分享链接"),
    SHARED_LINK_MADE("shared_link.made", "link without sign-in made", "生成分享链接"),
    SHARED_LINK_ENDED("shared_link.ended", "link without sign-in ended", "停用分享链接"),
    LOAD_STARTED("load.started", "load check started", "启动并发检查"),
    LOAD_EVIDENCE("load.evidence", "load evidence added", "登记并发检查结果"),
    LOAD_ENDED("load.ended", "load check ended", "中止并发检查", true),
    SOURCE_DECLARED("source.declared", "source declared", "配置数据源"),
    SOURCE_REMOVED("source.removed", "source removed", "删除数据源"),
    SOURCE_PAUSED("source.paused", "source paused", "暂停数据源"),
    SOURCE_RESUMED("source.resumed", "source resumed", "恢复数据源"),
    SOURCE_RUN("source.run", "source read out of turn", "立即读取数据源"),
    SOURCE_REWOUND("source.rewound", "source read again from its beginning", "数据源从头重读"),
    ARCHIVE_EXPORTED("archive.exported", "events exported to the archive", "数据归档导出"),
    ARCHIVE_RESTORED("archive.restored", "events read back from the archive", "归档数据恢复"),
    SAMPLE_CHOSEN("sample.chosen", "sample kept, hidden or removed", "处理样例申报"),
    DEMONSTRATION_PLAYED("demonstration.played", "demonstration played", "播放演示数据"),
    DEMONSTRATION_REMOVED("demonstration.removed", "demonstration removed", "清除演示数据"),
    AUDIT_EXPIRED("audit.expired", "old entries of the audit log ended", "清理过期操作日志", true);

    private static final Map<String, AuditAct> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AuditAct::word, Function.identity()));

    /** What has a number and no name. */
    private static final List<Words> KINDS = List.of(
            new Words("alert", "告警"),
            new Words("silence", "静默"),
            new Words("rejection", "未接收数据"),
            new Words("correction", "更正"),
            new Words("run", "并发检查"),
            new Words("up to", "截至"));

    private final String word;
    private final Words words;
    private final boolean numbered;

    AuditAct(String word, String english, String chinese) {
        this(word, english, chinese, false);
    }

    /** @param numbered whether what it is done to has a number and no name */
    AuditAct(String word, String english, String chinese, boolean numbered) {
        this.word = word;
        this.words = new Words(english, chinese);
        this.numbered = numbered;
    }

    /** As the database and the API have it. */
    public String word() {
        return word;
    }

    /** As people read it. */
    public Words words() {
        return words;
    }

    /**
     * What it was done to, as people read it: the number of an alert, a silence and the like has its kind before it. What is the name of
     * somebody or something is the same in both languages.
     */
    public Words subject(String kept) {
        for (Words kind : KINDS) {
            if (numbered && kept.startsWith(kind.english() + " ")) {
                return new Words(
                        kept, kind.chinese() + kept.substring(kind.english().length()));
            }
        }
        return new Words(kept, kept);
    }

    /** Empty for a word of a release that knew other acts. */
    public static Optional<AuditAct> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
