-- A year is read from the days' totals alone: they lie close together, and what is needed of the slots within a day lies
-- elsewhere. What was kept before is made anew from the log: every series becomes one that was added after all batches.
truncate rollup, rollup_pending;
alter table rollup drop column state;
alter table rollup add column total bytea not null;

create table rollup_slots (
    series_no integer not null,
    day       date    not null,
    slots     bytea   not null,
    primary key (series_no, day)
) with (fillfactor = 80);

update series
set generation   = (select max(generation) from series) + 1,
    ready        = not exists (select from batch),
    done         = 0,
    total        = 0,
    filled_until = '-infinity';
