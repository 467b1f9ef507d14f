package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.problem.ErrorCode;
import io.dabiao.settings.ApprovalRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may approve what a person stored, by the installation's rule. */
class ApprovalRuleTest {

    @ParameterizedTest
    @CsvSource({
        // rule, standing, who reviewed it, who approves, what hinders
        "ANYONE, PROPOSED, , 张三, ",
        "ANYONE, DRAFT, , 张三, ",
        "SECOND_PERSON, PROPOSED, , 张三, A_SECOND_PERSON",
        "SECOND_PERSON, DRAFT, , 张三, A_SECOND_PERSON",
        "SECOND_PERSON, PROPOSED, , 李四, ",
        "REVIEW_FIRST, PROPOSED, , 李四, NOT_REVIEWED",
        "REVIEW_FIRST, PROPOSED, , 张三, A_SECOND_PERSON",
        "REVIEW_FIRST, PROPOSED, 李四, 李四, A_SECOND_PERSON",
        "REVIEW_FIRST, PROPOSED, 李四, 张三, A_SECOND_PERSON",
        "REVIEW_FIRST, PROPOSED, 李四, 王五, ",
        // What was carried forward is as it was in the year before: it is approved by a second person, and not
        // reviewed.
        "REVIEW_FIRST, DRAFT, , 李四, ",
    })
    void whoStoredOrReviewedAVersionDoesNotApproveItWhereTheInstallationDemandsThat(
            ApprovalRule rule, VersionState standing, String reviewed, String by, ErrorCode hindrance) {
        DeclarationVersion version = new DeclarationVersion();
        version.author = "张三";
        version.standing = standing;
        version.reviewedBy = reviewed;

        assertThat(Proposals.hindrance(rule, version, by).orElse(null)).isEqualTo(hindrance);
    }
}
