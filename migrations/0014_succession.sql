-- 全宗沿革: which fonds went before which
create table succession (
    id bigint primary key,
    fonds_id bigint not null references fonds (id),       -- the later
    earlier_id bigint not null references fonds (id),
    on_day text not null,
    note text not null,
    unique (fonds_id, earlier_id),
    check (fonds_id <> earlier_id)
);
