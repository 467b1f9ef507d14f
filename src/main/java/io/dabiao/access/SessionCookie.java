package io.dabiao.access;

import jakarta.ws.rs.core.NewCookie;

/** The cookie in which a browser keeps a session's secret: out of reach of scripts, and of other sites' forms. */
public final class SessionCookie {

    private static final String PLAIN = "dabiao-session";
    private static final String HTTPS = "__Host-dabiao-session";

    private static final String PLAIN_HALFWAY = "dabiao-halfway";
    private static final String HTTPS_HALFWAY = "__Host-dabiao-halfway";
    private static final int HALFWAY_SECONDS = 600;

    private SessionCookie() {}

    /** Over HTTPS a browser takes it from this very host alone. */
    public static String name(String scheme) {
        return scheme.equals("https") ? HTTPS : PLAIN;
    }

    public static NewCookie keeping(String secret, String scheme) {
        return builder(scheme).value(secret).build();
    }

    public static NewCookie forgetting(String scheme) {
        return builder(scheme).value("").maxAge(0).build();
    }

    /** Of the cookie between password and code. */
    public static String halfwayName(String scheme) {
        return scheme.equals("https") ? HTTPS_HALFWAY : PLAIN_HALFWAY;
    }

    /** Kept until the code comes, ten minutes at most. @param secret empty to forget it */
    public static NewCookie halfway(String secret, String scheme) {
        return builder(halfwayName(scheme), scheme)
                .value(secret)
                .maxAge(secret.isEmpty() ? 0 : HALFWAY_SECONDS)
                .build();
    }

    private static NewCookie.Builder builder(String scheme) {
        return builder(name(scheme), scheme);
    }

    private static NewCookie.Builder builder(String name, String scheme) {
        return new NewCookie.Builder(name)
                .path("/")
                .httpOnly(true)
                .secure(scheme.equals("https"))
                .sameSite(NewCookie.SameSite.LAX);
    }
}
