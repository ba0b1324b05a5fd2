insert into hold (id, fonds_id, number, ground, basis, note, scope, class_id, step_id, year_from, year_to, person, id_number, unit, words, placed_by, placed_by_name, placed_at, lift_asked_by, lift_asked_at, lift_reason, lifted_by, lifted_at) values
    (1, 1, '2026-001', 'lawsuit', '（2026）皖0202民初12号', '', 'chosen', '', '', null, null, '', '', '', '', 1, '系统管理员', '2026-11-30T09:00:00+08:00', null, '', '', null, ''),
    (2, null, '2026-002', 'audit', '芜审通〔2026〕3号', '专项审计', 'rule', '', '', 2009, 2011, '', '', '', '核定', 1, '系统管理员', '2026-11-30T09:00:00+08:00', 2, '2026-11-30T10:00:00+08:00', '审计结束', null, ''),
    (3, null, '2026-003', 'inspection', '稽核通知书第7号', '', 'rule', '', '', 1999, 1999, '', '', '', '', 1, '系统管理员', '2026-11-30T09:00:00+08:00', 2, '2026-11-30T10:00:00+08:00', '稽核结束', 3, '2026-11-30T11:00:00+08:00');
insert into hold_record (id, hold_id, volume_id, item_id) values (1, 1, null, 1), (2, 1, 3, null);
