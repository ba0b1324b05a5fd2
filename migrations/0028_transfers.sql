-- 移交批次: from a frozen list of volumes to the archive that received them
create table transfer (
    id bigint primary key,
    number text not null unique,     -- Y2026-001, running in each year
    fonds_id bigint not null references fonds (id),
    title text not null,
    stage text not null check (stage in ('draft', 'examined', 'packed', 'handed_over', 'done', 'withdrawn')),
    giver text not null,             -- 移交单位, as it was called then
    receiver text not null,          -- 接收单位
    rule text not null,              -- a rule of assets/transfer.toml
    agreement text not null,         -- 提前、延期移交的约定和依据; '' by the rule alone
    opened_by bigint not null references account (id),
    opened_name text not null,
    opened_at text not null,
    list_digest text not null,       -- of the list as it was frozen
    manifest text not null           -- of the package it is sealed with; '' while it is open
);

-- the list, frozen when the batch is opened: each volume as it stood then
create table transfer_line (
    id bigint primary key,
    transfer_id bigint not null references transfer (id),
    volume_id bigint not null references volume (id),
    seq bigint not null,
    group_number bigint not null,    -- volumes of one year, class, step and period
    code text not null,
    title text not null,
    year bigint not null,
    class_id text not null,
    step_id text not null,
    period text not null,
    number bigint not null,          -- 案卷号
    items bigint not null,
    pages bigint not null,
    due_on text not null,            -- first day it is due by the rule
    unique (transfer_id, volume_id),
    unique (transfer_id, seq)
);
create index transfer_line_volume on transfer_line (volume_id);

-- what somebody stated or did, in order; never changed. What a kind does not need is '' or null.
create table transfer_step (
    id bigint primary key,
    transfer_id bigint not null references transfer (id),
    kind text not null check (kind in ('taken_out', 'opening_stated', 'waived', 'examined', 'packed', 'unpacked', 'sealed', 'reopened', 'handed_over', 'accepted', 'returned', 'finished', 'withdrawn')),
    at text not null,
    account_id bigint not null references account (id),
    name text not null,              -- 姓名, as it stood then
    line_id bigint references transfer_line (id),
    group_number bigint,
    carton bigint,
    choice text not null,            -- opinion on opening, or the issue that was explained
    manifest text not null,          -- of the package
    given_by text not null,          -- 移交人, 接收人, 监交单位, 监交人
    taken_by text not null,
    witness_unit text not null,
    witness text not null,
    on_day text not null,            -- day of the hand-over; day until which copies are kept
    words text not null
);
create index transfer_step_kind on transfer_step (transfer_id, kind, id);
create index transfer_step_line on transfer_step (line_id, kind);

-- a volume that was handed over went by a transfer
alter table departure add column transfer_id bigint references transfer (id);
alter table departure add column whereabouts text not null default ''; -- where it is now; '' of what was destroyed
alter table departure add column copies_until text not null default ''; -- last day copies of it are kept; '' none was said
create index departure_transfer on departure (transfer_id);
