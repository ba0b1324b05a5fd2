-- 利用登记: every record shown or copied, and every search that found nothing
create table consultation (
    id bigint primary key,
    at text not null,
    actor text not null,             -- who served
    identity text not null,          -- keys of assets/consulting.toml
    asker text not null,
    document text not null,          -- card, letter or order number
    purpose text not null,
    item_id bigint references item (id),
    person_row bigint,               -- row inside the form, from 1
    subject text not null,           -- whom or what was looked for
    given text not null check (given in ('looked', 'copied', 'not_found')),
    pages bigint not null check (pages >= 0),
    tried text not null,             -- where nothing was found: what was tried
    check ((item_id is null) = (given = 'not_found'))
);
create index consultation_at on consultation (at);
create index consultation_item on consultation (item_id);

-- questions kept under a name; a removed one keeps its row and nothing of its question
create table saved_search (
    id bigint primary key,
    name text not null,
    owner text not null,
    question text not null,          -- JSON; '': removed
    at text not null
);
