package io.dabiao.declare.form;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of the ministry's form, however they are written. */
final class Vocabulary {

    /** The first levels, as a declaration writes them. */
    static final String OUTPUT = "产出指标";

    static final String BENEFIT = "效益指标";
    static final String SATISFACTION = "满意度指标";
    static final String COST = "成本指标";

    /** A level of the tree. For a first level {@code second} is empty. */
    record Level(String first, Optional<String> second) {}

    private static final Pattern MARKUP = Pattern.compile("<[^<>]{0,80}>");
    private static final Pattern RULED = Pattern.compile("[-—_=:|+]{2,}|[-—_|]");
    private static final String TRADITIONAL = "產標數質時經濟會態續響務對滿稱項預單開實際績級額資撥財轉結總計劃類別門萬億個於過內達無後權長體況來寫報價處門間負責聯繫電話備註應點為認與業環";
    private static final String SIMPLIFIED = "产标数质时经济会态续响务对满称项预单开实际绩级额资拨财转结总计划类别门万亿个于过内达无后权长体况来写报价处门间负责联系电话备注应点为认与业环";
    private static final Map<Character, Character> SIMPLE = new HashMap<>();

    /** By the word without its 指标. */
    private static final Map<String, Level> LEVELS = new LinkedHashMap<>();

    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();
    private static final Map<String, Column> COLUMNS = new LinkedHashMap<>();

    private static final Set<String> NOISE =
            Set.of("绩效指标", "绩效", "指标", "绩", "效", "指", "标", "绩效目标", "项目绩效", "目标", "项目", "其中", "项目绩效目标");

    /** What a form says of a project. */
    enum Field {
        NAME,
        UNIT,
        DEPARTMENT,
        NATURE,
        CATEGORY,
        FROM,
        TO,
        TOTAL,
        TREASURY,
        CARRIED_OVER,
        OTHER,
        GOAL,
        ACHIEVED,
        /** Known, and not wanted. */
        PASSED
    }

    /** What a column of the indicators' table holds. */
    enum Column {
        LEVEL1,
        LEVEL2,
        NAME,
        OPERATOR,
        TARGET,
        MEASURE_UNIT,
        ACTUAL,
        POINTS,
        SCORE,
        REMARK
    }

    static {
        for (int i = 0; i < TRADITIONAL.length(); i++) {
            SIMPLE.put(TRADITIONAL.charAt(i), SIMPLIFIED.charAt(i));
        }
        first(OUTPUT, "产出");
        first(BENEFIT, "效益");
        first(SATISFACTION, "满意度");
        first(COST, "成本");
        second(OUTPUT, "数量指标", "数量");
        second(OUTPUT, "质量指标", "质量");
        second(OUTPUT, "时效指标", "时效");
        second(OUTPUT, "产出成本指标", "产出成本");
        second(BENEFIT, "经济效益指标", "经济效益");
        second(BENEFIT, "社会效益指标", "社会效益");
        second(BENEFIT, "生态效益指标", "生态效益", "环境效益", "生态环境效益");
        second(BENEFIT, "可持续影响指标", "可持续影响", "可持续发展");
        second(SATISFACTION, "服务对象满意度指标", "服务对象满意度", "社会公众或服务对象满意度", "社会公众满意度", "服务对象或社会公众满意度", "满意度指标服务对象满意度");
        second(COST, "经济成本指标", "经济成本");
        second(COST, "社会成本指标", "社会成本");
        second(COST, "生态环境成本指标", "生态环境成本", "生态成本");
        fields(Field.NAME, "项目名称", "项目支出名称");
        fields(Field.UNIT, "实施单位", "项目单位", "项目实施单位", "预算单位", "单位名称", "填报单位", "申报单位", "项目承担单位", "资金使用单位");
        fields(Field.DEPARTMENT, "主管部门", "预算主管部门", "主管单位", "主管部门及代码");
        fields(Field.NATURE, "项目性质", "项目属性");
        fields(Field.CATEGORY, "项目类别", "项目类型");
        fields(Field.FROM, "计划开始日期", "开始日期", "项目开始时间", "开始时间", "项目起始时间");
        fields(Field.TO, "计划完成日期", "完成日期", "结束日期", "项目完成时间", "结束时间", "项目终止时间", "计划结束日期");
        fields(Field.TOTAL, "年度资金申请总额", "年度资金总额", "年度预算", "年度预算申请", "当年预算", "本年预算", "年初预算数", "预算金额", "年度金额");
        fields(Field.TREASURY, "当年财政拨款", "其中当年财政拨款", "财政拨款", "其中财政拨款", "本年财政拨款");
        fields(Field.CARRIED_OVER, "上年结转资金", "上年结转", "上年结转和结余");
        fields(Field.OTHER, "其他资金", "单位自筹", "自筹资金");
        fields(Field.GOAL, "年度总体目标", "年度绩效目标", "年度目标", "总体目标", "预期目标", "年度总目标", "绩效目标", "年初设定目标");
        fields(Field.ACHIEVED, "实际完成情况", "目标实际完成情况", "年度目标完成情况", "全年目标实际完成情况");
        fields(
                Field.PASSED,
                "项目总目标",
                "项目资金总额",
                "其中财政资金",
                "财政资金",
                "项目资金",
                "全年预算数",
                "全年执行数",
                "执行率",
                "项目负责人",
                "联系电话",
                "联系人",
                "项目代码",
                "项目编码",
                "项目期",
                "中长期目标",
                "实施期目标",
                "实施期总目标",
                "年度总体目标完成情况");
        columns(Column.LEVEL1, "一级指标");
        columns(Column.LEVEL2, "二级指标");
        columns(Column.NAME, "三级指标", "指标名称", "指标内容", "绩效指标名称");
        columns(Column.OPERATOR, "计算符号", "运算符号", "符号", "指标性质", "指标方向");
        columns(
                Column.TARGET,
                "年度(/项目)指标值",
                "年度指标值",
                "指标值",
                "目标值",
                "年度目标值",
                "指标值(包含数字及文字描述)",
                "年初指标值",
                "全年目标值",
                "年度绩效值",
                "年度/项目指标值",
                "绩效值");
        columns(Column.MEASURE_UNIT, "计量单位", "度量单位", "指标单位");
        columns(Column.ACTUAL, "实际完成值", "全年完成值", "实际完成指标值", "全年实际完成值", "完成值", "实际值", "年度完成值", "1-7月执行情况", "1~7月执行情况");
        columns(Column.POINTS, "分值", "权重", "分值权重", "指标分值", "权重分");
        columns(Column.SCORE, "得分", "自评得分");
        columns(
                Column.REMARK,
                "偏差原因分析及改进措施",
                "偏差原因分析",
                "未完成原因分析",
                "未完成原因和改进措施",
                "备注",
                "说明",
                "未完成原因及改进措施",
                "偏差原因",
                "评分标准",
                "指标解释",
                "数据来源");
    }

