-- Pages never overlap (SQLite): the nearest paper before the end of the new one is asked alone. Papers of a volume have
-- never overlapped, so no other can reach further; the guard costs the paper, not the volume.

drop trigger item_overlap_insert;
create trigger item_overlap_insert before insert on item
when new.volume_id is not null and (
    select x.page_from + x.pages from item x
     where x.volume_id = new.volume_id and x.page_from < new.page_from + new.pages
     order by x.page_from desc limit 1) > new.page_from
begin select raise(abort, 'guard: pages overlap'); end;

drop trigger item_overlap_update;
create trigger item_overlap_update before update of volume_id, page_from, pages on item
when new.volume_id is not null and (
    select x.page_from + x.pages from item x
     where x.volume_id = new.volume_id and x.id <> new.id and x.page_from < new.page_from + new.pages
     order by x.page_from desc limit 1) > new.page_from
begin select raise(abort, 'guard: pages overlap'); end;
