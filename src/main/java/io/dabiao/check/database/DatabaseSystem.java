package io.dabiao.check.database;

import java.sql.Driver;
import java.util.Locale;
import java.util.Properties;

/** The systems whose driver is part of the service. Addresses are made here, so that no declaration writes a driver's parameters. */
enum DatabaseSystem {
    POSTGRESQL(5432) {
        @Override
        Driver driver() {
            return new org.postgresql.Driver();
        }

        @Override
        void limit(Properties properties, int millis) {
            String seconds = String.valueOf(Math.max(1, (millis + 999) / 1_000));
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("socketTimeout", seconds);
            properties.setProperty("ApplicationName", "dabiao-probe");
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            properties.setProperty("sslmode", wanted ? "require" : "prefer");
        }
    },
    MARIADB(3306) {
        @Override
        Driver driver() {
            return new org.mariadb.jdbc.Driver();
        }

        @Override
        void limit(Properties properties, int millis) {
            properties.setProperty("connectTimeout", String.valueOf(millis));
            properties.setProperty("socketTimeout", String.valueOf(millis));
            properties.setProperty("allowLocalInfile", "false");
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            properties.setProperty("sslMode", wanted ? "trust" : "disable");
        }
    };

    private final int port;

    DatabaseSystem(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    /** The word in declarations and in JDBC's addresses. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract Driver driver();

    abstract void limit(Properties properties, int millis);

    /** @param wanted whether it must be encrypted; whose certificate it is {@code kind: tls} says */
    abstract void secure(Properties properties, boolean wanted);
}
