-- 期限调整: drafts of editions and accounting tables that move dates of what is filed: proposed with their list, applied
-- or withdrawn
create table schedule_change (
    id bigint primary key,
    number text not null unique,     -- 2026-001, running in each year
    fonds_id bigint references fonds (id),          -- of a scheme; null: an accounting table, which holds for all
    edition text not null,           -- id of the draft
    name text not null,
    body text not null,              -- the draft's text
    body_digest text not null,
    against text not null,           -- edition whose records it rules from now on; '' an accounting table
    from_day text not null,          -- first day of formation filed under it; '' an accounting table, or taken up before
    replaces text not null,          -- scheme whose place it takes then; '' none
    reason text not null check (reason <> ''),
    list_digest text not null,       -- over every record and volume whose date moves, before and after
    paper_digest text not null,      -- of the registered list
    records bigint not null,         -- that move
    shortened bigint not null,       -- of these, those that could be appraised sooner
    volumes bigint not null,         -- on the registered list
    seen_after bigint not null,      -- the last event before the list was made
    proposed_by bigint not null references account (id),
    proposed_by_name text not null,
    proposed_at text not null,
    state text not null check (state in ('proposed', 'applied', 'withdrawn')),
    decided_by bigint references account (id),      -- null: nobody has
    decided_by_name text not null,
    decided_at text not null,
    decided_why text not null,
    check (fonds_id is not null or against = ''),
    check (shortened <= records),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'proposed') = (decided_at = ''))
);
