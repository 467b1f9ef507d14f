package io.dabiao.settings;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A secret may stand in a file instead of the environment, where processes and their logs do not see it: {@code DABIAO_ADMIN_TOKEN_FILE} names the
 * file of {@code DABIAO_ADMIN_TOKEN}, and so on for each of {@link #SECRETS}. Read once, at start.
 */
public final class SecretFiles implements ConfigSourceFactory {

    /** The settings that are secret. */
    public static final List<String> SECRETS = List.of(
            "dabiao.admin-token",
            "dabiao.encryption-key",
            "dabiao.openid-secret",
            "quarkus.datasource.password",
            "quarkus.http.ssl.certificate.key-store-password",
            "quarkus.http.ssl.certificate.trust-store-password");

    private static final String SUFFIX = "-file";
    private static final long LARGEST = 64L << 10;

    /** Above the environment. */
    private static final int ORDINAL = 310;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> found = new TreeMap<>();
        for (String secret : SECRETS) {
            value(context, secret + SUFFIX).ifPresent(file -> {
                if (value(context, secret).isPresent()) {
                    throw new IllegalArgumentException(
                            variable(secret) + " and " + variable(secret + SUFFIX) + " are both set: set one of them");
                }
                found.put(secret, read(variable(secret + SUFFIX), Path.of(file)));
            });
        }
        return found.isEmpty() ? List.of() : List.of(new PropertiesConfigSource(found, "files of secrets", ORDINAL));
    }

    private static Optional<String> value(ConfigSourceContext context, String key) {
        return Optional.ofNullable(context.getValue(key))
                .map(ConfigValue::getValue)
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /**
     * What a file of a secret holds, without white space at its ends.
     *
     * @param variable that names it, for the words of a refusal
     * @throws IllegalArgumentException where it cannot be read or holds nothing
     */
    public static String read(String variable, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException(variable + " names " + file + ", which is too large for a secret");
            }
            String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (secret.isEmpty()) {
                throw new IllegalArgumentException(variable + " names " + file + ", which is empty");
            }
            return secret;
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException(variable + " names " + file + ", which does not exist", missing);
        } catch (CharacterCodingException noText) {
            throw new IllegalArgumentException(variable + " names " + file + ", which is no text", noText);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    variable + " names " + file + ", which cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
