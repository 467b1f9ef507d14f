-- The audit log is a chain: each entry has a number and the hash of the entry before it together with its own content, so that a
-- change, a removal or an insertion in the database shows (io.dabiao.audit.AuditChain computes the same hashes). An entry is linked
-- when its transaction commits, by a deferred trigger: the head is locked for the length of a commit, not of the act.
alter table audit_entry
    add column address text,
    add column number  bigint unique,
    add column hash    text;

create index audit_entry_at on audit_entry (at);

-- The newest entry's place; one row.
create table audit_head (
    single boolean primary key default true check (single),
    number bigint not null,
    hash   text   not null
);

-- Where what is kept begins: the number and hash of the last entry that is no longer kept. The first chain begins at 0.
create table audit_start (
    number  bigint primary key,
    hash    text        not null,
    at      timestamptz not null,
    removed bigint      not null
);

create function audit_field(content text) returns text language sql immutable as $$
    select coalesce(octet_length(convert_to(content, 'UTF8')) || ':' || content, '-')
$$;

create function audit_hash(
    previous text, number bigint, at timestamptz, actor text, address text, act text, subject text, detail text
) returns text language sql stable as $$
    select encode(sha256(convert_to(
        previous || E'\n' || number || E'\n' || floor(extract(epoch from at) * 1000000)::bigint || E'\n'
            || audit_field(actor) || E'\n' || audit_field(address) || E'\n' || audit_field(act) || E'\n'
            || audit_field(subject) || E'\n' || audit_field(detail),
        'UTF8')), 'hex')
$$;

create function audit_link(entry bigint) returns void language plpgsql as $$
declare
    head audit_head%rowtype;
    place bigint;
    linked text;
begin
    insert into audit_head (number, hash) values (0, '') on conflict do nothing;
    select * into head from audit_head for update;
    place := head.number + 1;
    update audit_entry e
        set number = place,
            hash = audit_hash(head.hash, place, e.at, e.actor, e.address, e.act, e.subject, e.detail)
        where e.id = entry and e.number is null
        returning e.hash into linked;
    if linked is not null then
        update audit_head set number = place, hash = linked;
    end if;
end $$;

-- An entry that bears its number comes from a backup.
create function audit_linked() returns trigger language plpgsql as $$
begin
    if new.number is null then
        perform audit_link(new.id);
    end if;
    return null;
end $$;

insert into audit_start (number, hash, at, removed) values (0, '', now(), 0);

do $$
declare
    entry record;
begin
    for entry in select id from audit_entry order by id loop
        perform audit_link(entry.id);
    end loop;
end $$;

create constraint trigger audit_entry_is_linked after insert on audit_entry
    deferrable initially deferred for each row execute function audit_linked();
