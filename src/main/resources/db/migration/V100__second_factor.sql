-- A second factor at sign-in: time-based codes of an app, and recovery codes for when the app is lost.

create table second_factor (
    person_id    bigint      primary key references person (id) on delete cascade,
    -- AES-256-GCM: nonce, then the encrypted secret; the key is not in the database.
    secret       bytea       not null,
    created_at   timestamptz not null,
    -- Null until a first code has shown that the app has the secret: until then it is not asked for.
    confirmed_at timestamptz,
    -- The newest step of 30 seconds whose code was taken: a code is good once.
    last_step    bigint      not null
);

create table recovery_code (
    -- SHA-256 of 80 random bits.
    hash      text   primary key,
    person_id bigint not null references person (id) on delete cascade
);
create index recovery_code_person on recovery_code (person_id);

-- Whose password was right, and whose code has not come yet.
create table sign_in_halfway (
    -- Of a secret that only the browser has.
    hash       text        primary key,
    person_id  bigint      not null references person (id) on delete cascade,
    leads_to   text        not null,
    created_at timestamptz not null
);
