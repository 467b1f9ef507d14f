package io.dabiao.launch;

import io.netty.util.NetUtil;
import io.smallrye.config.SmallRyeConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.Optional;

/** What is looked at before anything is started: settings that would leave a way in. */
final class StartChecks {

    /** Of an administrator's token that people choose. */
    static final int SHORTEST_TOKEN = 24;

    /** Of AES-256. */
    static final int KEY_BYTES = 32;

    private StartChecks() {}

    /** @throws StartRefused with what is wrong and how to mend it */
    static void check(SmallRyeConfig settings) {
        Optional<String> token = value(settings, "dabiao.admin-token");
        String host = value(settings, "quarkus.http.host").orElse("0.0.0.0");
        if (token.filter(one -> one.length() < SHORTEST_TOKEN).isPresent() && !loopback(host)) {
            throw new StartRefused("the administrator's token (DABIAO_ADMIN_TOKEN or DABIAO_ADMIN_TOKEN_FILE) has "
                    + token.get().length() + " characters, and the service listens on " + host
                    + ": use at least " + SHORTEST_TOKEN
                    + " (openssl rand -base64 32 makes one), or listen on loopback alone"
                    + " (QUARKUS_HTTP_HOST=127.0.0.1)");
        }
        Optional<String> key = value(settings, "dabiao.encryption-key");
        if (key.filter(one -> !isKey(one)).isPresent()) {
            throw new StartRefused("dabiao.encryption-key must be " + KEY_BYTES
                    + " random bytes in base 64: openssl rand -base64 32 makes one");
        }
        boolean demanded = value(settings, "dabiao.second-factor")
                .filter(demand -> !demand.equalsIgnoreCase("optional"))
                .isPresent();
        boolean elsewhere = value(settings, "quarkus.datasource.jdbc.url").isPresent();
        if (demanded && elsewhere && key.isEmpty()) {
            throw new StartRefused(
                    "dabiao.second-factor demands second factors, and with an external database there is no key to"
                            + " keep them with: set dabiao.encryption-key (DABIAO_ENCRYPTION_KEY_FILE), the same at every replica");
        }
    }

    private static Optional<String> value(SmallRyeConfig settings, String key) {
        return settings.getOptionalValue(key, String.class).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A name other than localhost may be anything, and is not looked up. */
    static boolean loopback(String host) {
        String literal = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        byte[] address = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return host.equals("localhost")
                    || address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of 4 or 16 bytes", impossible);
        }
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
