package io.dabiao.check.database;

import java.util.Locale;
import java.util.Properties;

/** The systems that are known by name. Addresses are made here, so that no declaration writes a driver's parameters. */
enum DatabaseSystem {
    POSTGRESQL(5432) {
        @Override
        void limit(Properties properties, int connecting, int asking) {
            seconds(properties, connecting, asking);
            properties.setProperty("ApplicationName", "dabiao-probe");
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            properties.setProperty("sslmode", wanted ? "require" : "prefer");
        }
    },
    MARIADB(3306) {
        @Override
        void limit(Properties properties, int connecting, int asking) {
            millis(properties, connecting, asking);
            properties.setProperty("allowLocalInfile", "false");
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            properties.setProperty("sslMode", wanted ? "trust" : "disable");
        }
    },
    /** By MariaDB's driver. */
    MYSQL(3306) {
        @Override
        String url(String at, String database) {
            return MARIADB.url(at, database);
        }

        @Override
        void limit(Properties properties, int connecting, int asking) {
            MARIADB.limit(properties, connecting, asking);
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            MARIADB.secure(properties, wanted);
        }
    },
    SQLSERVER(1433) {
        @Override
        String url(String at, String database) {
            return "jdbc:sqlserver://" + at + ";databaseName=" + database;
        }

        @Override
        void limit(Properties properties, int connecting, int asking) {
            properties.setProperty("loginTimeout", String.valueOf(rounded(connecting)));
            properties.setProperty("socketTimeout", String.valueOf(asking));
            properties.setProperty("applicationName", "dabiao-probe");
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            properties.setProperty("encrypt", String.valueOf(wanted));
            properties.setProperty("trustServerCertificate", "true");
        }
    },
    ORACLE(1521) {
        @Override
        String url(String at, String database) {
            return "jdbc:oracle:thin:@//" + at + "/" + database;
        }

        @Override
        String question() {
            return "select 1 from dual";
        }

        @Override
        void limit(Properties properties, int connecting, int asking) {
            properties.setProperty("oracle.net.CONNECT_TIMEOUT", String.valueOf(connecting));
            properties.setProperty("oracle.jdbc.ReadTimeout", String.valueOf(asking));
        }
    },
    /** DM, of Dameng. */
    DM(5236) {
        @Override
        void limit(Properties properties, int connecting, int asking) {
            millis(properties, connecting, asking);
        }
    },
    /** KingbaseES. */
    KINGBASE(54321) {
        @Override
        String url(String at, String database) {
            return "jdbc:kingbase8://" + at + "/" + database;
        }

        @Override
        void limit(Properties properties, int connecting, int asking) {
            seconds(properties, connecting, asking);
        }

        @Override
        void secure(Properties properties, boolean wanted) {
            properties.setProperty("sslmode", wanted ? "require" : "prefer");
        }
    };

    private final int port;

    DatabaseSystem(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    /** The word in declarations. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * JDBC's address, without anything that a declaration could have put there.
     *
     * @param at an address and a port
     */
    String url(String at, String database) {
        return "jdbc:" + word() + "://" + at + "/" + database;
    }

    /** What is asked where nothing is declared. */
    String question() {
        return "select 1";
    }

    /**
     * @param connecting in milliseconds
     * @param asking in milliseconds
     */
    abstract void limit(Properties properties, int connecting, int asking);

    /** Whether a declaration may wish for encryption: of the others the driver has no word for it that is known here. */
    boolean secures() {
        return this != ORACLE && this != DM;
    }

    /** @param wanted whether it must be encrypted; whose certificate it is {@code kind: tls} says */
    void secure(Properties properties, boolean wanted) {
        // Nothing is known that could be said.
    }

    private static void millis(Properties properties, int connecting, int asking) {
        properties.setProperty("connectTimeout", String.valueOf(connecting));
        properties.setProperty("socketTimeout", String.valueOf(asking));
    }

    private static void seconds(Properties properties, int connecting, int asking) {
        properties.setProperty("connectTimeout", String.valueOf(rounded(connecting)));
        properties.setProperty("socketTimeout", String.valueOf(rounded(asking)));
    }

    private static int rounded(int millis) {
        return Math.max(1, (millis + 999) / 1_000);
    }
}
