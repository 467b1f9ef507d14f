package io.dabiao.check.database;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.Texts;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A connection of its own and one question in it, which changes nothing: the transaction is read-only and undone.
 *
 * @param expect a pattern of the first value of the first row
 */
record DatabaseSubject(
        DatabaseSystem system,
        Endpoint to,
        String database,
        String user,
        Optional<Probe.Text> password,
        boolean tls,
        String query,
        Optional<String> expect)
        implements LiveSubject {

    @Override
    public String kind() {
        return "database";
    }

    @Override
    public String address() {
        return system.word() + "://" + to + "/" + database;
    }

    @Override
    public List<String> hosts() {
        return List.of(to.toString());
    }

    @Override
    public List<Probe.Text> secrets() {
        return password.stream().toList();
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Optional<String> secret = attempt.text(password);
        Deque<InetAddress> addresses = new ArrayDeque<>(attempt.resolve(to.host()).stream()
                .limit(Attempt.MOST_ADDRESSES)
                .toList());
        attempt.enter(Phase.CONNECT);
        try (Connection connection = connected(attempt, addresses, secret)) {
            attempt.closing(() -> aborted(connection));
            attempt.enter(Phase.FIRST_BYTE);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                attempt.enter(Phase.BODY);
                if (!row.next()) {
                    throw new AttemptFailed(Reason.CONTENT, Words.of(DatabaseSubject.class, "theQuestionHasNoAnswer"));
                }
                Texts.expect(expect, String.valueOf(row.getString(1)));
            }
            connection.rollback();
        } catch (SQLException failed) {
            throw new AttemptFailed(fault(failed));
        }
    }

    /** What was judged is what is connected to: the driver is handed the address, not the name. */
    private Connection connected(Attempt attempt, Deque<InetAddress> addresses, Optional<String> secret)
            throws AttemptFailed, SQLException {
        while (true) {
            InetAddress address = addresses.remove();
            String url = system.url(new Endpoint(address.getHostAddress(), to.port()).toString(), database);
            Properties properties = new Properties();
            properties.setProperty("user", user);
            secret.ifPresent(text -> properties.setProperty("password", text));
            system.limit(properties, attempt.patience(addresses.size()), attempt.millisLeft());
            system.secure(properties, tls);
            try {
                return attempt.means().drivers().of(url).connect(url, properties);
            } catch (SQLException failed) {
                Reason reason = fault(failed).reason();
                if (addresses.isEmpty() || reason != Reason.CONNECT && reason != Reason.TIMEOUT) {
                    throw failed;
                }
            } catch (IOException none) {
                throw new AttemptFailed(
                        Fault.of(Reason.PREPARATION, Words.of(DatabaseSubject.class, "thereIsNoDriver"), none));
            }
        }
    }

    /** A driver that does not keep to its own limits is not waited for. */
    private static void aborted(Connection connection) throws IOException {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException over) {
            throw new IOException(over);
        }
    }

    private static Fault fault(SQLException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return Fault.of(Reason.CONNECT, Words.of(DatabaseSubject.class, "noConnectionToTheDatabase"), cause);
            }
            if (cause instanceof SocketTimeoutException) {
                return new Fault(Reason.TIMEOUT, Words.of(DatabaseSubject.class, "theDatabaseDoesNotAnswerIn"));
            }
        }
        String state = String.valueOf(failed.getSQLState());
        String said = Conversation.shown(Fault.said(failed));
        if (state.startsWith("28")) {
            return new Fault(Reason.STATUS, Words.of(DatabaseSubject.class, "theDatabaseRefusesThisUser", said));
        }
        if (state.startsWith("08")) {
            return new Fault(Reason.PROTOCOL, Words.of(DatabaseSubject.class, "theConnectionWasNotMade", said));
        }
        return new Fault(Reason.STATUS, Words.of(DatabaseSubject.class, "theDatabaseAnswers", said));
    }
}
