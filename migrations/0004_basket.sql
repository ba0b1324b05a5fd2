-- 待办篮: records and volumes a person set aside. Rows stay and are marked, so that what was put in
-- and taken out again can be told from what somebody removed behind the program's back.
create table basket (
    id bigint primary key,
    actor text not null,
    kind text not null check (kind in ('item', 'volume')),
    row_id bigint not null,
    present bigint not null check (present in (0, 1)),
    added_at text not null,
    unique (actor, kind, row_id)
);
