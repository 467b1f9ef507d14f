-- When the service first saw the source declared: what was never heard since then can be told as silent. Of sources that are
-- remembered already it is set at the next look.
alter table fact_source add column declared_at timestamptz;
