package io.dabiao.access;

import jakarta.ws.rs.core.NewCookie;

/** The cookie in which a browser keeps a session's secret: out of reach of scripts, and of other sites' forms. */
public final class SessionCookie {

    private static final String PLAIN = "dabiao-session";
    private static final String HTTPS = "__Host-dabiao-session";

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

    private static NewCookie.Builder builder(String scheme) {
        return new NewCookie.Builder(name(scheme))
                .path("/")
                .httpOnly(true)
                .secure(scheme.equals("https"))
                .sameSite(NewCookie.SameSite.LAX);
    }
}
