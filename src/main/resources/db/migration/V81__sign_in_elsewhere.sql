-- Who has been sent to another service to sign in, and has not come back yet. Any replica may take him back.
create table sign_in_pending (
    -- Of a secret that only his browser has.
    hash       text        primary key,
    state      text        not null,
    nonce      text        not null,
    verifier   text        not null,
    leads_to   text        not null,
    created_at timestamptz not null
);
