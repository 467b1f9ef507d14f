package io.dabiao.forms;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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
    /** First levels of evaluations, which no declaration has. */
    private static final Set<String> MANAGEMENT = Set.of("决策", "过程");

    /** A level of the tree. For a first level {@code second} is empty. */
    record Level(String first, Optional<String> second) {}

    private static final Pattern MARKUP = Pattern.compile("</?[a-zA-Z][^<>]{0,80}>");
    private static final Pattern RULED = Pattern.compile("[-—_=:|+]{2,}|[-—_|]");
    private static final Pattern ORDINAL = Pattern.compile(
            "^\\s*(?:[（(][一二三四五六七八九十\\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\\d{1,2}(?:\\.\\d{1,2}){0,2}[、．.](?!\\d)"
                    + "|\\d{1,2}[)）]|[①-⑳]|指标\\s*\\d{1,2}\\s*[:：.．、])\\s*");
    private static final Pattern EXECUTED =
            Pattern.compile("(\\d{1,2}[-~—–至]\\d{1,2}月|[上前]\\S{1,3}|截至\\S{1,8})(实际)?(执行情况|完成值|完成情况|执行值|执行数|实际值)");
    /** Titles that are composed of words which each say the same, such as 年度目标指标值. */
    private static final String BEFORE_VALUE = "(年度|年初|全年|本年度?|当年|设定的?|项目|绩效|考核|评价|终期|期末|年末|年终|三级|调整后的?)*";

    private static final Pattern COMPOSED_TARGET = Pattern.compile(BEFORE_VALUE + "(目标|指标|计划|预期|标准)+(目标|指标)?值");
    private static final Pattern COMPOSED_ACTUAL =
            Pattern.compile(BEFORE_VALUE + "(指标|目标)?(实际|实现|完成|达成|执行)+(指标|目标)?(值|数值|情况)");
    private static final Pattern COLONS = Pattern.compile("[:：*、]");
    private static final Pattern BEHIND_LABEL = Pattern.compile(
            "(\\((权重|分值|共|计)?\\d{1,3}(\\.\\d+)?(-\\d{1,3})?[分%]?\\)分?|\\((必填|选填|必选|可选|核心)[^()]{0,8}\\)|(?<=指标)\\d{1,3}分)$");
    private static final Pattern BEHIND_KEY = Pattern.compile("\\(([十百千万亿]{0,2}元|单位.*?|20.*?)\\)");
    private static final Pattern YEAR_BEFORE = Pattern.compile("^(?:fy|年)?(20\\d\\d)(?:年度?|财年)?(?=\\D)");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\([^()]*\\)");
    private static final Pattern PATH = Pattern.compile("\\s*[-—–－/\\\\>→·:：_]+\\s*|\\s+");
    private static final Pattern PAGE = Pattern.compile("第\\d+页.*|[-—–]?\\d+/\\d+[-—–]?|[-—–]+\\d+[-—–]+|共\\d+页.*");
    private static final Pattern PRINTED_FROM = Pattern.compile(
            "(file|https?)://.*|\\d{1,4}[/-]\\d{1,2}[/-]\\d{1,4},?([上下]午)?\\d{1,2}:\\d{2}(:\\d{2})?([AP]M)?.*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OPINION = Pattern.compile(".*(审核|初审|审批|复核|审查)意见.*");
    private static final Pattern STAMPED = Pattern.compile(".*[(](盖章|公章|签章|签字)[)].*年月日");
    private static final Pattern EMPHASIS = Pattern.compile("[*`_#>]+");
    private static final Pattern DOTS = Pattern.compile("[.…·]+");
    /** The heading of the indicators of each goal: 年度绩效目标1(80分). */
    private static final Pattern GOAL_NUMBERED = Pattern.compile("年度绩效(总)?目标\\d([(]\\d{1,3}分[)])?");

    private static final int LONGEST = 120;
    private static final String TRADITIONAL =
            "產標數質時經濟會態續響務對滿稱項預單開實際績級額資撥財轉結總計劃類別門萬億個於過內達無後權長體況來寫報價處間負責聯繫電話備註應點為認與業環請當歲縣區鄉鎮導師員範"
                    + "圍號碼屬餘徵購條評審準則據釋讓優規齊調訂證書費運維護險養衛藥醫學習館圖飲輔線網絡統紀錄檔圓說語辦廳場戶擴顯強減機構傳儲遞進遠選適遲還邊極樣檢測滅濕漲淺潔爾獎獲現"
                    + "畢異療眾確禮穩窮競筆節簡籌約紅納純細終組給絕絲緊編緣縮繳罷義聞聲職聽腦臨興舉舊華藝術補裝複見視覺觀覽觸訊訓記訪設許訴詢試該詳誤課諮諾謀講識議譯讀變豐貝貢貨販貧貴"
                    + "買貸貿賀賓賞賬賴贈贊車軍軟較載輕輸辭農遊郵鄰針鋼錢鐵鑒閉閱隊階陽陰隨難靈靜順頒頭頻題願顧風飛驗髮魚鳥麗麥黃齡龍"
                    + "執專監園災傷積曉撲們兩幾庫層嚴協卻歷參雙壓孫寧將屆岡島歸彙徑復憂懷戲戰擇擔擬敗斷暫棄棟樓橋櫃歐殘殺氣汙沒決灣燈爐爭獨瑪盤盡礦種稅穀窩筍篩糧紙緒練縱罰聖脫腳膽臟艱莊葉蓋虛蟲螢襲託詞誌誠諒讚貞賽趙跡踐輪轄遷邁鄧鏈鋪鍵鎖鑽閣闊陳陸隸雜離霧飢飼駐駕驟鬥魯鮮鴨鷄鹽麵麼齒龐";
    private static final String SIMPLIFIED =
            "产标数质时经济会态续响务对满称项预单开实际绩级额资拨财转结总计划类别门万亿个于过内达无后权长体况来写报价处间负责联系电话备注应点为认与业环请当岁县区乡镇导师员范"
                    + "围号码属余征购条评审准则据释让优规齐调订证书费运维护险养卫药医学习馆图饮辅线网络统纪录档圆说语办厅场户扩显强减机构传储递进远选适迟还边极样检测灭湿涨浅洁尔奖获现"
                    + "毕异疗众确礼稳穷竞笔节简筹约红纳纯细终组给绝丝紧编缘缩缴罢义闻声职听脑临兴举旧华艺术补装复见视觉观览触讯训记访设许诉询试该详误课咨诺谋讲识议译读变丰贝贡货贩贫贵"
                    + "买贷贸贺宾赏账赖赠赞车军软较载轻输辞农游邮邻针钢钱铁鉴闭阅队阶阳阴随难灵静顺颁头频题愿顾风飞验发鱼鸟丽麦黄龄龙"
                    + "执专监园灾伤积晓扑们两几库层严协却历参双压孙宁将届冈岛归汇径复忧怀戏战择担拟败断暂弃栋楼桥柜欧残杀气污没决湾灯炉争独玛盘尽矿种税谷窝笋筛粮纸绪练纵罚圣脱脚胆脏艰庄叶盖虚虫萤袭托词志诚谅赞贞赛赵迹践轮辖迁迈邓链铺键锁钻阁阔陈陆隶杂离雾饥饲驻驾骤斗鲁鲜鸭鸡盐面么齿庞";
    private static final Map<Character, Character> SIMPLE = new HashMap<>();

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
        /** A remark where a target stands beside it, and a target where none does. */
        STANDARD,
        /** Known, and not wanted. */
        PASSED
    }

    static {
        for (int i = 0; i < TRADITIONAL.length(); i++) {
            SIMPLE.put(TRADITIONAL.charAt(i), SIMPLIFIED.charAt(i));
        }
    }

    private static volatile Words words = Words.shipped();

    private Vocabulary() {}

    /** The words that all forms are read by from now on. */
    static void use(Words other) {
        words = other;
    }

    static Words words() {
        return words;
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

    /** The simplified form of a Traditional character. */
    static char simple(char c) {
        return SIMPLE.getOrDefault(c, c);
    }

    /** Whether a first level is about how a project is managed, and not what it promises. */
    static boolean ofManagement(String first) {
        return MANAGEMENT.contains(first);
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
        Level level = words.levels().get(plain);
        if (level == null && plain.endsWith("指标")) {
            level = words.levels().get(plain.substring(0, plain.length() - 2));
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
        String bare = bare(unnumbered(text));
        return (bare.endsWith("指标") || bare.endsWith("值")) && level(text).isPresent();
    }

    /** The level that a slip of the pen or of recognition stands for, 双本指标 for 成本指标: one character off, and no other. */
    static Optional<String> meant(String text, String first) {
        String plain = plain(text);
        Stream<String> costs = first.equals(OUTPUT) ? Stream.of(COST) : Stream.empty();
        List<String> near = Stream.concat(
                        words.levels().values().stream()
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
                && words.levels().keySet().stream()
                        .map(word -> word + "指标")
                        .anyMatch(label -> label.startsWith(plain) && label.length() > plain.length());
    }

    /** A word that only looks like a level, such as 双血指标. */
    static boolean looksLikeLevel(String text) {
        String plain = plain(text);
        return plain.endsWith("指标")
                && plain.length() <= 6
                && level(text).isEmpty()
                && !words.noise().contains(plain);
    }

    static boolean noise(String text) {
        String plain = plain(text);
        return plain.isEmpty()
                || words.noise().contains(plain)
                || DOTS.matcher(plain).matches()
                || GOAL_NUMBERED.matcher(plain).matches();
    }

    /** Without the marks of emphasis that stand around a word in Markdown. */
    private static String bareWord(String text) {
        return EMPHASIS.matcher(
                        text.indexOf('<') < 0 ? text : MARKUP.matcher(text).replaceAll(" "))
                .replaceAll("");
    }

    static String withoutColons(String plain) {
        return COLONS.matcher(plain).replaceAll("");
    }

    static Optional<Field> field(String text) {
        if (noWord(text)) {
            return Optional.empty();
        }
        String plain = BEHIND_KEY.matcher(Words.key(bareWord(unnumbered(text)))).replaceAll("");
        Field field = words.fields().get(plain);
        return Optional.ofNullable(
                field == null ? words.fields().get(IN_BRACKETS.matcher(plain).replaceAll("")) : field);
    }

    static Optional<Column> column(String text) {
        if (noWord(text)) {
            return Optional.empty();
        }
        String plain = Words.key(bareWord(text));
        if (EXECUTED.matcher(plain).matches()) {
            return Optional.of(Column.ACTUAL);
        }
        Column column = words.columns().get(plain);
        if (column == null) {
            column = words.columns().get(IN_BRACKETS.matcher(plain).replaceAll(""));
        }
        if (column == null) {
            column = words.columns().get(YEAR_BEFORE.matcher(plain).replaceFirst(""));
        }
        return column == null ? composed(IN_BRACKETS.matcher(plain).replaceAll("")) : Optional.of(column);
    }

    private static Optional<Column> composed(String plain) {
        return COMPOSED_TARGET.matcher(plain).matches()
                ? Optional.of(Column.TARGET)
                : COMPOSED_ACTUAL.matcher(plain).matches() ? Optional.of(Column.ACTUAL) : Optional.empty();
    }

    /** The year that a title begins with: 2024 Actual, 2023年实际值; empty where it begins with none. */
    static Optional<Integer> yearOfTitle(String text) {
        Matcher year = YEAR_BEFORE.matcher(noWord(text) ? "" : Words.key(bareWord(text)));
        return year.lookingAt() ? Optional.of(Integer.valueOf(year.group(1))) : Optional.empty();
    }

    /** What a cell of a header holds, where it is no word of the vocabulary; empty where it cannot be told. */
    static Optional<Column> likelyColumn(String text) {
        return noWord(text) ? Optional.empty() : words.likely(Words.key(text));
    }

    /** The title of a form: another project begins. */
    static boolean title(String text) {
        String plain = plain(text);
        String bare = IN_BRACKETS.matcher(plain).replaceAll("");
        return plain.length() <= 40
                && plain.contains("绩效")
                && words.titles().stream().anyMatch(bare::endsWith)
                && !plain.contains("汇总");
    }

    /** What comes below the table of indicators. */
    static boolean footer(String text) {
        String plain = plain(text);
        if (plain.length() <= 30
                && (OPINION.matcher(plain).matches() || STAMPED.matcher(plain).matches())) {
            return true;
        }
        return words.feet().stream()
                .anyMatch(foot -> plain.startsWith(foot)
                        && (foot.endsWith(":") || plain.length() == foot.length() || ofAFoot(plain, foot)));
    }

    /** Behind 总分 stands a number at most; an indicator's name may begin with the word too. */
    private static boolean ofAFoot(String plain, String foot) {
        String rest = plain.substring(foot.length());
        return plain.length() <= 40 && (rest.matches("[(:\\d签].*") || foot.length() >= 6);
    }

    /** What a printer writes above and below a page: its number, when it was printed, and from which address. */
    static boolean pageNumber(String text) {
        String plain = plain(text);
        return plain.length() <= 20 && PAGE.matcher(plain).matches()
                || PRINTED_FROM.matcher(plain).matches();
    }
}
