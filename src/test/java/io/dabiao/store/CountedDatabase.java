package io.dabiao.store;

import io.agroal.api.AgroalDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** Counts what is asked of a database and what it answers; for one thread. */
final class CountedDatabase {

    private final AgroalDataSource dataSource;
    private long statements;
    private long rows;

    CountedDatabase(AgroalDataSource counted) {
        dataSource = proxy(AgroalDataSource.class, counted);
    }

    AgroalDataSource dataSource() {
        return dataSource;
    }

    /** Statements, a COPY being one, and commits and rollbacks. */
    long statements() {
        return statements;
    }

    /** Of answers, as far as they were read. */
    long rows() {
        return rows;
    }

    private <T> T proxy(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (any, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(target, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                    String name = method.getName();
                    if (name.startsWith("execute")
                            || name.equals("commit")
                            || name.equals("rollback")
                            || name.equals("setSavepoint")
                            || name.equals("releaseSavepoint")
                            || answer instanceof PGConnection) {
                        statements++;
                    } else if (name.equals("next") && Boolean.TRUE.equals(answer)) {
                        rows++;
                    }
                    return counted(answer);
                }));
    }

    private Object counted(Object answer) {
        if (answer instanceof PGConnection) {
            return answer;
        }
        if (answer instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, answer);
        }
        if (answer instanceof Statement) {
            return proxy(Statement.class, answer);
        }
        if (answer instanceof ResultSet) {
            return proxy(ResultSet.class, answer);
        }
        return answer instanceof Connection ? proxy(Connection.class, answer) : answer;
    }
}
