package io.dabiao.outbound;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The JDBC drivers: PostgreSQL's and MariaDB's, which come with the service, and those of a folder. None is loaded before it is
 * needed. Safe for use by several threads.
 */
public final class Drivers {

    private final Optional<Path> folder;
    private List<Driver> loaded;

    /** @param folder of the makers' jars, which are loaded by a class loader of their own */
    public Drivers(Optional<Path> folder) {
        this.folder = folder;
    }

    /** @throws IOException where there is none for the address */
    public synchronized Driver of(String url) throws IOException {
        if (url.startsWith("jdbc:postgresql:")) {
            return new org.postgresql.Driver();
        }
        if (url.startsWith("jdbc:mariadb:") || url.startsWith("jdbc:mysql:")) {
            return new org.mariadb.jdbc.Driver();
        }
        for (Driver driver : loaded()) {
            try {
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            } catch (SQLException none) {
                continue;
            }
        }
        throw new IOException("there is no JDBC driver for " + scheme(url)
                + ": put its jar into the folder that dabiao.drivers names"
                + folder.map(path -> " (" + path + ")").orElse("") + ", and begin again");
    }

    private static String scheme(String url) {
        int end = url.indexOf(':', "jdbc:".length());
        return end < 0 ? url : url.substring(0, end + 1);
    }

    private List<Driver> loaded() throws IOException {
        if (loaded == null) {
            List<Driver> found = new ArrayList<>();
            if (folder.isPresent()) {
                List<URL> jars = new ArrayList<>();
                try (Stream<Path> files = Files.list(folder.get())) {
                    for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .toList()) {
                        jars.add(jar.toUri().toURL());
                    }
                }
                // Never closed: what a driver loads later it loads from here.
                @SuppressWarnings("resource")
                URLClassLoader loader =
                        new URLClassLoader("drivers", jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
                ServiceLoader.load(Driver.class, loader).forEach(found::add);
            }
            loaded = List.copyOf(found);
        }
        return loaded;
    }
}
