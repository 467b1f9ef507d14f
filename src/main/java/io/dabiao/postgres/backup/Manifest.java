package io.dabiao.postgres.backup;

import java.util.List;

/**
 * What a backup holds, and how to tell that it still does.
 *
 * @param format of the file itself; a reader of another format refuses it
 * @param release that took it
 * @param takenAt when its view of the database was fixed, by the service machine's clock (ISO 8601)
 * @param postgres the version of the database it was read from
 * @param migrations those the database had, in order: they make its tables again
 * @param tables in an order in which every row finds what it refers to
 * @param sequences as they stood at the end, at or beyond every number in the tables
 * @param roles other than the service's own that may read; empty where the backup's account could not see them
 * @param files the operator's own files beside the database
 * @param exports files of the event archive that the database refers to; they are not in the backup
 */
public record Manifest(
        int format,
        String release,
        String takenAt,
        String postgres,
        List<Migration> migrations,
        List<Table> tables,
        List<Sequence> sequences,
        List<Role> roles,
        List<Kept> files,
        List<Export> exports) {

    static final int FORMAT = 1;

    /** @param checksum as Flyway computed it; tells whether today's file of that name is the same */
    public record Migration(String script, Integer checksum) {}

    /**
     * @param partitionOf the table it is a part of; null where it is none
     * @param bound of a partition, in the database's own words
     * @param sha256 of the rows as they are in the file
     */
    public record Table(
            String name, List<String> columns, String partitionOf, String bound, long rows, long bytes, String sha256) {
        String entry() {
            return "tables/" + name;
        }
    }

    /** @param called whether {@code last} was handed out already */
    public record Sequence(String name, long last, boolean called) {}

    /**
     * An account that reads, such as a dashboard's.
     *
     * @param verifier of its password, from which the password cannot be told; null where it has none
     * @param memberOf built-in roles
     * @param grants what it was given
     */
    public record Role(String name, String verifier, boolean login, List<String> memberOf, List<Grant> grants) {}

    /** @param object of the schema; null for the schema itself */
    public record Grant(String privilege, String schema, String object) {}

    /** @param path below the backup's folder {@code files} */
    public record Kept(String path, long bytes, String sha256) {
        String entry() {
            return "files/" + path;
        }
    }

    public record Export(String file, String sha256, long events) {}

    /** Rows in all tables. */
    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    /** Rows of a table and its partitions; 0 where there is none of the name. */
    public long rows(String table) {
        return tables.stream()
                .filter(one -> one.name().equals(table) || table.equals(one.partitionOf()))
                .mapToLong(Table::rows)
                .sum();
    }
}
