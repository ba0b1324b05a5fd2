-- 抽出另立卷: records that do not go with their volumes. Each keeps the code it had; once it is laid aside it stands in a volume of its own.
create table disposal_kept_out (
    id bigint primary key,
    disposal_id bigint not null references disposal (id),
    line_id bigint not null references disposal_line (id),
    item_id bigint not null references item (id),
    code text not null,              -- as it stood in the volume of the list
    page_from bigint not null,
    pages bigint not null,
    at text not null,
    account_id bigint not null references account (id),
    name text not null,              -- 姓名, as it stood then
    words text not null,             -- why it stays
    to_volume_id bigint,             -- the volume it was laid into, which may be joined to another since; null: it has not left its volume
    laid_at text not null,
    laid_by bigint references account (id),
    laid_name text not null,
    unique (disposal_id, item_id)
);
create index disposal_kept_out_code on disposal_kept_out (code);
create index disposal_kept_out_to on disposal_kept_out (to_volume_id);
create index disposal_kept_out_item on disposal_kept_out (item_id);
create index disposal_kept_out_line on disposal_kept_out (line_id);
