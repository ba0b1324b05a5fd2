-- What holds for transfers and what goes by them, whatever the program says (PostgreSQL): the same as sqlite/0029. The function that
-- guards destruction is as it was; it is asked of destruction alone.

create function guard_transfer() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: transfers are not deleted';
    end if;
    if tg_op = 'UPDATE' then
        if new.id <> old.id or new.number <> old.number or new.fonds_id <> old.fonds_id or new.title <> old.title
          or new.giver <> old.giver or new.receiver <> old.receiver or new.rule <> old.rule or new.agreement <> old.agreement
          or new.opened_by <> old.opened_by or new.opened_name <> old.opened_name or new.opened_at <> old.opened_at
          or new.list_digest <> old.list_digest then
            raise exception 'guard: a transfer only goes on';
        end if;
        if new.stage <> old.stage and old.stage || '>' || new.stage not in
          ('draft>examined', 'draft>withdrawn', 'examined>packed', 'examined>withdrawn', 'packed>examined', 'packed>handed_over', 'packed>withdrawn', 'handed_over>done') then
            raise exception 'guard: a transfer takes its stages in order';
        end if;
        if (new.stage in ('packed', 'handed_over', 'done')) <> (new.manifest <> '') and new.stage <> 'withdrawn'
          or (old.manifest <> '' and new.manifest <> old.manifest and new.stage <> 'examined')
          or (new.stage = 'packed' and old.stage <> 'packed' and not exists (select 1 from transfer_step s where s.transfer_id = new.id and s.kind = 'sealed'
            and s.manifest = new.manifest and s.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.id and o.kind = 'reopened'))) then
            raise exception 'guard: a transfer is sealed with its package';
        end if;
        if new.stage = 'packed' and old.stage <> 'packed' and exists (select 1 from transfer_line l where l.transfer_id = new.id and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')
            and coalesce((select s.kind from transfer_step s where s.line_id = l.id and s.kind in ('packed', 'unpacked') order by s.id desc limit 1), '') <> 'packed') then
            raise exception 'guard: every volume lies in a carton';
        end if;
        if new.stage = 'handed_over' and old.stage <> 'handed_over' and not exists (select 1 from transfer_step s
            where s.transfer_id = new.id and s.kind = 'handed_over' and s.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.id and o.kind = 'sealed')) then
            raise exception 'guard: a transfer is handed over by its parties';
        end if;
        if new.stage = 'done' and old.stage <> 'done' and exists (select 1 from transfer_line l where l.transfer_id = new.id and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')
            and case coalesce((select s.kind from transfer_step s where s.line_id = l.id and s.kind in ('accepted', 'returned') order by s.id desc limit 1), '')
              when 'accepted' then (select count(*) from departure g where g.volume_id = l.volume_id and g.transfer_id = new.id)
              when 'returned' then 1 else 0 end = 0) then
            raise exception 'guard: a transfer ends when every volume went or was returned';
        end if;
    end if;
    if tg_op = 'INSERT' then
        if new.stage <> 'draft' or new.manifest <> '' then
            raise exception 'guard: a transfer begins as a draft';
        end if;
    end if;
    return new;
end $$;
create trigger transfer_guarded before delete or update or insert on transfer
for each row execute function guard_transfer();

