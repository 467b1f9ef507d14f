package io.dabiao.settings;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The service's own settings: {@code dabiao.data-dir} is also the environment's {@code DABIAO_DATA_DIR}, and so on. A key
 * below {@code dabiao} that is not here is an error at start. Everything else is Quarkus's.
 */
@ConfigMapping(prefix = "dabiao")
public interface Settings {

    /** The folder of the embedded database; it is made where it is missing. Unused with an external database. */
    @WithDefault("data")
    Path dataDir();

    /**
     * The first administrator's bearer token, of at least 24 characters unless the service listens on loopback alone. Where it is absent one is
     * drawn at the first start; where it is changed, the former one ends.
     */
    Optional<String> adminToken();

    /** A file that holds {@link #adminToken}, in its stead. */
    Optional<Path> adminTokenFile();

    /**
     * The key, 32 bytes in base 64, under which secrets that must be read back are kept in the database. With the embedded database one is drawn
     * and kept in the data directory; with an external one it is needed for second factors, the same at every replica.
     */
    Optional<String> encryptionKey();

    /** A file that holds {@link #encryptionKey}, in its stead. */
    Optional<Path> encryptionKeyFile();

    /** Of whom a second factor is demanded at sign-in: {@code optional} of no one, {@code administrators}, or {@code all}. */
    @WithDefault("optional")
    SecondFactorDemand secondFactor();

    /**
     * Who may put a declaration in force that a person stored: {@code anyone} who administers, {@code second-person} for one that did not
     * store it, or {@code review-first} for one that neither stored nor reviewed it, once a second person has reviewed it.
     */
    @WithDefault("anyone")
    ApprovalRule approval();

    /**
     * Whether this process brings the schema of the database up to date when it starts. Where it does not, it waits until another
     * process has.
     */
    @WithDefault("true")
    boolean migrate();

    /**
     * For so long the start waits for a database that answers slowly before the port opens without it. For one that refuses
     * connections it does not wait.
     */
    @WithDefault("3S")
    Duration openWithin();

    /** A folder of one's own declarations, watched. One of the same project and year replaces the shipped one. */
    Optional<Path> declarations();

    /** A folder of one's own working-day calendars, watched. One of the same year replaces the shipped one. */
    Optional<Path> calendars();

    /** A folder of one's own event types, watched. One of the same name replaces the shipped one. */
    Optional<Path> types();

    /** A file with one's own scoring profile, watched: points, rules and grades of the self-assessment. */
    Optional<Path> scoring();

    /** A file that says who is told of alerts, watched. Without it alerts are shown and nobody is told. */
    Optional<Path> alerts();

    /** A file that says which streams of message brokers are read. Without it none is. Read at start. */
    Optional<Path> streams();

    /** A folder of files that say which sources facts are fetched from, watched. Without it none is. */
    Optional<Path> sources();

    /** A folder of JDBC drivers, as jars, for databases other than PostgreSQL, MariaDB and MySQL; read where a source or a probe needs one. */
    Optional<Path> drivers();

    /** A file with one's own words for the headers and cells of spreadsheets, added to the shipped ones; read at each upload. */
    Optional<Path> vocabulary();

    /** A file with one's own words for titles, labels, levels and feet of forms, added to the shipped ones and before them; an edit holds from the next form on. */
    Optional<Path> formVocabulary();

    /** The largest document that is kept as evidence of a reported value. */
    @WithDefault("20M")
    MemorySize evidenceLimit();

    /**
     * How old events become in the log, as an ISO period such as {@code P3Y}, at least {@code P3M}. A month that is older is
     * exported to {@link #archive} once its year's reports are sealed. Where it is absent events are kept for ever.
     */
    Optional<Period> retention();

    /**
     * The folder of exported months; where it is absent, {@code archive} in {@link #dataDir}. Replicas need one that they
     * share.
     */
    Optional<Path> archive();

    /**
     * How old entries of the audit log become, as an ISO period such as {@code P5Y}. Where it is absent they are kept for ever.
     * What ends leaves its last hash, from which the chain of what remains begins.
     */
    Optional<Period> keepAudit();

