-- A year is read from the days' totals alone, so that nothing of the slots within a day has to be fetched for it.
-- What was kept before is made anew from the log: every series becomes one that was added after all batches there are.
truncate rollup, rollup_pending;
alter table rollup drop column state;
alter table rollup add column total bytea not null;
alter table rollup add column slots bytea not null;
update series
set generation   = (select max(generation) from series) + 1,
    ready        = not exists (select from batch),
    done         = 0,
    total        = 0,
    filled_until = '-infinity';
