package io.dabiao.forms;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    private static final Pattern ORDINAL = Pattern.compile(
            "^\\s*(?:[（(][一二三四五六七八九十\\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\\d{1,2}(?:\\.\\d{1,2}){0,2}[、．.](?!\\d)"
                    + "|\\d{1,2}[)）]|[①-⑳]|指标\\s*\\d{1,2}\\s*[:：.、])\\s*");
    private static final Pattern EXECUTED =
            Pattern.compile("(\\d{1,2}[-~—–至]\\d{1,2}月|[上前]\\S{1,3}|截至\\S{1,8})(实际)?(执行情况|完成值|完成情况|执行值|执行数|实际值)");
    private static final Pattern COLONS = Pattern.compile("[:：*、]");
    private static final Pattern BEHIND_LABEL =
            Pattern.compile("(\\((权重|分值|共|计)?\\d{1,3}(\\.\\d+)?[分%]?\\)|(?<=指标)\\d{1,3}分)$");
    private static final Pattern BEHIND_KEY = Pattern.compile("\\(([十百千万亿]{0,2}元|单位.*?|20.*?)\\)");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\([^()]*\\)");
    private static final Pattern PATH = Pattern.compile("\\s*[-—–－/\\\\>→·:：_]+\\s*|\\s+");
    private static final Pattern PAGE = Pattern.compile("第\\d+页.*|[-—–]?\\d+/\\d+[-—–]?|[-—–]+\\d+[-—–]+|共\\d+页.*");
    private static final Pattern PRINTED_FROM = Pattern.compile(
            "(file|https?)://.*|\\d{1,4}[/-]\\d{1,2}[/-]\\d{1,4},?([上下]午)?\\d{1,2}:\\d{2}(:\\d{2})?([AP]M)?.*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TOTAL = Pattern.compile("(总分|合计|总计)\\d*.*");
    private static final Pattern DOTS = Pattern.compile("[.…·]+");
    private static final int LONGEST = 120;
    private static final String TRADITIONAL =
            "產標數質時經濟會態續響務對滿稱項預單開實際績級額資撥財轉結總計劃類別門萬億個於過內達無後權長體況來寫報價處間負責聯繫電話備註應點為認與業環請當歲縣區鄉鎮導師員範"
                    + "圍號碼屬餘徵購條評審準則據釋讓優規齊調訂證書費運維護險養衛藥醫學習館圖飲輔線網絡統紀錄檔圓說語辦廳場戶擴顯強減機構傳儲遞進遠選適遲還邊極樣檢測滅濕漲淺潔爾獎獲現"
                    + "畢異療眾確禮穩窮競筆節簡籌約紅納純細終組給絕絲緊編緣縮繳罷義聞聲職聽腦臨興舉舊華藝術補裝複見視覺觀覽觸訊訓記訪設許訴詢試該詳誤課諮諾謀講識議譯讀變豐貝貢貨販貧貴"
                    + "買貸貿賀賓賞賬賴贈贊車軍軟較載輕輸辭農遊郵鄰針鋼錢鐵鑒閉閱隊階陽陰隨難靈靜順頒頭頻題願顧風飛驗髮魚鳥麗麥黃齡龍";
    private static final String SIMPLIFIED =
            "产标数质时经济会态续响务对满称项预单开实际绩级额资拨财转结总计划类别门万亿个于过内达无后权长体况来写报价处间负责联系电话备注应点为认与业环请当岁县区乡镇导师员范"
                    + "围号码属余征购条评审准则据释让优规齐调订证书费运维护险养卫药医学习馆图饮辅线网络统纪录档圆说语办厅场户扩显强减机构传储递进远选适迟还边极样检测灭湿涨浅洁尔奖获现"
                    + "毕异疗众确礼稳穷竞笔节简筹约红纳纯细终组给绝丝紧编缘缩缴罢义闻声职听脑临兴举旧华艺术补装复见视觉观览触讯训记访设许诉询试该详误课咨诺谋讲识议译读变丰贝贡货贩贫贵"
                    + "买贷贸贺宾赏账赖赠赞车军软较载轻输辞农游邮邻针钢钱铁鉴闭阅队阶阳阴随难灵静顺颁头频题愿顾风飞验发鱼鸟丽麦黄龄龙";
    private static final Map<Character, Character> SIMPLE = new HashMap<>();

    /** By the word without its 指标. */
    private static final Map<String, Level> LEVELS = new LinkedHashMap<>();

    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();
    private static final Map<String, Column> COLUMNS = new LinkedHashMap<>();

    private static final Set<String> NOISE =
            Set.of("年度绩效指标", "绩效指标", "绩效", "指标", "绩", "效", "指", "标", "绩效目标", "项目绩效", "目标", "项目", "其中", "项目绩效目标");

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
        /** Of a department as a whole, which is its own project. */
        WHOLE,
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
        REMARK,
        /** Known, and not wanted. */
        PASSED
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
        fields(Field.NAME, "项目名称", "项目支出名称", "转移支付名称", "转移支付项目名称", "专项名称", "专项资金名称", "政策名称", "政策项目名称");
        fields(
                Field.UNIT,
                "实施单位",
                "项目单位",
                "项目实施单位",
                "预算单位",
                "单位名称",
                "填报单位",
                "申报单位",
                "项目承担单位",
                "资金使用单位",
                "实施主体",
                "用款单位",
                "责任单位",
                "承担单位",
                "省级主管部门",
                "项目执行单位",
                "具体实施单位",
                "项目申报单位",
                "编制单位");
        fields(Field.WHOLE, "部门名称", "单位名称部门名称", "部门单位名称", "预算部门名称");
        fields(Field.DEPARTMENT, "主管部门", "预算主管部门", "主管单位", "主管部门及代码", "主管单位名称", "中央主管部门", "业务主管部门", "一级预算部门", "主管预算部门");
        fields(Field.NATURE, "项目性质", "项目属性");
        fields(Field.CATEGORY, "项目类别", "项目类型");
        fields(Field.FROM, "计划开始日期", "开始日期", "项目开始时间", "开始时间", "项目起始时间");
        fields(Field.TO, "计划完成日期", "完成日期", "结束日期", "项目完成时间", "结束时间", "项目终止时间", "计划结束日期");
        fields(
                Field.TOTAL,
                "年度资金申请总额",
                "年度资金总额",
                "年度预算",
                "年度预算申请",
                "当年预算",
                "本年预算",
                "年初预算数",
                "预算金额",
                "项目预算金额",
                "年度金额",
                "预算数",
                "预算总额",
                "预算资金",
                "项目预算",
                "年度预算数",
                "本年度预算",
                "本年度资金总额",
                "当年资金总额",
                "金额合计",
                "申请资金总额",
                "年初预算",
                "本年预算金额",
                "年度预算金额",
                "年度预算总额",
                "资金总额");
        fields(
                Field.TREASURY,
                "当年财政拨款",
                "其中当年财政拨款",
                "财政拨款",
                "其中财政拨款",
                "本年财政拨款",
                "其中中央补助",
                "中央补助",
                "其中财政资金拨款",
                "一般公共预算拨款",
                "其中一般公共预算拨款",
                "财政拨款收入");
        fields(Field.CARRIED_OVER, "上年结转资金", "上年结转", "上年结转和结余");
        fields(Field.OTHER, "其他资金", "单位自筹", "自筹资金", "其他资金收入", "地方资金");
        fields(
                Field.GOAL,
                "年度总体目标",
                "年度绩效目标",
                "年度目标",
                "总体目标",
                "预期目标",
                "年度总目标",
                "绩效目标",
                "年初设定目标",
                "年度整体目标",
                "部门年度目标",
                "总目标",
                "项目年度目标",
                "年度绩效总目标",
                "项目绩效总目标",
                "绩效总目标");
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
                "中期资金总额",
                "实施期资金总额",
                "省级财政部门",
                "年度主要任务",
                "任务名称",
                "填报日期",
                "填报时间",
                "填表人",
                "项目起止时间",
                "立项依据",
                "项目概况",
                "项目立项依据",
                "中期目标",
                "中长期目标",
                "实施期目标",
                "实施期总目标",
                "年度总体目标完成情况");
        columns(Column.LEVEL1, "一级指标");
        columns(Column.LEVEL2, "二级指标");
        columns(Column.NAME, "三级指标", "指标名称", "指标内容", "绩效指标名称", "四级指标", "具体指标", "绩效指标内容", "明细指标");
        columns(Column.OPERATOR, "计算符号", "运算符号", "符号", "指标性质", "指标方向", "指标符号", "比较符", "逻辑符号");
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
                "绩效值",
                "目标",
                "预期值",
                "预期指标值",
                "计划指标值",
                "年度计划值",
                "全年指标值",
                "本年指标值",
                "绩效指标值",
                "绩效标准",
                "年度目标",
                "年初目标值",
                "指标目标值",
                "指标值及单位");
        columns(Column.MEASURE_UNIT, "计量单位", "度量单位", "指标单位", "单位", "量度单位");
        columns(
                Column.ACTUAL,
                "实际完成值",
                "全年完成值",
                "实际完成指标值",
                "全年实际完成值",
                "完成值",
                "实际值",
                "年度完成值",
                "执行情况",
                "完成情况",
                "实际完成",
                "实际完成情况",
                "截至目前完成值",
                "年度实际完成值",
                "指标完成值",
                "指标实际完成值",
                "实际完成指标");
        columns(Column.POINTS, "分值", "权重", "分值权重", "指标分值", "权重分", "指标权重", "标准分", "满分");
        columns(Column.SCORE, "得分", "自评得分", "自评分", "评分", "自评分数");
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
                "指标说明",
                "数据来源",
                "评分规则",
                "评价标准",
                "指标依据",
                "设定依据",
                "指标值设定依据",
                "原因说明",
                "原因分析");
        columns(
                Column.PASSED,
                "序号",
                "指标方向性",
                "指标类型",
                "全年预计完成情况",
                "全年预计完成值",
                "预计全年完成值",
                "偏差",
                "偏差率",
                "偏离度",
                "完成率",
                "经费保障",
                "制度保障",
                "人员保障",
                "硬件条件保障",
                "确定能",
                "有可能",
                "完全不可能",
                "完成目标可能性",
                "完成可能性",
                "是否需整改及结果",
                "上年指标值",
                "上年实际值",
                "历史值",
                "责任科室",
                "责任部门");
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
        if (text.isBlank()) {
            return "";
        }
        String bare = text.indexOf('<') < 0 ? text : MARKUP.matcher(text).replaceAll("");
        StringBuilder plain = new StringBuilder(bare.length());
        Normalizer.normalize(bare, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != 0xFEFF && c != 0x200B)
                .forEach(c -> plain.appendCodePoint(c < 0x10000 ? SIMPLE.getOrDefault((char) c, (char) c) : c));
        String all = plain.toString();
        return RULED.matcher(all).matches() ? "" : all;
    }

    /** Whether a text is empty or longer than any word of the vocabulary can be, spaces, number and points included. */
    private static boolean noWord(String text) {
        return text.length() > LONGEST || text.isBlank();
    }

    /** Without the number in front of it: (一) 1. ① 指标1: and the like. */
    static String unnumbered(String text) {
        return ORDINAL.matcher(text).replaceFirst("");
    }

    /** A level of the tree; a first level may lack its 指标, and so may a second. */
    static Optional<Level> level(String text) {
        if (noWord(text)) {
            return Optional.empty();
        }
        String plain = bare(unnumbered(text));
        Level level = LEVELS.get(plain);
        if (level == null && plain.endsWith("指标")) {
            level = LEVELS.get(plain.substring(0, plain.length() - 2));
        }
        return Optional.ofNullable(level);
    }

    /** Without the colon and the points behind a label: 产出指标(50分):. */
    private static String bare(String text) {
        return BEHIND_LABEL.matcher(COLONS.matcher(plain(text)).replaceAll("")).replaceFirst("");
    }

    /** Whether a level is written out with its 指标, so that it cannot be an indicator's name. */
    static boolean wholeLevel(String text) {
        if (noWord(text)) {
            return false;
        }
        return bare(unnumbered(text)).endsWith("指标") && level(text).isPresent();
    }

    /** The level that a slip of the pen or of recognition stands for, 双本指标 for 成本指标: one character off, and no other. */
    static Optional<String> meant(String text, String first) {
        String plain = plain(text);
        Stream<String> costs = first.equals(OUTPUT) ? Stream.of(COST) : Stream.empty();
        List<String> near = Stream.concat(
                        LEVELS.values().stream()
                                .filter(level -> level.first().equals(first))
                                .flatMap(level -> level.second().stream()),
                        costs)
                .filter(word -> word.length() == plain.length() && differing(word, plain) == 1)
                .distinct()
                .toList();
        return near.size() == 1 ? Optional.of(near.get(0)) : Optional.empty();
    }

    private static long differing(String one, String other) {
        return IntStream.range(0, one.length())
                .filter(i -> one.charAt(i) != other.charAt(i))
                .count();
    }

    /** The levels of a cell that names more than one, such as 产出指标—数量指标; empty where it does not. */
    static List<String> path(String text) {
        if (noWord(text)) {
            return List.of();
        }
        List<String> parts = List.of(PATH.split(unnumbered(text).strip()));
        return parts.size() > 1 && parts.stream().allMatch(part -> level(part).isPresent()) && wholeLevel(parts.get(0))
                ? parts
                : List.of();
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
        return plain.isEmpty() || NOISE.contains(plain) || DOTS.matcher(plain).matches();
    }

    static Optional<Field> field(String text) {
        if (noWord(text)) {
            return Optional.empty();
        }
        String plain = BEHIND_KEY
                .matcher(COLONS.matcher(plain(unnumbered(text))).replaceAll(""))
                .replaceAll("");
        return Optional.ofNullable(FIELDS.get(plain));
    }

    static Optional<Column> column(String text) {
        if (noWord(text)) {
            return Optional.empty();
        }
        String plain = COLONS.matcher(plain(text)).replaceAll("");
        Column column = EXECUTED.matcher(plain).matches() ? Column.ACTUAL : COLUMNS.get(plain);
        return Optional.ofNullable(
                column == null ? COLUMNS.get(IN_BRACKETS.matcher(plain).replaceAll("")) : column);
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
                        && (TOTAL.matcher(plain).matches()
                                || plain.startsWith("填表人")
                                || plain.startsWith("填报人")
                                || plain.startsWith("单位负责人")
                                || plain.startsWith("项目负责人")
                                || plain.startsWith("联系电话"));
    }

    /** What a printer writes above and below a page: its number, when it was printed, and from which address. */
    static boolean pageNumber(String text) {
        String plain = plain(text);
        return plain.length() <= 20 && PAGE.matcher(plain).matches()
                || PRINTED_FROM.matcher(plain).matches();
    }
}
