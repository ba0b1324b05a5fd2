-- 鉴定销毁批次: from a frozen list of volumes to their destruction
create table disposal (
    id bigint primary key,
    number text not null unique,     -- X2026-001, running in each year
    fonds_id bigint not null references fonds (id),
    title text not null,
    is_accounting bigint not null check (is_accounting in (0, 1)),
    stage text not null check (stage in ('draft', 'examined', 'appraised', 'opinion', 'approved', 'waiting', 'destroying', 'done', 'withdrawn')),
    opened_by bigint not null references account (id),
    opened_name text not null,
    opened_at text not null,
    list_digest text not null,       -- of the list as it was frozen
    until_day text not null          -- first day it may be destroyed; '' until it is reported
);

-- the list, frozen when the batch is opened: each volume as it stood then
create table disposal_line (
    id bigint primary key,
    disposal_id bigint not null references disposal (id),
    volume_id bigint not null references volume (id),
    seq bigint not null,
    group_number bigint not null,    -- volumes of one year, class, step and period
    code text not null,
    title text not null,
    year bigint not null,
    class_id text not null,
    step_id text not null,
    period text not null,            -- as it applied then
    items bigint not null,
    pages bigint not null,
    eligible_on text not null,
    unique (disposal_id, volume_id),
    unique (disposal_id, seq)
);
create index disposal_line_volume on disposal_line (volume_id);

-- what somebody stated or did, in order; never changed. What a kind does not need is '' or null.
create table disposal_step (
    id bigint primary key,
    disposal_id bigint not null references disposal (id),
    kind text not null check (kind in ('taken_out', 'examined', 'seated', 'unseated', 'debts_checked', 'voted', 'appraised', 'opinion', 'consented', 'returned', 'reported', 'kept_back', 'begun', 'ticked', 'supervised', 'intended', 'finished', 'withdrawn')),
    at text not null,
    account_id bigint not null references account (id),
    name text not null,              -- 姓名, as it stood then
    line_id bigint references disposal_line (id),
    group_number bigint,
    member_id bigint references account (id),       -- of a seat: who takes or leaves it
    member_name text not null,
    role text not null,              -- seat, approval, or way of destroying
    decision text not null,
    period text not null,
    number text not null,            -- 备案号, or the batch's number as it was typed
    place text not null,
    days bigint,
    words text not null
);
create index disposal_step_kind on disposal_step (disposal_id, kind, id);
create index disposal_step_line on disposal_step (line_id, kind);

-- 去向: a volume that is here no more; its description stays for ever (DA/T 18-2022)
create table departure (
    id bigint primary key,
    volume_id bigint not null unique references volume (id),
    how text not null check (how in ('destroyed', 'transferred')),
    disposal_id bigint references disposal (id),
    on_day text not null,
    basis text not null,             -- number of the batch it went by
    executed_by bigint not null references account (id),
    executed_name text not null
);
create index departure_disposal on departure (disposal_id);
