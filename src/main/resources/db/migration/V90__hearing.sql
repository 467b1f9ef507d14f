-- What was heard of an indicator's sources: never, nothing of late, or all is well. Until the first evaluation after the
-- upgrade, which is at its start, only silence of late is known.
alter table current_evaluation
    add column hearing text not null default 'heard' check (hearing in ('never', 'stale', 'heard'));
update current_evaluation set hearing = 'stale' where stale;

create or replace view dabiao_read.indicator as
select year, project, project_name, indicator, name, level1, level2, behaviour, owner, target_words, unit,
       verdict, actual, target, probability, forecast, forecast_low, forecast_high, coverage, stale, draft,
       last_event, at as evaluated_at, sentence, sentence_zh, outlook, outlook_zh,
       part, whole, samples, heard, event_types, hearing
from public.current_evaluation;

create or replace view dabiao_read.project as
select year, project, max(project_name) as project_name, bool_or(draft) as draft, count(*) as indicators,
       count(*) filter (where verdict = 'met') as met,
       count(*) filter (where verdict = 'on_track') as on_track,
       count(*) filter (where verdict = 'at_risk') as at_risk,
       count(*) filter (where verdict = 'breached') as breached,
       count(*) filter (where verdict = 'missed') as missed,
       count(*) filter (where verdict = 'no_data') as no_data,
       count(*) filter (where verdict = 'undeclared') as undeclared,
       count(*) filter (where stale) as stale,
       count(*) filter (where hearing = 'never') as never_heard
from public.current_evaluation
group by year, project;
