package io.dabiao.check.probe;

import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** What probes know of TLS: contexts by what is wished, and what a handshake's failure means in words. Safe for use by several threads. */
public final class Tls {

    /** @param changed the last changes of the files: a renewed one is read again */
    private record Known(TlsWish wish, List<Long> changed) {}

    /** Shorter than any interval of a check; 0 would be for ever. */
    private static final int SHORTEST_SESSION_SECONDS = 1;

    private final Map<Known, Client> contexts = new ConcurrentHashMap<>();

    /** A context, and whether the other side of one of its connections has asked for a certificate. */
    public static final class Client {

        private final SSLContext context;
        private final X509ExtendedTrustManager trust;
        private final boolean shows;
        private final Set<Object> asked;

        private Client(SSLContext context, X509ExtendedTrustManager trust, boolean shows, Set<Object> asked) {
            this.context = context;
            this.trust = trust;
            this.shows = shows;
            this.asked = asked;
        }

        public SSLContext context() {
            return context;
        }

        /** @param connection an {@link SSLEngine} or {@link javax.net.ssl.SSLSocket} of this context */
        public Asked asked(Object connection) {
            return !asked.contains(connection) ? Asked.NO : shows ? Asked.AND_SHOWN : Asked.AND_NOT_SHOWN;
        }

        /** Whether a trusted authority has signed a certificate, or is the one that it is of. */
        private boolean vouches(X509Certificate certificate) {
            return Arrays.stream(trust.getAcceptedIssuers())
                    .anyMatch(authority -> certificate.getPublicKey().equals(authority.getPublicKey())
                            || signed(certificate, authority));
        }
    }

    /** Whether the other side has asked for a client's certificate. */
    public enum Asked {
        NO,
        AND_NOT_SHOWN,
        AND_SHOWN
    }

    /** @throws IOException where a file cannot be read, or is not what it should be */
    public Client client(TlsWish wish, Secrets secrets) throws IOException {
        List<Path> files = new ArrayList<>();
        if (wish.authorities().isPresent()) {
            files.add(secrets.file(wish.authorities().get()));
        }
        if (wish.client().isPresent()) {
            files.add(secrets.file(wish.client().get().certificate()));
            files.add(secrets.file(wish.client().get().key()));
        }
        List<Long> changed = new ArrayList<>();
        for (Path file : files) {
            changed.add(Files.getLastModifiedTime(file).toMillis());
        }
        Known key = new Known(wish, changed);
        Client known = contexts.get(key);
        if (known == null) {
            contexts.keySet().removeIf(old -> old.wish().equals(wish));
            known = made(wish, secrets);
            contexts.put(key, known);
        }
        return known;
    }