    private Vocabulary() {}

    private static void first(String level, String word) {
        LEVELS.put(word, new Level(level, Optional.empty()));
    }

    private static void second(String first, String second, String... words) {
        for (String word : words) {
            LEVELS.put(word, new Level(first, Optional.of(second)));
        }
    }

    private static void fields(Field field, String... words) {
        List.of(words).forEach(word -> FIELDS.put(word, field));
    }

    private static void columns(Column column, String... words) {
        List.of(words).forEach(word -> COLUMNS.put(word, column));
    }

    /** Without markup and all white space, full-width forms and Traditional characters made plain. */
    static String plain(String text) {
        String bare = MARKUP.matcher(text).replaceAll("");
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(bare, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != 0xFEFF && c != 0x200B)
                .forEach(c -> plain.appendCodePoint(c < 0x10000 ? SIMPLE.getOrDefault((char) c, (char) c) : c));
        String all = plain.toString();
        return RULED.matcher(all).matches() ? "" : all;
    }

    /** A level of the tree; a first level may lack its 指标, and so may a second. */
    static Optional<Level> level(String text) {
        String plain = plain(text).replaceAll("[:：*]", "").replaceAll("\\(\\d{1,3}(\\.\\d+)?分?\\)$", "");
        Level level = LEVELS.get(plain);
        if (level == null && plain.endsWith("指标")) {
            level = LEVELS.get(plain.substring(0, plain.length() - 2));
        }
        return Optional.ofNullable(level);
    }

    /** Whether a level is written out with its 指标, so that it cannot be an indicator's name. */
    static boolean wholeLevel(String text) {
        return plain(text).replaceAll("\\(.*\\)$", "").endsWith("指标")
                && level(text).isPresent();
    }

    /** Whether some level begins with this text and goes on: 社会效 of 社会效益指标. */
    static boolean beginsLevel(String plain) {
        return plain.length() >= 2
                && LEVELS.keySet().stream()
                        .map(word -> word + "指标")
                        .anyMatch(label -> label.startsWith(plain) && label.length() > plain.length());
    }

    /** A word that only looks like a level, such as 双血指标. */
    static boolean looksLikeLevel(String text) {
        String plain = plain(text);
        return plain.endsWith("指标") && plain.length() <= 6 && level(text).isEmpty() && !NOISE.contains(plain);
    }

    static boolean noise(String text) {
        String plain = plain(text);
        return plain.isEmpty() || NOISE.contains(plain);
    }

    static Optional<Field> field(String text) {
        String plain = plain(text).replaceAll("[:：*]", "").replaceAll("\\((万?元|单位.*)\\)", "");
        return Optional.ofNullable(FIELDS.get(plain));
    }

    static Optional<Column> column(String text) {
        String plain = plain(text).replaceAll("[:：*]", "");
        Column column = COLUMNS.get(plain);
        return Optional.ofNullable(column == null ? COLUMNS.get(plain.replaceAll("\\([^()]*\\)", "")) : column);
    }

    /** The title of a form: another project begins. */
    static boolean title(String text) {
        String plain = plain(text);
        return plain.length() <= 40
                && plain.contains("绩效")
                && (plain.endsWith("申报表") || plain.endsWith("自评表") || plain.endsWith("目标表") || plain.endsWith("监控表"))
                && !plain.contains("汇总");
    }

    /** What comes below the table of indicators. */
    static boolean footer(String text) {
        String plain = plain(text);
        return plain.startsWith("说明:")
                || plain.startsWith("注:")
                || plain.startsWith("备注:")
                || plain.startsWith("填表说明")
                || plain.length() <= 40
                        && (plain.matches("(总分|合计|总计)\\d*.*")
                                || plain.startsWith("填表人")
                                || plain.startsWith("填报人")
                                || plain.startsWith("单位负责人")
                                || plain.startsWith("项目负责人")
                                || plain.startsWith("联系电话"));
    }

    static boolean pageNumber(String text) {
        String plain = plain(text);
        return plain.length() <= 20 && (plain.matches("第\\d+页.*") || plain.matches("-?\\d+/\\d+-?"));
    }
}
