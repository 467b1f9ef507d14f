package io.dabiao.check.http;

import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;

/** What a site's certificates say, and why a handshake with them failed. */
final class Certificates {

    private Certificates() {}

    /** For how many seconds the chain's certificate that ends first is still valid; empty where there is none. */
    static OptionalLong validity(Certificate[] chain, Instant now) {
        OptionalLong shortest = OptionalLong.empty();
        for (Certificate certificate : chain) {
            if (certificate instanceof X509Certificate x509) {
                long left =
                        Duration.between(now, x509.getNotAfter().toInstant()).toSeconds();
                shortest = OptionalLong.of(Math.min(shortest.orElse(Long.MAX_VALUE), left));
            }
        }
        return shortest;
    }

    static Fault untrusted(Throwable failure) {
        Reason reason = Reason.TLS;
        Throwable told = failure;
        boolean broken = true;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            broken &= !(cause instanceof SSLException);
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                reason = Reason.CERTIFICATE_EXPIRED;
                told = cause;
                break;
            }
            if (cause instanceof CertPathBuilderException) {
                reason = Reason.CERTIFICATE_UNTRUSTED;
                told = cause;
            } else if (cause instanceof CertificateException && reason == Reason.TLS) {
                told = cause;
                String words = String.valueOf(cause.getMessage());
                reason = words.startsWith("No subject alternative") || words.startsWith("No name matching")
                        ? Reason.CERTIFICATE_NAME
                        : Reason.CERTIFICATE_UNTRUSTED;
            }
        }
        return new Fault(broken && reason == Reason.TLS ? Reason.RESET : reason, Fault.words(told));
    }
}
