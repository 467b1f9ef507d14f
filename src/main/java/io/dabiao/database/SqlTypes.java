package io.dabiao.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * How JDBI writes and reads what the tables hold. Instants and days go over as what the driver has for them, {@code timestamptz} and
 * {@code date}: by JDBI's own mappers they would pass through the JVM's zone. Statements are sent as they are written: there are
 * no templates in them.
 */
final class SqlTypes {

    private SqlTypes() {}

    static Jdbi over(DataSource dataSource) {
        return with(Jdbi.create(dataSource));
    }

    /** Closing its handles leaves the connection open. */
    static Jdbi over(Connection connection) {
        return with(Jdbi.create(connection));
    }

    private static Jdbi with(Jdbi jdbi) {
        // Transactions are ended by Transactions, or by the container, before the handle is closed.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi.setTemplateEngine(TemplateEngine.NOP)
                .registerArgument(new InstantArgument())
                .registerArgument(new DayArgument())
                .registerColumnMapper(Instant.class, (ColumnMapper<Instant>) SqlTypes::instant)
                .registerColumnMapper(LocalDate.class, (ColumnMapper<LocalDate>) SqlTypes::day)
                .registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(LocalDate.class, "date");
    }

    private static final class InstantArgument extends AbstractArgumentFactory<Instant> {

        InstantArgument() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value.atOffset(ZoneOffset.UTC));
        }
    }

    private static final class DayArgument extends AbstractArgumentFactory<LocalDate> {

        DayArgument() {
            super(Types.DATE);
        }

        @Override
        protected Argument build(LocalDate value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value);
        }
    }

    /** Null where the column is. */
    private static Instant instant(ResultSet row, int column, StatementContext context) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static LocalDate day(ResultSet row, int column, StatementContext context) throws SQLException {
        return row.getObject(column, LocalDate.class);
    }
}
