package io.dabiao.access;

import io.dabiao.audit.AuditLog;
import java.time.Instant;

/** The way to the audit log of before {@link AuditLog}. */
public final class AuditEntry {

    private AuditEntry() {}

    /** Call inside the transaction of the act. */
    public static void record(Instant at, String actor, String act, String subject, String detail) {
        AuditLog.record(at, actor, act, subject, detail);
    }
}
