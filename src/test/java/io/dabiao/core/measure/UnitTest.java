package io.dabiao.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

    @ParameterizedTest(name = "{0} is {2} of {1}")
    @CsvSource({
        "%, SHARE, 0.01",
        "％, SHARE, 0.01",
        "百分比, SHARE, 0.01",
        "‰, SHARE, 0.001",
        "毫秒, DURATION, 0.001",
        "秒, DURATION, 1",
        "分钟, DURATION, 60",
        "小时, DURATION, 3600",
        "天, DAYS, 1",
        "个工作日, WORKING_DAYS, 1",
        "万, NUMBER, 10000",
        "万个, NUMBER, 10000",
        "十万人次, NUMBER, 100000",
        "百万元, NUMBER, 1000000",
        "千万元, NUMBER, 10000000",
        "亿元, NUMBER, 100000000",
        "台套, NUMBER, 1",
        "篇/月, NUMBER, 1",
    })
    void aPrintedUnitIsReadByItsDimensionAndItsScale(String printed, Dimension dimension, java.math.BigDecimal scale) {
        assertThat(Unit.of(" " + printed + " ")).isEqualTo(new Unit(printed, dimension, scale));
    }

    /** 千瓦时 is no thousand of 瓦时, and 百分点 no hundred of 分点. */
    @ParameterizedTest
    @CsvSource({"千瓦时", "百分点", "百", "''"})
    void aNounThatBeginsLikeAMultipleIsNone(String printed) {
        assertThat(Unit.of(printed).scale()).isEqualTo("1");
        assertThat(Unit.of(printed).dimension()).isEqualTo(Dimension.NUMBER);
    }
}
