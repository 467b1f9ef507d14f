package io.dabiao.ingest.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.SourceChanged;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of a database. It is read within a query of this service's, in the order of the watermark and the key, from where the last
 * run ended less the overlap: rows that are met twice are known by their events' identities.
 *
 * @param watermark a column that never falls for new and changed rows, such as the time of the last change
 * @param key a column that tells rows apart which bear the same watermark, or that grows with each new row
 * @param overlap by how much time a run begins before the end of the last one
 * @param overlapKeys by how much of a number
 * @param zone of times without one
 */
record Query(
        Drivers drivers,
        OutboundPolicy policy,
        String url,
        Optional<String> user,
        Optional<String> password,
        Map<String, String> options,
        String query,
        Optional<String> watermark,
        Optional<String> key,
        Duration overlap,
        int overlapKeys,
        ZoneId zone)
        implements Place.Fetched {

    /** The hosts of an address, several of them where it names several. */
    private static final Pattern HOSTS = Pattern.compile("//([^/?;]+)");

    private static final int LOGIN_SECONDS = 15;
    private static final int QUERY_SECONDS = 1_800;

    @Override
    public Rows open(Start start) throws IOException {
        permitted();
        Connection connection = connection();
        try {
            return read(connection, start);
        } catch (SQLException failed) {
            quietly(connection);
            throw told(failed);
        } catch (IOException | RuntimeException failed) {
            quietly(connection);
            throw failed;
        }
    }

    private void permitted() throws IOException {
        Matcher found = HOSTS.matcher(url);
        if (!found.find()) {
            return;
        }
        for (String written : found.group(1).split(",")) {
            String host =
                    Optional.ofNullable(URI.create("x://" + written).getHost()).orElse(written);
            policy.addresses(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        }
    }

    private Connection connection() throws IOException {
        Driver driver = drivers.of(url);
        Properties properties = new Properties();
        user.ifPresent(name -> properties.put("user", name));
        password.ifPresent(secret -> properties.put("password", secret));
        boolean maria = driver.getClass().getName().startsWith("org.mariadb.");
        if (driver instanceof org.postgresql.Driver) {
            properties.put("loginTimeout", String.valueOf(LOGIN_SECONDS));
            properties.put("socketTimeout", String.valueOf(QUERY_SECONDS));
            properties.put("ApplicationName", "dabiao");
            properties.put("tcpKeepAlive", "true");
        } else if (maria) {
            properties.put("connectTimeout", String.valueOf(LOGIN_SECONDS * 1_000));
            properties.put("socketTimeout", String.valueOf(QUERY_SECONDS * 1_000));
            properties.put("allowLocalInfile", "false");
        }
        properties.putAll(options);
        try {
            Connection connection =
                    driver.connect(maria ? url.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:") : url, properties);
            if (connection == null) {
                throw new IOException("the driver does not take the address " + url);
            }
            if (maria) {
                // Times of the type TIMESTAMP are shown in the session's zone; a fixed offset makes them instants.
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set time_zone = '" + offset() + "'");
                }
            }
            return connection;
        } catch (SQLException failed) {
            throw told(failed);
        }
    }

    /** Of the session: the zone's own at the year's beginning, so that it does not change within a year. */
    private String offset() {
        String id = Columns.offset(zone).getId();
        return id.equals("Z") ? "+00:00" : id;
    }

    private Rows read(Connection connection, Start start) throws SQLException, IOException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        Columns columns;
        try (PreparedStatement statement = connection.prepareStatement("select * from (" + query + ") q where 1 = 0");
                ResultSet nothing = statement.executeQuery()) {
            columns = Columns.of(connection, nothing.getMetaData(), zone);
        }
        Optional<Columns.Column> mark = column(columns, watermark);
        Optional<Columns.Column> by = column(columns, key);
        Optional<Bookmark> bookmark = start.bookmark().flatMap(json -> Bookmark.of(json, mark, by));
        List<String> conditions = new ArrayList<>();
        List<Mark> bound = new ArrayList<>();
        mark.ifPresent(one -> conditions.add(one.quoted() + " is not null"));
        if (mark.isPresent() && bookmark.flatMap(Bookmark::watermark).isPresent()) {
            Mark last = bookmark.get().watermark().get();
            Mark from = last.less(overlap, overlapKeys);
            if (from.equals(last) && by.isPresent() && bookmark.get().key().isPresent()) {
                conditions.add("(" + mark.get().quoted() + " > ? or "
                        + mark.get().quoted() + " = ? and " + by.get().quoted() + " > ?)");
                bound.addAll(List.of(last, last, bookmark.get().key().get()));
            } else {
                conditions.add(mark.get().quoted() + " >= ?");
                bound.add(from);
            }
        } else if (mark.isEmpty()
                && by.isPresent()
                && bookmark.flatMap(Bookmark::key).isPresent()) {
            conditions.add(by.get().quoted() + " > ?");
            bound.add(bookmark.get().key().get().less(overlap, overlapKeys));
        }
        StringBuilder sql = new StringBuilder("select * from (").append(query).append(") q");
        if (!conditions.isEmpty()) {
            sql.append(" where ").append(String.join(" and ", conditions));
        }
        List<String> order = new ArrayList<>();
        mark.ifPresent(one -> order.add(one.quoted()));
        by.ifPresent(one -> order.add(one.quoted()));
        if (!order.isEmpty()) {
            sql.append(" order by ").append(String.join(", ", order));
        }
        PreparedStatement statement =
                connection.prepareStatement(sql.toString(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(Rows.MOST);
        for (int i = 0; i < bound.size(); i++) {
            bound.get(i).bind(statement, i + 1, zone);
        }
        return new QueryRows(connection, statement, statement.executeQuery(), columns, mark, by, bookmark, now(start));
    }

    /** A watermark beyond now is a clock that is ahead: what comes meanwhile must not lie before the bookmark. */
    private static Instant now(Start start) {
        return start.now();
    }

    private Optional<Columns.Column> column(Columns columns, Optional<String> name) throws SourceChanged {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(columns.called(name.get())
                .orElseThrow(() -> new SourceChanged(
                        "the query has no column " + name.get() + "; it has " + String.join(", ", columns.names()))));
    }

    static IOException told(SQLException failed) {
        String state = failed.getSQLState() == null ? "" : " (" + failed.getSQLState() + ")";
        return new IOException("the database says: " + failed.getMessage() + state, failed);
    }

    static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // It is gone already, and nothing of it was to be kept.
            org.jboss.logging.Logger.getLogger(Query.class).debug("the connection was gone already", gone);
        }
    }

    /** Where a run ended, as it is kept. */
    record Bookmark(Optional<Mark> watermark, Optional<Mark> key) {

        /** Empty where it is of other columns, or of another type: then everything is read again. */
        static Optional<Bookmark> of(JsonNode json, Optional<Columns.Column> mark, Optional<Columns.Column> key) {
            Optional<Mark> watermark = mark.flatMap(column -> Mark.read(json.path("watermark"), column));
            Optional<Mark> last = key.flatMap(column -> Mark.read(json.path("key"), column));
            return watermark.isPresent() == mark.isPresent() && (mark.isPresent() || last.isPresent())
                    ? Optional.of(new Bookmark(watermark, last))
                    : Optional.empty();
        }
    }
}
