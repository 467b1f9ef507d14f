-- Who is alive: replicas share the sites they probe. Worth nothing after a crash, so it need not survive one.
create unlogged table replica (
    name text primary key,
    beat timestamptz not null
);
