insert into basket (id, actor, kind, row_id, present, added_at)
values (1, 'local', 'volume', 1, 1, '2026-11-21T12:00:00+08:00'), (2, 'local', 'item', 1, 0, '2026-11-21T12:00:00+08:00');
