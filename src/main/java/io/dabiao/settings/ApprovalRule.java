package io.dabiao.settings;

/** Who may put a declaration in force that a person stored. */
public enum ApprovalRule {
    /** Every administrator, also one that stored it. */
    ANYONE,
    /** An administrator that did not store it: a second pair of eyes. */
    SECOND_PERSON,
    /** An administrator that neither stored nor reviewed it, once a person that did not store it has reviewed it. */
    REVIEW_FIRST
}
