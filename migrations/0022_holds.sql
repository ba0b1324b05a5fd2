-- 冻结: records that must not be destroyed, handed over or taken back while a matter is open
create table hold (
    id bigint primary key,
    fonds_id bigint references fonds (id),          -- null: of the whole archive
    number text not null unique,     -- 2026-003, running in each year
    ground text not null,            -- key of HoldGround
    basis text not null check (basis <> ''),        -- the document it rests on
    note text not null,
    scope text not null check (scope in ('chosen', 'rule')),
    -- of a rule: what a record must be to be caught; '' or null: any
    class_id text not null,
    step_id text not null,
    year_from bigint,
    year_to bigint,
    person text not null,            -- name of a person the record concerns
    id_number text not null,         -- ID number of a person the record concerns
    unit text not null,              -- name or number of a unit the record concerns
    words text not null,             -- what its title contains, blanks left out of account
    placed_by bigint not null references account (id),
    placed_by_name text not null,
    placed_at text not null,
    lift_asked_by bigint references account (id),   -- null: nobody asks
    lift_asked_at text not null,
    lift_reason text not null,
    lifted_by bigint references account (id),       -- null: it holds
    lifted_at text not null,
    check (scope = 'chosen' or class_id <> '' or year_from is not null or year_to is not null or person <> ''
        or id_number <> '' or unit <> '' or words <> ''),
    check ((lifted_by is null) = (lifted_at = '')),
    check ((lift_asked_by is null) = (lift_asked_at = ''))
);

-- what a hold of chosen records names, each line a volume or a record
create table hold_record (
    id bigint primary key,
    hold_id bigint not null references hold (id),
    volume_id bigint references volume (id),
    item_id bigint references item (id),
    unique (hold_id, volume_id),
    unique (hold_id, item_id),
    check ((volume_id is null) <> (item_id is null))
);
create index hold_record_volume on hold_record (volume_id);
create index hold_record_item on hold_record (item_id);

-- Records that holds catch; asked anew each time, so that a rule catches what is filed later. Lists, pages and
-- guards all ask these two.

-- every record an unlifted hold catches: chosen itself, in a chosen volume, or by a rule
create view held_item as
select h.id as hold_id, i.id as item_id, i.volume_id as volume_id, 'item' as way
  from hold h join hold_record r on r.hold_id = h.id join item i on i.id = r.item_id
 where h.lifted_at = ''
union all
select h.id as hold_id, i.id as item_id, i.volume_id as volume_id, 'volume' as way
  from hold h join hold_record r on r.hold_id = h.id join item i on i.volume_id = r.volume_id
 where h.lifted_at = ''
union all
select h.id as hold_id, i.id as item_id, i.volume_id as volume_id, 'rule' as way
  from hold h join place p on (h.fonds_id is null or p.fonds_id = h.fonds_id)
   and (h.class_id = '' or p.class_id = h.class_id) and (h.step_id = '' or p.step_id = h.step_id)
   and (h.year_from is null or p.year >= h.year_from) and (h.year_to is null or p.year <= h.year_to)
  join item i on i.place_id = p.id
 where h.lifted_at = '' and h.scope = 'rule'
   and (h.words = '' or replace(replace(replace(i.title, ' ', ''), '　', ''), h.words, '')
        <> replace(replace(i.title, ' ', ''), '　', ''))
   and ((h.person = '' and h.id_number = '') or exists (select 1 from person x where x.item_id = i.id
        and (h.person = '' or x.name = h.person) and (h.id_number = '' or x.id_number = h.id_number)))
   and (h.unit = '' or exists (select 1 from unit u where u.item_id = i.id and (u.name = h.unit or u.number = h.unit)));

-- every volume an unlifted hold catches: itself (item_id null), or one of the records in it
create view held_volume as
select h.id as hold_id, r.volume_id as volume_id, cast(null as bigint) as item_id, 'volume' as way
  from hold h join hold_record r on r.hold_id = h.id
 where h.lifted_at = '' and r.volume_id is not null
union all
select h.id as hold_id, i.volume_id as volume_id, i.id as item_id, 'item' as way
  from hold h join hold_record r on r.hold_id = h.id join item i on i.id = r.item_id
 where h.lifted_at = '' and i.volume_id is not null
union all
select h.id as hold_id, v.id as volume_id, cast(null as bigint) as item_id, 'rule' as way
  from hold h join place p on (h.fonds_id is null or p.fonds_id = h.fonds_id)
   and (h.class_id = '' or p.class_id = h.class_id) and (h.step_id = '' or p.step_id = h.step_id)
   and (h.year_from is null or p.year >= h.year_from) and (h.year_to is null or p.year <= h.year_to)
  join volume v on v.place_id = p.id
 where h.lifted_at = '' and h.scope = 'rule' and h.person = '' and h.id_number = '' and h.unit = '' and h.words = ''
union all
select h.id as hold_id, i.volume_id as volume_id, i.id as item_id, 'rule' as way
  from hold h join place p on (h.fonds_id is null or p.fonds_id = h.fonds_id)
   and (h.class_id = '' or p.class_id = h.class_id) and (h.step_id = '' or p.step_id = h.step_id)
   and (h.year_from is null or p.year >= h.year_from) and (h.year_to is null or p.year <= h.year_to)
  join item i on i.place_id = p.id
 where h.lifted_at = '' and h.scope = 'rule' and i.volume_id is not null
   and (h.person <> '' or h.id_number <> '' or h.unit <> '' or h.words <> '')
   and (h.words = '' or replace(replace(replace(i.title, ' ', ''), '　', ''), h.words, '')
        <> replace(replace(i.title, ' ', ''), '　', ''))
   and ((h.person = '' and h.id_number = '') or exists (select 1 from person x where x.item_id = i.id
        and (h.person = '' or x.name = h.person) and (h.id_number = '' or x.id_number = h.id_number)))
   and (h.unit = '' or exists (select 1 from unit u where u.item_id = i.id and (u.name = h.unit or u.number = h.unit)));
