-- What operators' tools may read: stable views, apart from the tables behind them, which change with releases.
-- A reader is given no more than this schema: docs/how-to/grafana.md.

-- Names as printed, filled with the next evaluation of each indicator.
alter table current_evaluation
    add project_name text not null default '',
    add name         text not null default '',
    add level1       text not null default '',
    add level2       text not null default '',
    add target_words text not null default '',
    add unit         text not null default '',
    add behaviour    text not null default '',
    add owner        text not null default '';

create schema dabiao_read;
comment on schema dabiao_read is 'Views for dashboards; columns are added, never renamed or removed without a release note.';

create view dabiao_read.indicator as
select year, project, project_name, indicator, name, level1, level2, behaviour, owner, target_words, unit,
       verdict, actual, target, probability, forecast, forecast_low, forecast_high, coverage, stale, draft,
       last_event, at as evaluated_at, sentence, sentence_zh, outlook, outlook_zh
from public.current_evaluation;
comment on view dabiao_read.indicator is 'The newest evaluation of each indicator; what is null could not be computed.';

create view dabiao_read.project as
select year, project, max(project_name) as project_name, bool_or(draft) as draft, count(*) as indicators,
       count(*) filter (where verdict = 'met') as met,
       count(*) filter (where verdict = 'on_track') as on_track,
       count(*) filter (where verdict = 'at_risk') as at_risk,
       count(*) filter (where verdict = 'breached') as breached,
       count(*) filter (where verdict = 'missed') as missed,
       count(*) filter (where verdict = 'no_data') as no_data,
       count(*) filter (where verdict = 'undeclared') as undeclared,
       count(*) filter (where stale) as stale
from public.current_evaluation
group by year, project;
comment on view dabiao_read.project is 'How many indicators of each project have which verdict.';

create view dabiao_read.verdict_change as
select c.id, c.year, c.project, e.project_name, c.indicator, e.name, c.at, c.recorded_at, c.before, c.after, c.actual,
       c.probability, c.stale, c.draft, c.sentence, c.sentence_zh
from public.verdict_change c
left join public.current_evaluation e using (year, project, indicator);
comment on view dabiao_read.verdict_change is 'Every change of a verdict; before is null for the first.';

create view dabiao_read.course as
select year, project, indicator, day, at as time, actual, forecast, forecast_low,
       forecast_high, probability, verdict, stale, draft
from public.daily_snapshot;
comment on view dabiao_read.course is 'Each indicator at the end of each day, as it was known then.';

create view dabiao_read.live as
select year, project, indicator, state, since, at, value, budget_left, draft from public.live_state;
comment on view dabiao_read.live is 'The newest live state of each indicator that has one.';

create view dabiao_read.live_change as
select id, year, project, indicator, at, before, after, value, draft from public.live_change;
comment on view dabiao_read.live_change is 'Every change of a live state.';

create view dabiao_read.event as
select e.time, s.name as source, t.name as type, e.id, e.data
from public.event e
join public.source s on s.no = e.source_no
join public.event_type t on t.no = e.type_no;
comment on view dabiao_read.event is 'The events themselves; ask for a type and a span of time, which is what is indexed.';

create view dabiao_read.rejection as
select no, received_at, last_at, times, reason, detail from public.rejection where settled_at is null;
comment on view dabiao_read.rejection is 'What was not taken and nobody has mended yet.';

create view dabiao_read.sealed_report as
select year, project, kind, until, version, sealed_at, sealed_by, reason, sha256 from public.sealed_report;
comment on view dabiao_read.sealed_report is 'Reports that were sealed.';
