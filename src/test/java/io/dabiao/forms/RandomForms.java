package io.dabiao.forms;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Forms of random content in a random hand: every trait of a layout together with every other. */
final class RandomForms {

    /** A text and what it says: level, level, name, operator, value, unit, actual. */
    record Printed(String text, String traits, List<List<String>> rows) {}

    private static final String[][] LEVELS = {
        {"产出指标", "数量指标"}, {"产出指标", "质量指标"}, {"产出指标", "时效指标"}, {"产出指标", "成本指标"},
        {"效益指标", "经济效益指标"}, {"效益指标", "社会效益指标"}, {"效益指标", "生态效益指标"}, {"效益指标", "可持续影响指标"},
        {"满意度指标", "服务对象满意度指标"},
    };
    private static final String[] THINGS = {
        "培训教师", "改造校舍", "义诊", "接种疫苗", "管护河道", "铺设沥青路面", "养护桥梁", "演出惠民戏曲", "修复文物", "监测断面", "发放种子", "检修水泵", "巡查林区",
        "更新路灯", "资助学生", "复垦土地", "普查人口", "检验药品",
    };
    private static final String[] ENDS = {"数量", "完成率", "合格率", "覆盖面", "及时率", "次数", "里程", "人数"};
    private static final String[] UNITS = {"人次", "公里", "%", "个", "万元", "天", "家", "亩", "份", "小时"};
    private static final String[] WORDS = {"完善", "健全", "及时", "显著提升", "逐步改善", "无", "明显提高", "按期完成"};
    private static final String[][] OPERATORS = {
        {"≥", "≥"},
        {"≥", ">="},
        {"≥", "不低于"},
        {"≥", "不少于"},
        {"≤", "≤"},
        {"≤", "<="},
        {"≤", "不超过"},
        {"=", "="},
        {"=", "＝"},
        {">", ">"},
        {"<", "<"},
        {"<", "小于"},
        {"", ""},
    };

    private final Random random;
    private final StringBuilder traits = new StringBuilder();

    private RandomForms(long seed) {
        random = new Random(seed);
    }

    static Printed of(long seed) {
        return new RandomForms(seed).form();
    }

    private <T> T one(T[] of) {
        return of[random.nextInt(of.length)];
    }

    private boolean trait(String name, double share) {
        boolean there = random.nextDouble() < share;
        if (there) {
            traits.append(name).append(' ');
        }
        return there;
    }

    private Printed form() {
        boolean apart = trait("apart", 0.25);
        boolean actuals = trait("actuals", 0.3);
        boolean points = actuals || trait("points", 0.3);
        boolean remark = trait("remark", 0.2);
        boolean everyRow = trait("levels-on-every-row", 0.3);
        boolean bareLevels = !everyRow && trait("bare-levels", 0.15);
        boolean levelPoints = trait("points-in-levels", 0.15);
        boolean corner = trait("corner", 0.5);
        boolean numbers = !corner && trait("row-numbers", 0.15);
        boolean header = apart || actuals || points || remark || numbers || !trait("no-header", 0.15);
        boolean breaks = trait("page-breaks", 0.25);

        List<List<String>> truth = new ArrayList<>();
        List<List<String>> table = new ArrayList<>();
        List<String> titles = titles(apart, actuals, points, remark, corner, numbers);
        if (header) {
            table.add(titles);
        }
        String first = "";
        String second = "";
        int number = 0;
        for (String[] level : LEVELS) {
            int rows = random.nextInt(3);
            for (int i = 0; i < rows; i++) {
                String name = one(THINGS) + one(ENDS) + (number + 1);
                boolean words = random.nextDouble() < 0.2;
                String[] operator = words ? new String[] {"", ""} : one(OPERATORS);
                String value = words ? one(WORDS) : number(random.nextInt(3));
                String unit = words ? "" : one(UNITS);
                String actual = words ? one(WORDS) : number(1);
                boolean done = actuals && random.nextDouble() < 0.9;
                truth.add(List.of(
                        level[0], level[1], name, operator[0], value.replace(",", ""), unit, done ? actual : ""));
                List<String> row = new ArrayList<>();
                if (corner) {
                    row.add(table.size() == 1 ? "绩效指标" : "");
                }
                if (numbers) {
                    row.add(String.valueOf(number + 1));
                }
                String one = everyRow || !level[0].equals(first) ? level[0] : "";
                String two = everyRow || !level[1].equals(second) ? level[1] : "";
                row.add(label(one, bareLevels, levelPoints));
                row.add(label(two, bareLevels, levelPoints));
                row.add(name);
                if (apart) {
                    row.add(words ? "定性" : operator[1].isEmpty() ? "" : operator[1]);
                    row.add(value);
                    row.add(unit);
                } else {
                    row.add(operator[1] + value + (random.nextBoolean() && !unit.isEmpty() ? "(" + unit + ")" : unit));
                }
                if (actuals) {
                    row.add(done ? actual : "");
                }
                if (points) {
                    row.add(String.valueOf(1 + random.nextInt(10)));
                }
                if (actuals) {
                    row.add(String.valueOf(random.nextInt(10)));
                }
                if (remark) {
                    row.add(random.nextDouble() < 0.3 ? "按上级通知执行" : "");
                }
                if (breaks && header && number > 0 && random.nextDouble() < 0.15) {
                    table.add(List.of("第 " + number + " 页"));
                    table.add(titles);
                }
                table.add(row);
                first = level[0];
                second = level[1];
                number++;
            }
        }
        return new Printed(head(header) + body(table), traits.toString(), truth);
    }

