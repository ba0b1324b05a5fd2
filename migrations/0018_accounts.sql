-- 账号、岗位: who may sign in, the posts each holds, and what each is signed in by
create table account (
    id bigint primary key,
    login text not null unique,
    name text not null,              -- 姓名, as it stands on paper
    section text not null,           -- 科室
    duty text not null,              -- 职务
    system_user text not null,       -- user of the operating system who acts as this account; '' none
    secret text not null,            -- argon2id in the PHC form; '' nobody signs in by password
    must_change bigint not null,     -- 1: the secret was given by another person
    made_at text not null,
    until_day text not null,         -- last day it works; '' without end
    disabled_at text not null        -- '' it works
);
create unique index account_system_user on account (system_user) where system_user <> '';

-- 任岗: a post given to an account, proposed and approved; never changed but to be approved and ended
create table appointment (
    id bigint primary key,
    account_id bigint not null references account (id),
    post text not null,              -- as assets/posts.toml calls it
    fonds_id bigint references fonds (id),          -- null: every fonds
    from_day text not null,
    until_day text not null,         -- last day; '' without end
    proposed_by bigint not null references account (id),
    proposed_at text not null,
    approved_by bigint references account (id),     -- null: waits
    approved_at text not null,
    ended_by bigint references account (id),
    ended_at text not null           -- '' it holds, or waits
);
create index appointment_account on appointment (account_id);

-- 不相容岗位: posts that one person never holds together; ('propose', 'approve'): a post is given by two persons
create table separation (
    id bigint primary key,
    one text not null,
    other text not null,
    unique (one, other)
);

-- 令牌: what a program or a command line is known by
create table token (
    id bigint primary key,
    account_id bigint not null references account (id),
    name text not null,
    digest text not null unique,     -- SHA-256 of the token, which is shown once
    deeds text not null,             -- what it may do of what its account may, apart by blanks; '' all
    made_at text not null,
    until_day text not null,
    ended_at text not null           -- '' it works
);

-- 会话: who is signed in; no part of the records, and no event names its rows
create table session (
    digest text primary key,         -- SHA-256 of what the browser keeps
    account_id bigint not null references account (id),
    made_at text not null,
    seen_at text not null,
    until_at text not null,
    address text not null,
    agent text not null,
    ended_at text not null           -- '' it works
);
create index session_account on session (account_id);

-- which records an event touched, asked for whoever may see those of some fonds alone
create index trace_event on trace (seq);
