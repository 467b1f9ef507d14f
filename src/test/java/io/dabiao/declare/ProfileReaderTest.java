package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Profile;
import io.dabiao.yaml.Fault;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReaderTest {

    private static final String FILE = "scoring.yaml";

    @Test
    void potsOfTwentyAndEightyReplaceTheDefaultOnes() {
        Profile profile = accepted("name: 二十加八十\nbudget: 20\nlevels:\n  产出指标: 40\n  效益指标: 30\n  满意度指标: 10\n");

        assertThat(profile.budget()).isEqualByComparingTo("20");
        assertThat(profile.pots().keySet()).containsExactly("产出指标", "效益指标", "满意度指标");
        assertThat(profile.total()).isEqualByComparingTo("100");
        assertThat(profile.joins()).containsEntry("成本指标", "产出指标");
        assertThat(profile.rules()).isEqualTo(Profile.DEFAULT.rules());
    }

    @Test
    void aLevelWithAPotOfItsOwnJoinsNoOther() {
        Profile profile = accepted("levels:\n  成本指标: 20\n  效益指标: 70\n");

        assertThat(profile.total()).isEqualByComparingTo("100");
        assertThat(profile.joins()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"95, 甲", "94.99, 乙", "70, 乙", "69.99, 丙", "0, 丙"})
    void gradesAreOrderedFromTheBestDownHoweverTheyAreWritten(BigDecimal total, String grade) {
        Profile profile =
                accepted("grades:\n" + "  - {name: 丙, from: 0}\n  - {name: 甲, from: 95}\n  - {name: 乙, from: 70}\n");

        assertThat(profile.grade(total).name()).isEqualTo(grade);
    }

    @Test
    void anInstallationsProfileNamesNoRowOfADeclaration() {
        assertThat(ProfileReader.read(FILE, "rows:\n  hotline: whole\n"))
                .isInstanceOf(ProfileReader.ProfileReading.Refused.class);
    }

    @Test
    void levelsWithoutPointsAreRefusedWithTheirPlace() {
        List<Fault> faults =
                ((ProfileReader.ProfileReading.Refused) ProfileReader.read(FILE, "levels:\n  产出指标: 0\n")).faults();

        assertThat(faults).singleElement().asString().contains("levels without points");
    }

    private static Profile accepted(String yaml) {
        ProfileReader.ProfileReading profileReading = ProfileReader.read(FILE, yaml);
        assertThat(profileReading).isInstanceOf(ProfileReader.ProfileReading.Accepted.class);
        return ((ProfileReader.ProfileReading.Accepted) profileReading).profile();
    }
}
