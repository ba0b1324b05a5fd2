-- 启用: a scheme a fonds files under from a day on; the one it was founded with stands in fonds.scheme_id
create table adoption (
    id bigint primary key,
    fonds_id bigint not null references fonds (id),
    scheme_id text not null,
    from_day text not null,          -- first day of formation filed under it
    replaces text not null,          -- scheme whose place it takes; '' beside the others
    unique (fonds_id, scheme_id)
);
