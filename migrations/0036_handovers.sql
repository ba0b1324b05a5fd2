-- 交接单: papers a department hands to the archive, and what became of each
create table handover (
    id bigint primary key,
    number text not null,            -- J261130-01, or as it was typed
    fonds_id bigint not null references fonds (id),
    department text not null,        -- 移交科室
    handed_by bigint not null references account (id),
    handed_name text not null,       -- 移交人, as it stood then
    handed_at text not null,
    cut_off text not null,           -- 文件办结截止时间: last day on which its papers were settled
    lines bigint not null,           -- as many as it was handed in with
    unique (fonds_id, number)
);

-- its papers, as they were handed in; each is decided once
create table handover_line (
    id bigint primary key,
    handover_id bigint not null references handover (id),
    seq bigint not null,
    acceptance text not null,        -- 受理号
    title text not null,             -- 业务材料名称
    step text not null,              -- 业务环节, as the department calls it; '' none was given
    party text not null,             -- 单位或个人; '' none
    id_number text not null,         -- 公民身份号码; '' none
    items bigint not null,           -- 件数
    pages bigint not null,
    fate text not null check (fate in ('waiting', 'accepted', 'returned')),
    reason text not null,            -- why it went back
    decided_by bigint references account (id),
    decided_name text not null,      -- 接收人, as it stood then; '' nobody decided it yet
    decided_at text not null,
    unique (handover_id, seq)
);
create index handover_line_acceptance on handover_line (acceptance);
-- what waits is asked for on every page, and is little beside what was decided
create index handover_line_waiting on handover_line (handover_id) where fate = 'waiting';

-- a sheet that was taken in after its papers were accepted
alter table batch add column handover_id bigint references handover (id);
create index batch_handover on batch (handover_id);
