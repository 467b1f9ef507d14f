package io.dabiao.audit;

import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be done that is recorded, as a word for machines; the message files have it by that word. */
public enum AuditAct {
    PERSON_CREATED("person.created"),
    PERSON_CHANGED("person.changed"),
    PERSON_ENDED("person.ended"),
    PERSON_LOCKED("person.locked"),
    PERSON_PASSWORD_CHANGED("person.password_changed"),
    PERSON_PASSWORD_RESET("person.password_reset"),
    PERSON_SECOND_FACTOR_ON("person.second_factor_on"),
    PERSON_SECOND_FACTOR_OFF("person.second_factor_off"),
    PERSON_SECOND_FACTOR_RESET("person.second_factor_reset"),
    PERSON_RECOVERY_CODES("person.recovery_codes_made"),
    PERSON_SIGNED_IN("person.signed_in"),
    PERSON_SIGNED_OUT("person.signed_out"),
    SIGN_IN_FAILED("sign_in.failed"),
    SECOND_FACTOR_FAILED("second_factor.failed"),
    FIRST_ACCOUNT_REFUSED("first_account.refused"),
    TOKEN_REFUSED("token.refused"),
    TOKEN_CREATED("token.created"),
    TOKEN_REVOKED("token.revoked"),
    DECLARATION_STORED("declaration.stored"),
    DECLARATION_APPROVED("declaration.approved"),
    DECLARATION_REVIEWED("declaration.reviewed"),
    DECLARATION_RETURNED("declaration.returned"),
    DECLARATION_HANDED_IN("declaration.handed_in"),
    DECLARATION_WITHDRAWN("declaration.withdrawn"),
    DECLARATION_CARRIED("declaration.carried"),
    EVENT_TYPE_DEFINED("event_type.defined"),
    EVENT_TYPE_REMOVED("event_type.removed"),
    FORM_READ("form.read"),
    FORM_DISCARDED("form.discarded"),
    VALUE_REPORTED("value.reported"),
    ZERO_REPORTED("zero.reported"),
    EVIDENCE_ADDED("evidence.added"),
    FILE_IMPORTED("file.imported"),
    FACTS_CORRECTED("facts.corrected", true),
    REJECTION_RESUBMITTED("rejection.resubmitted", true),
    REJECTION_DISMISSED("rejection.dismissed", true),
    COMMENT_SAID("comment.said"),
    COMMENT_WITHDRAWN("comment.withdrawn"),
    REPORT_REMARK("report.remark"),
    REPORT_SEALED("report.sealed"),
    ALERT_ACKNOWLEDGED("alert.acknowledged", true),
    SILENCE_CREATED("silence.created", true),
    SILENCE_ENDED("silence.ended", true),
    OWNERS_REMINDED("owners.reminded"),
    DIGEST_CHOSEN("digest.chosen"),
    DIGEST_REMOVED("digest.removed"),
    RECEIVER_TESTED("receiver.tested"),
    MESSAGE_SENT_AGAIN("message.sent_again"),
    WORK_ANNOUNCED("maintenance.announced"),
    WORK_ENDED("maintenance.ended"),
    OUTAGE_MARKED("outage.marked"),
    ALERT_SETTING_SAVED("alert_setting.saved"),
    ALERT_SETTING_REMOVED("alert_setting.removed"),
    PUBLIC_PAGE_SAVED("public_page.saved"),
    SHARED_LINKS_PERMITTED("shared_links.permitted"),
    SHARED_LINK_MADE("shared_link.made"),
    SHARED_LINK_ENDED("shared_link.ended"),
    LOAD_STARTED("load.started"),
    LOAD_EVIDENCE("load.evidence"),
    LOAD_ENDED("load.ended", true),
    SOURCE_DECLARED("source.declared"),
    SOURCE_REMOVED("source.removed"),
    SOURCE_PAUSED("source.paused"),
    SOURCE_RESUMED("source.resumed"),
    SOURCE_RUN("source.run"),
    SOURCE_REWOUND("source.rewound"),
    ARCHIVE_EXPORTED("archive.exported"),
    ARCHIVE_RESTORED("archive.restored"),
    SAMPLE_CHOSEN("sample.chosen"),
    DEMONSTRATION_PLAYED("demonstration.played"),
    DEMONSTRATION_REMOVED("demonstration.removed"),
    AUDIT_EXPIRED("audit.expired", true);

    private static final Map<String, AuditAct> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AuditAct::word, Function.identity()));

    private final String word;
    private final boolean numbered;

    AuditAct(String word) {
        this(word, false);
    }

    /** @param numbered whether what it is done to has a number and no name */
    AuditAct(String word, boolean numbered) {
        this.word = word;
        this.numbered = numbered;
    }

    /** As the database and the API have it. */
    public String word() {
        return word;
    }

    /** As people read it. */
    public Words words() {
        return Words.of(AuditAct.class, "act_" + word);
    }

    /**
     * What it was done to, as people read it: the number of an alert, a silence and the like has its kind before it. What is the name of
     * somebody or something is the same in every language.
     */
    public Words subject(String kept) {
        Optional<Words> subject = numbered ? AuditSubject.read(kept) : Optional.empty();
        return subject.orElseGet(() -> Words.asWritten(kept));
    }

    /** Empty for a word of a release that knew other acts. */
    public static Optional<AuditAct> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
