package io.dabiao.check.probe;

import java.util.Locale;

/** Why a look at a site failed: the same word in the event, the metric, the log and the API. */
public enum Reason {
    /** A header's text or the own authorities cannot be read: nothing was sent, and nothing is known of the site. */
    PREPARATION,
    /** The address is one that the service does not contact: nothing was sent, and nothing is known of the site. */
    DENIED,
    /** This machine was too busy to look in time: nothing is known of the site. */
    OVERLOADED,
    /** The name has no address of the wanted family, or no one answers for it. */
    NAME,
    /** The connection was refused, or there is no way to the address. */
    CONNECT,
    /** The proxy could not be reached, or would not connect. */
    PROXY,
    /** TLS could not be agreed. */
    TLS,
    CERTIFICATE_EXPIRED,
    /** No one who is trusted vouches for the certificate. */
    CERTIFICATE_UNTRUSTED,
    /** The certificate is another site's. */
    CERTIFICATE_NAME,
    /** The certificate is valid, but for less time than expected. */
    CERTIFICATE_EXPIRING,
    /** The connection ended before the answer did. */
    RESET,
    /** The whole look took longer than it may; the phase says in what. */
    TIMEOUT,
    /** What came is no HTTP, or not of the wanted version. */
    PROTOCOL,
    /** An answer with a status that is not expected. */
    STATUS,
    /** An answer without the expected content. */
    CONTENT,
    /** A job has not called in time. */
    SILENT,
    /** A redirection that leads back, too far, nowhere, or away from the host where it must not. */
    REDIRECT;

    /** Whether the site was looked at, so that the failure says something of it. */
    public boolean saysOfTheSite() {
        return this != PREPARATION && this != DENIED && this != OVERLOADED;
    }

    /** {@code certificate_expired}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
