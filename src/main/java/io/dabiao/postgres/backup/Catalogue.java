package io.dabiao.postgres.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What there is in a database: tables, sequences, migrations and readers, of the connection's first schema. */
record Catalogue(Connection connection) {

    private static final String TABLES = """
            select c.relname, p.relname, pg_get_expr(c.relpartbound, c.oid),
                   array(select a.attname::text from pg_attribute a
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                         order by a.attnum)
            from pg_class c
            left join pg_inherits i on i.inhrelid = c.oid
            left join pg_class p on p.oid = i.inhparent
            where c.relkind = 'r' and c.relpersistence = 'p'
              and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
            order by c.relname""";

    /** Fixes the view that everything else is read in, and keeps its tables from being dropped or changed meanwhile. */
    void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read read only");
            statement.execute("set local statement_timeout = 0");
            statement.execute("set local idle_in_transaction_session_timeout = 0");
            statement.execute("set local lock_timeout = '60s'");
            String all = tables().stream().map(table -> quoted(table.name())).collect(Collectors.joining(", "));
            if (all.isEmpty()) {
                throw new BackupFailure("the database is empty: no service has started on it yet");
            }
            statement.execute("lock table " + all + " in access share mode");
        }
    }

    /** All tables with rows to keep, what is referred to before what refers to it. Counts and digests are not known yet. */
    List<Manifest.Table> tables() throws SQLException {
        Map<String, Manifest.Table> byName = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                List<String> columns = List.of((String[]) row.getArray(4).getArray());
                byName.put(
                        row.getString(1),
                        new Manifest.Table(row.getString(1), columns, row.getString(2), row.getString(3), 0, 0, ""));
            }
        }
        Map<String, Set<String>> needs = references();
        Set<String> ordered = new LinkedHashSet<>();
        byName.keySet().forEach(name -> visit(name, needs, ordered, new TreeSet<>()));
        return ordered.stream().filter(byName::containsKey).map(byName::get).toList();
    }

    private static void visit(String name, Map<String, Set<String>> needs, Set<String> ordered, Set<String> path) {
        if (!ordered.contains(name) && path.add(name)) {
            needs.getOrDefault(name, Set.of()).forEach(needed -> visit(needed, needs, ordered, path));
            ordered.add(name);
        }
    }

    private Map<String, Set<String>> references() throws SQLException {
        Map<String, Set<String>> needs = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select c.relname, f.relname from pg_constraint k
                        join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
                        where k.contype = 'f'""")) {
            while (row.next()) {
                needs.computeIfAbsent(row.getString(1), absent -> new TreeSet<>())
                        .add(row.getString(2));
            }
        }
        return needs;
    }

    List<Manifest.Sequence> sequences() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select sequencename from pg_sequences where schemaname = current_schema() order by 1")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        List<Manifest.Sequence> sequences = new ArrayList<>();
        for (String name : names) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select last_value, is_called from " + quoted(name))) {
                row.next();
                sequences.add(new Manifest.Sequence(name, row.getLong(1), row.getBoolean(2)));
            }
        }
        return sequences;
    }

    List<Manifest.Migration> migrations() throws SQLException {
        List<Manifest.Migration> migrations = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select script, checksum from flyway_schema_history"
                        + " where success and type = 'SQL' order by installed_rank")) {
            while (row.next()) {
                // Without the folder, which depends on how Flyway was told to look for it.
                String script = row.getString(1).substring(row.getString(1).lastIndexOf('/') + 1);
                migrations.add(new Manifest.Migration(script, row.getObject(2, Integer.class)));
            }
        }
        return migrations;
    }

    /** Files of the event archive, where this database knows of an archive. */
    List<Manifest.Export> exports() throws SQLException {
        List<Manifest.Export> exports = new ArrayList<>();
        if (tables().stream().anyMatch(table -> table.name().equals("event_export"))) {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("select file, sha256, events from event_export order by file")) {
                while (row.next()) {
                    exports.add(new Manifest.Export(row.getString(1), row.getString(2), row.getLong(3)));
                }
            }
        }
        return exports;
    }

    /** Accounts that are neither the server's nor superusers. Empty where this one may not see passwords' verifiers. */
    List<Manifest.Role> roles() throws SQLException {
        List<Manifest.Role> roles = new ArrayList<>();
        if (!superuser()) {
            return roles;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select r.rolname, r.rolpassword, r.rolcanlogin,
                               array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
                                     where m.member = r.oid and g.rolname like 'pg\\_%' order by 1)
                        from pg_authid r
                        where not r.rolsuper and r.rolname not like 'pg\\_%' order by 1""")) {
            while (row.next()) {
                roles.add(new Manifest.Role(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        List.of((String[]) row.getArray(4).getArray()),
                        grants(row.getString(1))));
            }
        }
        return roles;
    }

    private boolean superuser() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private List<Manifest.Grant> grants(String role) throws SQLException {
        List<Manifest.Grant> grants = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select a.privilege_type, n.nspname, null from pg_namespace n, aclexplode(n.nspacl) a
                where a.grantee = (select oid from pg_roles where rolname = ?) and n.nspname not like 'pg\\_%'
                union all
                select a.privilege_type, n.nspname, c.relname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
                where a.grantee = (select oid from pg_roles where rolname = ?) and n.nspname not like 'pg\\_%'
                  and c.relkind in ('r', 'p', 'v')""")) {
            statement.setString(1, role);
            statement.setString(2, role);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    grants.add(new Manifest.Grant(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return grants;
    }

    /** A table and its columns as COPY names them. */
    static String copied(Manifest.Table table) {
        return quoted(table.name()) + " ("
                + table.columns().stream().map(Catalogue::quoted).collect(Collectors.joining(", ")) + ")";
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
