-- What the first administrator said of the declarations that ship with the service; no row while nothing was said.

create table shipped_sample (
    one        boolean primary key default true check (one),
    choice     text        not null check (choice in ('kept', 'hidden', 'removed')),
    author     text        not null,
    changed_at timestamptz not null
);
