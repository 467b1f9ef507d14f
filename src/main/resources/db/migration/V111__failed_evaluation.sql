-- Indicators whose evaluation fails: their health, apart from the verdict, which stays as it was last recorded.
create table failed_evaluation
(
  year      integer     not null,
  project   text        not null,
  indicator text        not null,
  since     timestamptz not null, -- the first failure after the last success
  at        timestamptz not null, -- the newest
  reason    text        not null,
  primary key (year, project, indicator)
);
