package io.dabiao.report;

import io.dabiao.core.text.Words;

/**
 * Which of the treasury's forms a declaration's year-end paper is. It follows from the category or the nature that the declaration prints:
 * 部门整体支出 and 转移支付 have forms of their own, all else is a project.
 */
public enum PaperForm {
    PROJECT(Words.of(PaperForm.class, "selfAssessmentOfProjectExpenditure")),
    DEPARTMENT(Words.of(PaperForm.class, "selfAssessmentOfADepartments")),
    TRANSFER(Words.of(PaperForm.class, "selfAssessmentOfTransferPayments"));

    private final Words title;

    PaperForm(Words title) {
        this.title = title;
    }

    public Words title() {
        return title;
    }

    /** @param category may be null or empty, as may the nature */
    static PaperForm of(String nature, String category) {
        String said = nature + " " + category;
        if (said.contains("转移支付")) {
            return TRANSFER;
        }
        return said.contains("整体") ? DEPARTMENT : PROJECT;
    }

    static PaperForm of(Report.Heading heading) {
        return of(heading.nature(), heading.category());
    }
}