create function guard_transfer_line() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: the list is frozen';
    end if;
    if tg_op = 'UPDATE' then
        raise exception 'guard: the list is frozen';
    end if;
    if tg_op = 'INSERT' then
        if exists (select 1 from transfer_step s where s.transfer_id = new.transfer_id)
          or exists (select 1 from transfer b where b.id = new.transfer_id and b.stage <> 'draft') then
            raise exception 'guard: the list is frozen';
        end if;
        if exists (select 1 from volume v where v.id = new.volume_id and v.state <> 'closed')
          or exists (select 1 from departure g where g.volume_id = new.volume_id) then
            raise exception 'guard: only closed volumes that are here are handed over';
        end if;
        if exists (select 1 from transfer_line l join transfer b on b.id = l.transfer_id
            where l.volume_id = new.volume_id and l.transfer_id <> new.transfer_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out'))
          or exists (select 1 from disposal_line l join disposal b on b.id = l.disposal_id
            where l.volume_id = new.volume_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back'))) then
            raise exception 'guard: the volume is in another batch';
        end if;
    end if;
    return new;
end $$;
create trigger transfer_line_guarded before delete or update or insert on transfer_line
for each row execute function guard_transfer_line();

create function guard_transfer_step() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: what was stated stays';
    end if;
    if tg_op = 'UPDATE' then
        raise exception 'guard: what was stated stays';
    end if;
    if tg_op = 'INSERT' then
        if exists (select 1 from transfer b where b.id = new.transfer_id and b.stage in ('done', 'withdrawn')) then
            raise exception 'guard: the transfer has ended';
        end if;
        if new.line_id is not null and not exists (select 1 from transfer_line l where l.id = new.line_id and l.transfer_id = new.transfer_id) then
            raise exception 'guard: a line belongs to its transfer';
        end if;
        if new.kind = 'handed_over' and (new.given_by = '' or new.taken_by = '' or new.witness = '' or new.witness_unit = '' or new.on_day = ''
            or replace(new.given_by, ' ', '') = replace(new.taken_by, ' ', '') or replace(new.given_by, ' ', '') = replace(new.witness, ' ', '') or replace(new.taken_by, ' ', '') = replace(new.witness, ' ', '')
            or exists (select 1 from transfer b where b.id = new.transfer_id and (replace(b.giver, ' ', '') = replace(b.receiver, ' ', '') or b.receiver = ''))) then
            raise exception 'guard: three parties hand over';
        end if;
        if new.kind in ('accepted', 'returned') and not exists (select 1 from transfer b where b.id = new.transfer_id and b.stage = 'handed_over') then
            raise exception 'guard: what was handed over is received';
        end if;
        if new.kind in ('taken_out', 'returned') and new.words = '' then
            raise exception 'guard: a reason is given';
        end if;
    end if;
    return new;
end $$;
create trigger transfer_step_guarded before delete or update or insert on transfer_step
for each row execute function guard_transfer_step();

-- a volume is in one batch, of either kind
create function guard_disposal_line_transfer() returns trigger language plpgsql as $$
begin
    if exists (select 1 from transfer_line l join transfer b on b.id = l.transfer_id
        where l.volume_id = new.volume_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')) then
        raise exception 'guard: the volume is in another batch';
    end if;
    return new;
end $$;
create trigger disposal_line_in_transfer before insert on disposal_line
for each row execute function guard_disposal_line_transfer();

-- the one statement by which a volume goes to another archive
create function guard_departure_transfer() returns trigger language plpgsql as $$
begin
    if new.how = 'destroyed' then
        if new.transfer_id is not null then
            raise exception 'guard: a volume goes by a batch';
        end if;
        return new;
    end if;
    if new.transfer_id is null or new.disposal_id is not null or new.whereabouts = '' then
        raise exception 'guard: a volume goes by a transfer';
    end if;
    if not exists (select 1 from transfer_line l where l.transfer_id = new.transfer_id and l.volume_id = new.volume_id and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')) then
        raise exception 'guard: the volume is not on the list';
    end if;
    if not exists (select 1 from transfer b where b.id = new.transfer_id and b.stage = 'handed_over' and b.manifest <> '' and b.receiver = new.whereabouts) then
        raise exception 'guard: the transfer is not handed over';
    end if;
    if not exists (select 1 from transfer_step h join transfer b on b.id = h.transfer_id where h.transfer_id = new.transfer_id and h.kind = 'handed_over'
        and h.on_day = new.on_day and h.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.transfer_id and o.kind = 'sealed') and replace(h.given_by, ' ', '') <> replace(h.taken_by, ' ', '')) then
        raise exception 'guard: the parties did not hand it over on that day';
    end if;
    if coalesce((select s.kind from transfer_step s join transfer_line l on l.id = s.line_id where l.transfer_id = new.transfer_id and l.volume_id = new.volume_id
        and s.kind in ('accepted', 'returned') and s.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.transfer_id and o.kind = 'handed_over') order by s.id desc limit 1), '') <> 'accepted' then
        raise exception 'guard: the receiver did not accept it';
    end if;
    if not exists (select 1 from volume v where v.id = new.volume_id and v.state = 'closed') then
        raise exception 'guard: the volume is not closed';
    end if;
    if exists (select 1 from held_volume h where h.volume_id = new.volume_id) then
        raise exception 'guard: the volume is on hold';
    end if;
    if exists (select 1 from disposal_line l join disposal b on b.id = l.disposal_id where l.volume_id = new.volume_id
        and b.stage not in ('done', 'withdrawn') and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back'))) then
        raise exception 'guard: the volume is in a disposal batch';
    end if;
    return new;
end $$;
create trigger departure_transfer_guarded before insert on departure
for each row execute function guard_departure_transfer();

drop trigger departure_disposal_guarded on departure;
create trigger departure_stays before delete or update on departure
for each row execute function guard_departure_disposal();
create trigger departure_disposal_guarded before insert on departure
for each row when (new.how = 'destroyed') execute function guard_departure_disposal();
