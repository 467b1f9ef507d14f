package io.dabiao.app;

import io.agroal.api.AgroalDataSource;
import io.dabiao.alert.ServiceHealth;
import io.dabiao.lifecycle.CalendarJob;
import io.dabiao.lifecycle.Draining;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Has every {@link CalendarJob} started by Quartz, whose clustered store chooses the replica.
 *
 * <p>Quartz itself and not Quarkus's extension: that one asks the database while the application starts, and ends the process
 * where the database is away.
 */
@ApplicationScoped
class CalendarJobs {

    private static final Logger LOG = Logger.getLogger(CalendarJobs.class);

    private static final String NAME = "dabiao";
    private static final int THREADS = 4;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final long STEP_NANOS = 20_000_000L;

    private final Map<String, CalendarJob> jobs = new HashMap<>();
    private final Map<String, String> failing = new ConcurrentHashMap<>();
    private final AgroalDataSource database;
    private final ServiceHealth serviceHealth;
    private final Clock clock;
    private final MeterRegistry meters;
    private Scheduler scheduler;

    CalendarJobs(
            @All List<CalendarJob> found,
            AgroalDataSource database,
            ServiceHealth serviceHealth,
            Clock clock,
            MeterRegistry meters) {
        found.forEach(job -> jobs.put(job.name(), job));
        this.database = database;
        this.serviceHealth = serviceHealth;
        this.clock = clock;
        this.meters = meters;
    }

    /** Begins to run them; where the database goes away meanwhile it may be called again. */
    synchronized void start() throws SchedulerException {
        stop();
        DBConnectionManager.getInstance().addConnectionProvider(NAME, new Pool());
        Scheduler starting = new StdSchedulerFactory(settings()).getScheduler();
        scheduler = starting;
        starting.setJobFactory((fired, quartz) -> new Turn());
        for (CalendarJob job : jobs.values()) {
            runs(job, "done");
            runs(job, "failed");
            JobDetail detail = JobBuilder.newJob(Turn.class)
                    .withIdentity(job.name())
                    .storeDurably()
                    .requestRecovery()
                    .build();
            starting.scheduleJob(
                    detail,
                    Set.of(TriggerBuilder.newTrigger()
                            .withIdentity(job.name())
                            .forJob(detail)
                            .withSchedule(CronScheduleBuilder.cronSchedule(job.cron())
                                    .inTimeZone(TimeZone.getTimeZone(job.zone())))
                            .build()),
                    true);
        }
        starting.start();
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.put("org.quartz.scheduler.instanceName", NAME);
        settings.put("org.quartz.scheduler.instanceId", "AUTO");
        settings.put("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.put("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.put("org.quartz.scheduler.threadsInheritContextClassLoaderOfInitializer", "true");
        settings.put("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
        settings.put("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
        settings.put("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.put("org.quartz.threadPool.threadsInheritContextClassLoaderOfInitializingThread", "true");
        settings.put("org.quartz.jobStore.class", JobStoreTX.class.getName());
        settings.put("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
        settings.put("org.quartz.jobStore.dataSource", NAME);
        settings.put("org.quartz.jobStore.isClustered", "true");
        return settings;
    }

    /** What fails, by name, with the reason. */
    Map<String, String> failing() {
        return new TreeMap<>(failing);
    }

    synchronized void end(@Observes @Priority(Draining.GIVERS) ShutdownEvent stopping) throws SchedulerException {
        stop();
    }

    private void stop() throws SchedulerException {
        if (scheduler == null) {
            return;
        }
        scheduler.standby();
        // Quartz itself would wait for what is under way without a limit.
        long begun = System.nanoTime();
        while (!scheduler.getCurrentlyExecutingJobs().isEmpty()
                && System.nanoTime() - begun < STOP_PATIENCE.toNanos()) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        scheduler.shutdown(false);
        scheduler = null;
    }

    private Counter runs(CalendarJob job, String outcome) {
        return Counter.builder("dabiao.calendar.runs")
                .description("Runs of what the calendar starts, at this replica, by what came of them.")
                .tags("job", job.name().replace('-', '_'), "outcome", outcome)
                .register(meters);
    }

    private void run(CalendarJob job, Instant scheduled, Scheduler quartz) throws SchedulerException {
        try {
            job.run(scheduled);
            runs(job, "done").increment();
            failing.remove(job.name());
            serviceHealth.works(job.name());
        } catch (Throwable failed) { // As with background jobs: errors too.
            runs(job, "failed").increment();
            failing.put(job.name(), String.valueOf(failed.getMessage()));
            serviceHealth.fails(job.name(), String.valueOf(failed.getMessage()), clock.instant());
            LOG.errorf(failed, "%s failed", job.name());
            if (job.again().isPresent()) {
                again(job, job.again().get(), quartz);
            }
        }
    }

    private void again(CalendarJob job, Duration after, Scheduler quartz) throws SchedulerException {
        Date at = Date.from(clock.instant().plus(after));
        var retry = TriggerBuilder.newTrigger()
                .withIdentity(job.name() + "-again")
                .forJob(job.name())
                .startAt(at)
                .build();
        if (quartz.rescheduleJob(retry.getKey(), retry) == null) {
            quartz.scheduleJob(retry);
        }
    }

    /** Made by Quartz for one run; the class's name stands in its tables. */
    @org.quartz.DisallowConcurrentExecution
    private final class Turn implements Job {

        @Override
        public void execute(JobExecutionContext context) throws JobExecutionException {
            CalendarJob job = jobs.get(context.getJobDetail().getKey().getName());
            if (job == null) {
                LOG.warnf(
                        "%s is a job of another release", context.getJobDetail().getKey());
                return;
            }
            try {
                run(job, context.getScheduledFireTime().toInstant(), context.getScheduler());
            } catch (SchedulerException unavailable) {
                throw new JobExecutionException(unavailable);
            }
        }
    }

    /** Quartz takes its connections from the pool of the service. */
    private final class Pool implements ConnectionProvider {

        @Override
        public Connection getConnection() throws SQLException {
            return database.getConnection();
        }

        @Override
        public void initialize() {
            // It is already.
        }

        @Override
        public void shutdown() {
            // The pool is not Quartz's to close.
        }
    }
}
