-- What the calendar starts is scheduled under a name of its own; what a former release scheduled would wait here for ever.
delete from qrtz_fired_triggers where sched_name <> 'dabiao';
delete from qrtz_cron_triggers where sched_name <> 'dabiao';
delete from qrtz_simple_triggers where sched_name <> 'dabiao';
delete from qrtz_simprop_triggers where sched_name <> 'dabiao';
delete from qrtz_blob_triggers where sched_name <> 'dabiao';
delete from qrtz_triggers where sched_name <> 'dabiao';
delete from qrtz_job_details where sched_name <> 'dabiao';
delete from qrtz_paused_trigger_grps where sched_name <> 'dabiao';
delete from qrtz_scheduler_state where sched_name <> 'dabiao';
