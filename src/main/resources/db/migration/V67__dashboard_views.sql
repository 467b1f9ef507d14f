-- More for dashboards: alerts and who was told, the closed weeks or months of a quota, what a share is of, and the events
-- that an indicator may count. Columns of views are added at their end; the views of V60 stay as they are.

-- Filled with the next evaluation of each indicator.
alter table current_evaluation
    -- Each closed week or month that was judged: [{label, from, until, actual, target, kept}]; null where none is.
    add closed      jsonb,
    add event_types text[] not null default '{}';

create or replace view dabiao_read.indicator as
select year, project, project_name, indicator, name, level1, level2, behaviour, owner, target_words, unit,
       verdict, actual, target, probability, forecast, forecast_low, forecast_high, coverage, stale, draft,
       last_event, at as evaluated_at, sentence, sentence_zh, outlook, outlook_zh,
       part, whole, samples, heard, event_types
from public.current_evaluation;

create view dabiao_read.closed_period as
select e.year, e.project, e.indicator, c.label, c."from" as starts, c.until as ends, c.actual, c.target, c.kept
from public.current_evaluation e,
     jsonb_to_recordset(e.closed) as c(label text, "from" date, until date, actual numeric, target numeric, kept boolean);
comment on view dabiao_read.closed_period is
    'The weeks or months of a quota that are over, each with the target in force at its close; ends is the first day after it.';

create view dabiao_read.alert as
select a.id, lower(a.kind) as kind, lower(a.severity) as severity, lower(a.state) as state, a.year, a.project, a.project_name,
       a.indicator, a.indicator_name, a.owner, a.sentence, a.sentence_zh, a.outlook, a.outlook_zh, a.since, a.fired_at,
       a.acknowledged_at, a.acknowledged_by, a.acknowledgement, a.resolved_at, a.resolved_because, a.resolved_because_zh,
       (select string_agg(distinct t.receiver, ', ' order by t.receiver)
        from public.telling t
        join public.notification n on n.id = t.notification_id
        where t.alert_id = a.id and n.state = 'DELIVERED') as told,
       (select string_agg(distinct t.receiver || ' (' || coalesce(t.held, lower(coalesce(n.state, t.state))) || ')', ', ')
        from public.telling t
        left join public.notification n on n.id = t.notification_id
        where t.alert_id = a.id and (t.state = 'WAITING' or n.state in ('QUEUED', 'REFUSED', 'GIVEN_UP'))) as not_told
from public.alert a;
comment on view dabiao_read.alert is
    'Alerts, those that are over too; told: who took a message about it; not_told: who did not yet, or refused it, and why.';

create view dabiao_read.notification as
select id, receiver, lower(occasion) as occasion, at, title, jsonb_array_length(alerts) as alerts, lower(state) as state,
       attempts, reason, next_at, ended_at
from public.notification;
comment on view dabiao_read.notification is 'Messages about alerts, without their text: queued, delivered, refused, overtaken or given_up.';

create view dabiao_read.silence as
select id, author, reason, made_at, begins, ends, projects, indicators, kinds, levels, owners from public.silence;
comment on view dabiao_read.silence is 'Silences that somebody made; over where ends is past.';