    private String number(int digits) {
        return switch (digits) {
            case 0 -> String.valueOf(1 + random.nextInt(999));
            case 1 -> (1 + random.nextInt(99)) + "." + (10 + random.nextInt(90));
            default -> (1 + random.nextInt(9)) + "," + (100 + random.nextInt(900));
        };
    }

    private static String label(String level, boolean bare, boolean points) {
        if (level.isEmpty()) {
            return "";
        }
        return (bare ? level.replace("指标", "") : level) + (points && level.length() == 4 ? "（20分）" : "");
    }

    private List<String> titles(
            boolean apart, boolean actuals, boolean points, boolean remark, boolean corner, boolean numbers) {
        List<String> titles = new ArrayList<>();
        if (corner) {
            titles.add("");
        }
        if (numbers) {
            titles.add("序号");
        }
        titles.addAll(List.of("一级指标", "二级指标", one(new String[] {"三级指标", "指标名称", "指标内容"})));
        if (apart) {
            titles.addAll(List.of("指标性质", "指标值", "度量单位"));
        } else {
            titles.add(one(new String[] {"年度指标值", "指标值", "目标值", "年度(/项目)指标值"}));
        }
        if (actuals) {
            titles.addAll(List.of("实际完成值", "分值", "得分"));
        } else if (points) {
            titles.add("权重");
        }
        if (remark) {
            titles.add("备注");
        }
        return titles;
    }

    private String head(boolean header) {
        return "项目支出绩效目标表\n（2025年度）\n项目名称\t试验项目\n实施单位\t试验单位\n年度资金总额（万元）\t12.5\n" + "年度总体目标\t完成各项任务。\n";
    }

    private String body(List<List<String>> table) {
        return switch (random.nextInt(5)) {
            case 0 -> {
                traits.append("tabs");
                yield lines(table, "\t");
            }
            case 1 -> {
                traits.append("bars");
                StringBuilder text = new StringBuilder();
                for (List<String> row : table) {
                    text.append("| ").append(String.join(" | ", row)).append(" |\n");
                }
                yield text.toString();
            }
            case 2 -> {
                traits.append("one-a-line");
                yield cells(table, "\n");
            }
            case 3 -> {
                traits.append("blank-lines");
                yield cells(table, "\n\n");
            }
            default -> {
                traits.append("gaps");
                yield lines(table, "    ");
            }
        };
    }

    private static String lines(List<List<String>> table, String gap) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : table) {
            text.append(String.join(gap, row)).append('\n');
        }
        return text.toString();
    }

    private static String cells(List<List<String>> table, String end) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : table) {
            for (String cell : row) {
                if (!cell.isEmpty()) {
                    text.append(cell).append(end);
                }
            }
        }
        return text.toString();
    }
}
