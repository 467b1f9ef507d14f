package io.dabiao.check.database;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;

/** A maker's driver, as a jar in a folder would bring it: it connects, and its one row is what it was given. */
public final class ForeignDriver implements Driver {

    private static final String SCHEME = "jdbc:dm:";

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(SCHEME);
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        URI place = URI.create(url.substring("jdbc:".length()));
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(place.getHost(), place.getPort()),
                    Integer.parseInt(properties.getProperty("connectTimeout")));
        } catch (IOException refused) {
            throw new SQLException("no connection", "08001", refused);
        }
        return of(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "createStatement" -> statement(url + " " + properties.getProperty("user"));
            case "isClosed" -> false;
            default -> null;
        });
    }

    private static Statement statement(String given) {
        return of(Statement.class, (self, method, arguments) -> {
            boolean[] read = {false};
            return method.getName().equals("executeQuery")
                    ? of(ResultSet.class, (row, of, which) -> switch (of.getName()) {
                        case "next" -> !read[0] && (read[0] = true);
                        case "getString" -> given + " " + arguments[0];
                        default -> null;
                    })
                    : null;
        });
    }

    private static <T> T of(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(ForeignDriver.class.getClassLoader(), new Class<?>[] {type}, answers));
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
