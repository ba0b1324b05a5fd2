-- 归档 records. One text for SQLite and PostgreSQL: text and bigint only (migrations/README.md).

-- 全宗
create table fonds (
    id bigint primary key,
    number text not null unique,
    name text not null,
    scheme_id text not null
);

-- 分类方案 and accounting tables as records were filed under them; never changed, only added
create table edition (
    id bigint primary key,
    name text not null unique,       -- wuhu-2009
    digest text not null,
    body text not null               -- the file's own text
);

-- what all items of a volume have in common: fonds, year, scheme edition, class, step, period
create table place (
    id bigint primary key,
    fonds_id bigint not null references fonds (id),
    year bigint not null,
    scheme_id text not null,
    class_id text not null,
    step_id text not null,
    period text not null,            -- permanent, or years
    unique (fonds_id, year, scheme_id, class_id, step_id, period)
);

-- 案卷
create table volume (
    id bigint primary key,
    place_id bigint not null references place (id),
    number bigint not null check (number > 0),
    step_text text not null,         -- the step's name as this volume's codes print it
    title text not null,
    state text not null check (state in ('open', 'closed')),
    items bigint not null check (items >= 0),
    pages bigint not null check (pages >= 0),
    first_date text,
    last_date text,
    code text not null,
    code_sort text not null,
    statement text not null,         -- 备考表: 本卷情况说明
    closed_on text,
    closed_by text not null,
    checked_by text not null,
    eligible_on text,                -- first day it may be appraised; null: permanent or a question
    question text,
    deciding_item bigint,
    unique (place_id, number),
    unique (id, place_id),
    check ((state = 'closed') = (closed_on is not null))
);
create index volume_code on volume (code);
create index volume_shelf on volume (code_sort);
create index volume_due on volume (eligible_on);

-- 件
create table item (
    id bigint primary key,
    place_id bigint not null references place (id),
    volume_id bigint,                -- null: taken out, waiting to be filed again
    seq bigint not null,             -- 顺序号 in the volume
    rule bigint not null,            -- which line of the step's table (accounting blocks have several)
    page_from bigint not null,
    pages bigint not null check (pages > 0),
    code text not null,
    code_sort text not null,
    title text not null check (title <> ''),
    creator text not null,
    doc_number text not null,
    date text,
    date_end text,
    secrecy text not null,
    medium text not null,
    remarks text not null,
    more text not null,              -- further columns of the sheet, JSON; '' when none
    eligible_on text,
    question text,
    likeness bigint not null,        -- first 8 bytes of Description::likeness
    batch_id bigint,
    batch_row bigint,
    filed_in bigint not null,        -- the event that brought it in
    -- an item can only stand in a volume of its own place: years, classes and periods never mix
    foreign key (volume_id, place_id) references volume (id, place_id)
);
create index item_volume on item (volume_id, page_from);
create index item_shelf on item (code_sort);
create index item_code on item (code);
create index item_due on item (eligible_on);
create index item_likeness on item (likeness);

-- 一表多人: every person and unit an item concerns
create table person (
    item_id bigint not null references item (id),
    seq bigint not null,
    name text not null,
    id_number text not null,
    id_given text not null,
    personal_no text not null,
    note text not null,
    primary key (item_id, seq)
);

create table unit (
    item_id bigint not null references item (id),
    seq bigint not null,
    name text not null,
    number text not null,
    primary key (item_id, seq)
);

-- facts that decide a date: appraised in time, scrapped, ended
create table fact (
    id bigint primary key,
    item_id bigint not null references item (id),
    kind text not null,
    on_day text not null,
    note text not null
);
create index fact_item on fact (item_id);

-- a hand-over sheet taken in
create table batch (
    id bigint primary key,
    digest text not null unique,     -- of the file and the decisions it was read with
    file_digest text not null,
    file_name text not null,
    sender text not null,
    state text not null check (state in ('running', 'done')),
    rows_read bigint not null,
    accepted bigint not null,
    refused bigint not null,
    done_through bigint not null     -- last row of the sheet this batch is finished with
);
create index batch_file on batch (file_digest);

-- rows of a batch that had something to say: problems or normalisations
create table batch_row (
    batch_id bigint not null references batch (id),
    row_number bigint not null,
    item_id bigint,                  -- null: refused
    problems text not null,          -- JSON
    changes text not null,           -- JSON
    primary key (batch_id, row_number)
);

-- column mapping remembered per sender and heading
create table mapping (
    id bigint primary key,
    sender text not null,
    headings text not null,
    body text not null,
    unique (sender, headings)
);

-- the log: audit trail, feed of the index, proof chain
create table event (
    seq bigint primary key,
    at text not null,
    actor text not null,
    what text not null,
    about text not null,
    detail text not null,            -- JSON
    touched text not null,           -- kind, id and digest of every row it left in a new state
    prev text not null,
    digest text not null
);

-- which events concern a record, for its history (an import's rows are found through item.filed_in)
create table trace (
    kind text not null,
    row_id bigint not null,
    seq bigint not null references event (seq),
    primary key (kind, row_id, seq)
);

-- next numbers of ids
create table counter (
    name text primary key,
    next bigint not null
);

-- long work
create table job (
    id bigint primary key,
    kind text not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    input text not null,             -- JSON
    done bigint not null,
    total bigint not null,
    outcome text not null,           -- JSON
    file text not null,              -- result file inside the data directory
    error text not null,
    cancel_asked bigint not null,
    actor text not null,
    created_at text not null,
    updated_at text not null
);