    /** The institution's zone: its years begin and its daily snapshot is taken there. */
    @WithDefault("Asia/Shanghai")
    ZoneId zone();

    /**
     * Origins, such as {@code https://board.example.org}, whose pages may ask the API from a browser (CORS), with a token. Where it is
     * absent none may.
     */
    Optional<List<String>> allowedOrigins();

    /** Whether reading needs no token. */
    @WithDefault("false")
    boolean openReading();

    /**
     * Whether {@code /metrics} needs no token: {@code false} from loopback alone, {@code true} from anywhere, {@code never} from nowhere. A
     * request that came through a proxy is not from loopback.
     */
    @WithDefault("false")
    OpenMetrics openMetrics();

    /** Whether the description of the API, {@code /q/openapi} and {@code /q/swagger-ui}, is shown to those who are not signed in. */
    @WithDefault("false")
    boolean openDescription();

    /** The largest single event, in bytes. A body of many has no limit. */
    @WithDefault("256K")
    MemorySize eventLimit();

    /** How many bodies one caller, by token, person or address, may be sending at once; the next one is 429. */
    @WithDefault("16")
    int bodiesAtOnce();

    /** When the daily snapshot is taken: a Quartz expression, in {@link #zone}. */
    @WithDefault("0 5 0 * * ?")
    String snapshotAt();

    /** Whether this replica probes the declared sites. */
    @WithDefault("true")
    boolean probing();

    /**
     * Addresses, as host:port, of which at least one takes connections while this machine's own network works. While none
     * does a failed probe is unknown, not a failure. A probe may declare its own.
     */
    Optional<List<String>> probeControls();

    /**
     * Hosts, as {@code host} or {@code host:port}, that load checks may put under load. Every other one is refused: load on
     * somebody else's site is an attack.
     */
    @WithDefault("localhost,127.0.0.1,[::1]")
    List<String> loadHosts();

    /**
     * Whom to tell of a fault of this installation's security, as {@code mailto:} or {@code https:}; given at {@code
     * /.well-known/security.txt}. Where it is absent nothing is given there.
     */
    Optional<List<URI>> securityContacts();

    /** The last day on which {@link #securityContacts} hold; where it is absent, half a year from whenever they are asked for. */
    Optional<LocalDate> securityExpires();

    /**
     * The folder of the files that declarations may name for secrets and certificates of authorities; without it none may be
     * named. Variables that they may name begin with {@code DABIAO_SECRET_}.
     */
    Optional<Path> secretsDir();

    /**
     * Addresses that the service does not contact for declarations, receivers of alerts and sign-ins, in CIDR, such as {@code
     * 10.0.0.0/8}. Link-local ones and those of clouds' credentials never are.
     */
    Optional<List<String>> outboundDeny();

    /**
     * The proxies before this service, as ranges of addresses such as {@code 10.0.0.0/8}. What they say of the client in {@code Forwarded} or
     * {@code X-Forwarded-For} is believed; of anyone else it is not.
     */
    Optional<List<String>> trustedProxies();

    /** After so long without a request a person who has signed in must sign in again. */
    @WithDefault("2H")
    Duration sessionIdle();

    /** After so long he must sign in again in any case. */
    @WithDefault("12H")
    Duration sessionLongest();

    /** The OpenID Connect provider with which people may sign in, as its tokens name it. */
    Optional<URI> openidIssuer();

    /** What this service is called there. */
    Optional<String> openidClient();

    /** Its password there. */
    Optional<String> openidSecret();

    /** A file that holds {@link #openidSecret}, in its stead. */
    Optional<Path> openidSecretFile();

    /** What is asked for. */
    @WithDefault("openid,profile")
    List<String> openidScopes();

    /** Where the provider's token says what a person may do, such as {@code realm_access.roles}. */
    @WithDefault("roles")
    String openidRoles();

    /** What the provider calls the roles, as pairs such as {@code staff=view}; a role's own name is understood. */
    Optional<List<String>> openidRoleNames();
}
