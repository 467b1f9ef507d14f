-- What was foretold; null where nothing was.

alter table current_evaluation
    add probability   numeric,
    add forecast      numeric,
    add forecast_low  numeric,
    add forecast_high numeric,
    add outlook       text not null default '',
    add outlook_zh    text not null default '';

alter table verdict_change add probability numeric;

alter table daily_snapshot
    add probability   numeric,
    add forecast      numeric,
    add forecast_low  numeric,
    add forecast_high numeric;
