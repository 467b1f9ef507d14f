package io.dabiao.forms;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What could measure a known kind of indicator, as a declaration writes it; a proposal, for someone to settle.
 *
 * @param behaviour the word in a declaration
 * @param measure in YAML
 * @param cadence after how long a silence of its source it is stale
 */
record Proposal(String behaviour, String measure, String cadence) {

    /**
     * @param name what such indicators are called
     * @param unit what their unit looks like
     */
    private record KnownPromise(Pattern name, Pattern unit, Proposal proposal) {
        static KnownPromise of(String name, String unit, String behaviour, String measure, String cadence) {
            return new KnownPromise(
                    Pattern.compile(name), Pattern.compile(unit), new Proposal(behaviour, measure, cadence));
        }
    }

    private static final String SHARE = "%|％|百分比";
    private static final String ANY = ".*";

    /** The first that fits is proposed. */
    private static final List<KnownPromise> KINDS = List.of(
            KnownPromise.of(
                    "满意度|满意率",
                    SHARE,
                    "standing",
                    "{ratio: {count: 'survey.response{satisfied=\"true\"}'}, to: {count: 'survey.response'}}",
                    "P35D"),
            KnownPromise.of(
                    "(接听|接通)率",
                    SHARE,
                    "standing",
                    "{ratio: {count: 'hotline.call{answered=\"true\"}'}, to: {count: 'hotline.call'}}",
                    "P14D"),
            KnownPromise.of(
                    "一线解决率",
                    SHARE,
                    "standing",
                    "{ratio: {count: 'hotline.call{resolvedFirstLine=\"true\"}'}, to: {count: 'hotline.call{answered=\"true\"}'}}",
                    "P14D"),
            KnownPromise.of("话务量|来电", ANY, "accumulate", "{count: 'hotline.call'}", "P14D"),
            KnownPromise.of(
                    "工单.*(办结|完成)率",
                    SHARE,
                    "standing",
                    "{ratio: {count: 'ticket.closed{valid=\"true\",completed=\"true\"}'}, to: {count: 'ticket.closed{valid=\"true\"}'}}",
                    "P14D"),
            KnownPromise.of("工单", ANY, "accumulate", "{count: 'ticket.closed{valid=\"true\"}'}", "P14D"),
            KnownPromise.of(
                    "证.*办结率|许可.*办结率",
                    SHARE,
                    "standing",
                    "{ratio: {count: 'permit.closed{completed=\"true\"}'}, to: {count: 'permit.closed'}}",
                    "P14D"),
            KnownPromise.of(
                    "审查|审批|核发",
                    "个?工作日",
                    "standing",
                    "{workingDays: longest, from: acceptedOn, to: completedOn, over: 'permit.closed'}",
                    "P14D"),
            KnownPromise.of(
                    "运维.*完成率|维护.*完成率",
                    SHARE,
                    "standing",
                    "{ratio: {count: 'maintenance.task{completed=\"true\"}'}, to: {count: 'maintenance.task'}}",
                    "P35D"),
            KnownPromise.of("漏洞", ANY, "limit", "{count: 'vulnerability{severity=\"high\"}'}", "P35D"),
            KnownPromise.of("核心设备.*故障", ANY, "limit", "{count: 'incident{category=\"core-equipment\"}'}", "P35D"),
            KnownPromise.of("数据库.*(宕机|故障)", ANY, "limit", "{count: 'incident{category=\"database-server\"}'}", "P35D"),
            KnownPromise.of("中断", ANY, "limit", "{count: 'incident{category=\"site-interruption\"}'}", "P35D"),
            KnownPromise.of("故障|宕机", ANY, "limit", "{count: 'incident{category=\"system\"}'}", "P35D"),
            KnownPromise.of("投诉", ANY, "limit", "{count: 'complaint'}", "P100D"),
            KnownPromise.of(
                    "响应时间|打开时间|加载时间",
                    "秒|毫秒",
                    "standing",
                    "{mean: seconds, over: 'site.probe{ok=\"true\"}', in: 秒}",
                    "P2D"),
            KnownPromise.of("(可用|运行|服务).*(时间|天数)", "天|日", "days", "{availableDays: ok, over: 'site.probe'}", "P2D"),
            KnownPromise.of("巡检", "天|日", "days", "{distinctDays: 'inspection'}", "P14D"),
            KnownPromise.of("并发", ANY, "standing", "{latest: value, over: 'load.check'}", "P35D"),
            KnownPromise.of("演练", ANY, "accumulate", "{count: 'drill'}", "P100D"),
            KnownPromise.of("(拦截|攻击)", ANY, "accumulate", "{sum: value, over: 'attack.blocked'}", "P2D"),
            KnownPromise.of("垃圾邮件", ANY, "accumulate", "{sum: value, over: 'spam.blocked'}", "P2D"),
            KnownPromise.of("阅读量", ANY, "accumulate", "{sum: value, over: 'publication.reads'}", "P35D"),
            KnownPromise.of("转载", ANY, "accumulate", "{sum: value, over: 'publication.reprints'}", "P35D"),
            KnownPromise.of("访问量|浏览量", ANY, "accumulate", "{sum: value, over: 'site.visits'}", "P2D"),
            KnownPromise.of(
                    "每月|公众号推送",
                    ".*/月|.*每月",
                    "quota",
                    "{worst: month, of: {count: 'publication{channel=\"wechat\"}'}}",
                    "P35D"),
            KnownPromise.of(
                    "每周", ANY, "quota", "{worst: week, of: {count: 'publication{channel=\"wechat\"}'}}", "P14D"),
            KnownPromise.of(
                    "公众号.*(发稿|推送|推文)|推文|发稿", ANY, "accumulate", "{count: 'publication{channel=\"wechat\"}'}", "P35D"),
            KnownPromise.of("媒体|报道", ANY, "accumulate", "{count: 'publication{channel=\"media\"}'}", "P35D"),
            KnownPromise.of("简报|动态|专报", "期", "accumulate", "{count: 'publication{channel=\"newsletter\"}'}", "P35D"),
            KnownPromise.of("宣传片|视频", ANY, "accumulate", "{count: 'publication{channel=\"video\"}'}", "P100D"),
            KnownPromise.of(
                    "到场率|出席率|参与率",
                    SHARE,
                    "standing",
                    "{ratio: {sum: attended, over: 'activity'}, to: {sum: registered, over: 'activity'}}",
                    "P100D"),
            KnownPromise.of("(活动|培训|讲座).*(人次|人员|人数)", ANY, "accumulate", "{sum: attended, over: 'activity'}", "P100D"),
            KnownPromise.of("培训", "场|次|期", "accumulate", "{count: 'activity{kind=\"training\"}'}", "P100D"),
            KnownPromise.of("活动|讲座|论坛|沙龙|大赛|对接会", "场|次|期", "accumulate", "{count: 'activity'}", "P100D"),
            KnownPromise.of("服务人次|接待", ANY, "accumulate", "{sum: value, over: 'service.visits'}", "P35D"));

    /** What is known to measure an indicator of this name and unit. */
    static Optional<Proposal> of(String name, String unit) {
        String plain = Vocabulary.plain(name);
        String in = Vocabulary.plain(unit);
        return KINDS.stream()
                .filter(knownPromise -> knownPromise.name().matcher(plain).find()
                        && knownPromise.unit().matcher(in).matches())
                .map(KnownPromise::proposal)
                .findFirst();
    }

    /** What suits every indicator: a person reports it. */
    static Proposal reported() {
        return new Proposal("standing", "reported", "P400D");
    }
}
