-- A figure as a dashboard shows it beside its target: two digits after the point, and as many more as it takes to lie on the
-- same side of the target (core.Digits decides alike). A dashboard's own rounding makes 29,996 "30.0 K".
create function dabiao_read.shown(actual numeric, target numeric) returns numeric
    language sql immutable parallel safe
    as $$
        select trim_scale(coalesce(
            (select round(actual, digits)
             from generate_series(2, 30) digits
             where target is null or sign(round(actual, digits) - target) = sign(actual - target)
             order by digits
             limit 1),
            actual))
    $$;
comment on function dabiao_read.shown is
    'The actual with two digits after the point, or as many more as it takes to compare with the target as the exact one does.';
