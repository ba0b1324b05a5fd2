-- 请求键: what a program called a request of its own by (Idempotency-Key), so that sent again it is not done again.
-- Written in the transaction of the request's first event; forgotten after a week.
create table request_key (
    login text not null,             -- whose request
    key text not null,
    digest text not null,            -- of its method, address and body
    sending text not null,           -- drawn each time it is sent
    seq bigint not null,             -- the last event written under it
    at text not null,
    status bigint not null,          -- of the answer; 0: none was kept
    answer text not null,
    primary key (login, key)
);
create index request_key_at on request_key (at);
