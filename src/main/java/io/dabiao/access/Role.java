package io.dabiao.access;

import java.util.Set;

/** What a token permits. Constants, because annotations want them. */
public final class Role {

    /** Sends events, of all or of named sources and types. */
    public static final String INGEST = "ingest";
    /** Reports values that no system measures, besides sending events. */
    public static final String REPORT = "report";
    /** Reads everything but tokens and the audit log. */
    public static final String VIEW = "view";
    /** Does everything. */
    public static final String ADMIN = "admin";

    /** Of people only: sees and reports for his own projects, and knows of no other. */
    public static final String OWNER = "owner";

    /** Those of tokens. */
    public static final Set<String> ALL = Set.of(INGEST, REPORT, VIEW, ADMIN);

    /** Those of people. */
    public static final Set<String> OF_PEOPLE = Set.of(INGEST, REPORT, VIEW, ADMIN, OWNER);

    private Role() {}
}
