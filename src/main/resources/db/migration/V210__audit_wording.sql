-- What an entry of the audit log says is kept as phrases with their arguments, so that it is put into the reader's words: JSON, an array
-- of arrays of texts, the first of each the phrase. Entries from before keep their English in "detail", and their hashes.
alter table audit_entry add column wording text;

drop function audit_hash(text, bigint, timestamptz, text, text, text, text, text);

create function audit_hash(
    previous text, number bigint, at timestamptz, actor text, address text, act text, subject text, detail text, wording text
) returns text language sql stable as $$
    select encode(sha256(convert_to(
        previous || E'\n' || number || E'\n' || floor(extract(epoch from at) * 1000000)::bigint || E'\n'
            || audit_field(actor) || E'\n' || audit_field(address) || E'\n' || audit_field(act) || E'\n'
            || audit_field(subject) || E'\n' || audit_field(detail)
            || case when wording is null then '' else E'\n' || audit_field(wording) end,
        'UTF8')), 'hex')
$$;

create or replace function audit_link(entry bigint) returns void language plpgsql as $$
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
            hash = audit_hash(head.hash, place, e.at, e.actor, e.address, e.act, e.subject, e.detail, e.wording)
        where e.id = entry and e.number is null
        returning e.hash into linked;
    if linked is not null then
        update audit_head set number = place, hash = linked;
    end if;
end $$;
