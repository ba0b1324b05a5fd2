-- 动态验证码: what somebody proves beside the password (RFC 6238)
create table second_factor (
    id bigint primary key,
    account_id bigint not null references account (id),
    seed text not null,              -- 160 bits in base32, shown once
    step bigint not null,            -- time step of the last code used: a code works once
    recovery text not null,          -- SHA-256 of each recovery code that is left, apart by blanks
    made_at text not null,
    ended_at text not null           -- '' it is asked for
);
create unique index second_factor_account on second_factor (account_id) where ended_at = '';