    private static Client made(TlsWish wish, Secrets secrets) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(
                    wish.authorities().isPresent()
                            ? store(secrets.file(wish.authorities().get()))
                            : null);
            Set<Object> asked = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));
            Optional<Identity> identity = wish.client().isPresent()
                    ? Optional.of(identity(wish.client().get(), secrets))
                    : Optional.empty();
            X509ExtendedTrustManager usual = (X509ExtendedTrustManager) trust.getTrustManagers()[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new Keys[] {new Keys(identity, asked)}, new TrustManager[] {new TellingTrust(usual)}, null);
            // A session that is resumed asks for no certificate again and agrees on nothing: each look is a first one,
            // as blackbox_exporter's.
            context.getClientSessionContext().setSessionTimeout(SHORTEST_SESSION_SECONDS);
            return new Client(context, usual, identity.isPresent(), asked);
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate one : certificates(file)) {
            store.setCertificateEntry(String.valueOf(number++), one);
        }
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new IOException("no PEM certificates in " + file);
            }
            return all;
        } catch (CertificateException unreadable) {
            throw new IOException("no PEM certificates in " + file, unreadable);
        }
    }

    // ---- who this side is

    private record Identity(X509Certificate[] chain, PrivateKey key) {}

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END", Pattern.DOTALL);

    private static Identity identity(Probe.ClientCertificate client, Secrets secrets)
            throws IOException, GeneralSecurityException {
        X509Certificate[] chain =
                certificates(secrets.file(client.certificate())).toArray(X509Certificate[]::new);
        Path file = secrets.file(client.key());
        Matcher pem = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException("no PEM private key in " + file);
        }
        if (pem.group(1).startsWith("ENCRYPTED") || pem.group(2).contains("ENCRYPTED")) {
            throw new IOException("the private key in " + file + " has a pass phrase; write it without one");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            PrivateKeyInfo info = switch (pem.group(1)) {
                case "RSA PRIVATE KEY" ->
                    new PrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            RSAPrivateKey.getInstance(ASN1Sequence.getInstance(der)));
                case "EC PRIVATE KEY" -> {
                    ECPrivateKey ec = ECPrivateKey.getInstance(ASN1Sequence.getInstance(der));
                    yield new PrivateKeyInfo(
                            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ec.getParametersObject()), ec);
                }
                default -> PrivateKeyInfo.getInstance(ASN1Sequence.getInstance(der));
            };
            return new Identity(
                    chain,
                    KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded())));
        } catch (IllegalArgumentException unreadable) {
            throw new IOException("no readable private key in " + file, unreadable);
        }
    }

    private static final class Keys extends X509ExtendedKeyManager {

        private static final String ALIAS = "probe";

        private final Optional<Identity> identity;
        private final Set<Object> asked;

        Keys(Optional<Identity> identity, Set<Object> asked) {
            this.identity = identity;
            this.asked = asked;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            asked.add(engine);
            return identity.isPresent() ? ALIAS : null;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            asked.add(socket);
            return identity.isPresent() ? ALIAS : null;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return identity.isPresent() ? new String[] {ALIAS} : new String[0];
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.map(Identity::chain).orElse(null);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.map(Identity::key).orElse(null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    // ---- whom it trusts

    /** A chain for which no trusted authority vouches. */
    private static final class Untrusted extends CertificateException {
        private static final long serialVersionUID = 1L;
        private final transient Fault fault;

        Untrusted(Fault fault, Throwable cause) {
            super(fault.words().english(), cause);
            this.fault = fault;
        }
    }

    /** The usual one, which also tells whether an authority's certificate is missing on the way: the handshake's failure does not. */
    private static final class TellingTrust extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager usual;

        TellingTrust(X509ExtendedTrustManager usual) {
            this.usual = usual;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            try {
                usual.checkServerTrusted(chain, type, engine);
            } catch (CertificateException failed) {
                throw told(chain, failed);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            try {
                usual.checkServerTrusted(chain, type, socket);
            } catch (CertificateException failed) {
                throw told(chain, failed);
            }
        }

        private static CertificateException told(X509Certificate[] chain, CertificateException failed) {
            boolean unknown = false;
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                unknown |= cause instanceof CertPathBuilderException;
            }
            if (!unknown || chain.length == 0) {
                return failed;
            }
            X509Certificate last = chain[chain.length - 1];
            String issuer = last.getIssuerX500Principal().getName();
            boolean self = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
            Fault fault = self && chain.length == 1
                    ? new Fault(Reason.CERTIFICATE_UNTRUSTED, Words.of(Tls.class, "theCertificateIsSelfSignedAnd"))
                    : self
                            ? new Fault(
                                    Reason.CERTIFICATE_UNTRUSTED,
                                    Words.of(Tls.class, "theAuthorityIsNotAmongThose", issuer))
                            : new Fault(
                                    Reason.CERTIFICATE_UNTRUSTED,
                                    Words.of(Tls.class, "noTrustedAuthorityVouchesFor", issuer));
            return new Untrusted(fault, failed);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            usual.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            usual.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            usual.checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            usual.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return usual.getAcceptedIssuers();
        }
    }

    // ---- names

    /** A name that {@link SNIHostName} takes for none because of an underscore, though browsers send it. */
    private static final class RawName extends SNIServerName {
        RawName(String name) {
            super(0, name.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Whether the JDK itself can send the name and compare it with the certificate. */
    private static boolean usual(String name) {
        if (name.indexOf(':') >= 0) {
            return true;
        }
        try {
            return !new SNIHostName(name).getAsciiName().isEmpty();
        } catch (IllegalArgumentException unusual) {
            return false;
        }
    }

    /** @param name that the certificate must be of */
    public static void prepare(SSLParameters parameters, String name) {
        if (usual(name)) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        } else {
            parameters.setServerNames(List.of(new RawName(name)));
        }
    }

    /** What is wrong with the name in a certificate, where the JDK cannot compare it. */
    public static Optional<Fault> misnamed(Certificate[] chain, String name) {
        if (usual(name) || chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream()
                        .filter(one -> Integer.valueOf(2).equals(one.get(0)))
                        .forEach(one -> names.add(String.valueOf(one.get(1)).toLowerCase(Locale.ROOT)));
            }
        } catch (CertificateParsingException unreadable) {
            return Optional.of(Fault.of(
                    Reason.CERTIFICATE_NAME, Words.of(Tls.class, "theNamesInTheCertificateCannot"), unreadable));
        }
        String above = name.indexOf('.') < 0 ? name : "*" + name.substring(name.indexOf('.'));
        return names.contains(name) || names.contains(above)
                ? Optional.empty()
                : Optional.of(new Fault(
                        Reason.CERTIFICATE_NAME,
                        Words.of(Tls.class, "theCertificateIsOfNotOf", Words.listed(names), name)));
    }

    // ---- what is said of it

    /**
     * For how many seconds the trust in a site lasts: until the first of the certificates ends that carry it. What is sent besides, such as
     * an authority's of old that another has signed, ends nothing for a visitor.
     *
     * @param sent by the other side, its own first
     * @return empty where there is none
     */
    public static OptionalLong validity(Certificate[] sent, Client client, Instant now) {
        List<X509Certificate> all = Arrays.stream(sent)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
        return all.stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .map(first -> first.equals(all.get(0)) ? first : firstToEnd(all, client))
                .map(first -> OptionalLong.of(
                        Duration.between(now, first.getNotAfter().toInstant()).toSeconds()))
                .orElse(OptionalLong.empty());
    }

    private static X509Certificate firstToEnd(List<X509Certificate> sent, Client client) {
        X509Certificate last = sent.get(0);
        X509Certificate first = last;
        for (int length = 1; length < sent.size() && !client.vouches(last); length++) {
            X509Certificate one = last;
            Optional<X509Certificate> above = sent.stream()
                    .filter(other -> !other.equals(one) && signed(one, other))
                    .max(Comparator.comparing(X509Certificate::getNotAfter));
            if (above.isEmpty()) {
                return first;
            }
            last = above.get();
            first = last.getNotAfter().before(first.getNotAfter()) ? last : first;
        }
        return first;
    }

    private static boolean signed(X509Certificate certificate, X509Certificate authority) {
        if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    /** Of a certificate that ends sooner than is expected. */
    public static Fault expiring(long seconds) {
        long days = Math.floorDiv(seconds, 86_400L);
        return new Fault(Reason.CERTIFICATE_EXPIRING, Words.of(Tls.class, "theCertificateEndsInDays", days));
    }

    /** Whether what went wrong may be that the other side wanted a certificate: with TLS 1.3 it says so after the handshake. */
    public static boolean alerted(Throwable failure) {
        return failure instanceof SSLException
                && String.valueOf(failure.getMessage()).contains("alert");
    }

    /** What a failed handshake means. */
    public static Fault fault(Throwable failure, Asked asked) {
        if (asked != Asked.NO && (alerted(failure) || !(failure instanceof SSLException))) {
            return asked(asked, failure);
        }
        boolean broken = true;
        Optional<Fault> named = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            broken &= !(cause instanceof SSLException);
            if (cause instanceof Untrusted untrusted) {
                return untrusted.fault;
            }
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                boolean over = cause instanceof CertificateExpiredException;
                return Fault.of(
                        Reason.CERTIFICATE_EXPIRED,
                        over ? Words.of(Tls.class, "noLongerValid") : Words.of(Tls.class, "notValidYet"),
                        cause);
            }
            if (cause instanceof CertificateException) {
                named = Optional.of(certificate(cause));
            }
        }
        if (named.isPresent()) {
            return named.get();
        }
        return broken ? Fault.of(Reason.RESET, Words.of(Tls.class, "theConnectionBroke"), failure) : disagreed(failure);
    }

    private static Fault asked(Asked asked, Throwable failure) {
        return asked == Asked.AND_SHOWN
                ? Fault.of(Reason.TLS, Words.of(Tls.class, "theSiteAsksForAClient"), failure)
                : needed();
    }

    /** Of a site that answers those with a certificate only. */
    public static Fault needed() {
        return new Fault(Reason.TLS, Words.of(Tls.class, "theSiteAsksForAClient2"));
    }

    private static Fault certificate(Throwable cause) {
        String said = Fault.said(cause);
        boolean name = said.startsWith("No subject alternative") || said.startsWith("No name matching");
        return name
                ? Fault.of(Reason.CERTIFICATE_NAME, Words.of(Tls.class, "theCertificateIsAnotherSites"), cause)
                : Fault.of(Reason.CERTIFICATE_UNTRUSTED, Words.of(Tls.class, "theCertificateIsNotTrusted"), cause);
    }

    private static final Pattern RECORD = Pattern.compile("not an SSL/TLS record: ([0-9a-f]+)");

    private static Fault disagreed(Throwable failure) {
        String said = Fault.said(failure);
        Matcher record = RECORD.matcher(said);
        if (record.find()) {
            return record.group(1).startsWith("485454502f")
                    ? new Fault(Reason.TLS, Words.of(Tls.class, "theSiteSpeaksPlainHttpHere"))
                    : new Fault(Reason.TLS, Words.of(Tls.class, "noTlsIsSpokenHereWhat", printed(record.group(1))));
        }
        if (said.contains("Unsupported or unrecognized SSL message") || said.contains("plaintext connection")) {
            return new Fault(Reason.TLS, Words.of(Tls.class, "noTlsIsSpokenHere"));
        }
        if (said.contains("protocol_version") || said.contains("protocol version")) {
            return Fault.of(Reason.TLS, Words.of(Tls.class, "theSiteOffersOnlyOldVersions"), failure);
        }
        if (said.contains("unrecognized_name")) {
            return Fault.of(Reason.TLS, Words.of(Tls.class, "noSiteOfThisNameIs"), failure);
        }
        if (said.contains("handshake_failure") || said.contains("insufficient_security")) {
            return Fault.of(Reason.TLS, Words.of(Tls.class, "theTwoSidesHaveNoEncryption"), failure);
        }
        return Fault.of(Reason.TLS, Words.of(Tls.class, "tlsCouldNotBeAgreed"), failure);
    }

    private static String printed(String hex) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i + 1 < hex.length() && text.length() < 40; i += 2) {
            char one = (char) Integer.parseInt(hex.substring(i, i + 2), 16);
            text.append(one >= ' ' && one < 0x7f ? one : '.');
        }
        return text.toString();
    }
}
