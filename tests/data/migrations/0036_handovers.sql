insert into account (id, login, name, section, duty, system_user, secret, must_change, made_at, until_day, disabled_at) values
    (61, 'of_section', '交材料', '征缴科', '', '', '', 1, '2026-11-30T09:00:00+08:00', '', ''),
    (62, 'of_archive', '收材料', '档案室', '', '', '', 1, '2026-11-30T09:00:00+08:00', '', ''),
    (63, 'of_section2', '交 材料', '征缴科', '', '', '', 1, '2026-11-30T09:00:00+08:00', '', '');
-- 1 has papers of every fate, 2 was accepted, 3 went back, 4 has none yet
insert into handover (id, number, fonds_id, department, handed_by, handed_name, handed_at, cut_off, lines) values
    (1, 'J261130-01', 1, '征缴科', 61, '交材料', '2026-11-30T09:00:00+08:00', '2026-11-30', 3),
    (2, 'J261130-02', 1, '征缴科', 61, '交材料', '2026-11-30T09:00:00+08:00', '2026-11-30', 1),
    (3, 'J261130-03', 1, '征缴科', 61, '交材料', '2026-11-30T09:00:00+08:00', '2026-11-30', 1),
    (4, 'J261130-04', 1, '征缴科', 61, '交材料', '2026-11-30T09:00:00+08:00', '2026-11-30', 1);
insert into handover_line (id, handover_id, seq, acceptance, title, step, party, id_number, items, pages, fate, reason, decided_by, decided_name, decided_at) values
    (1, 1, 1, 'A-1', '申报表', '', '张三', '990000194802099952', 1, 2, 'waiting', '', null, '', ''),
    (2, 1, 2, 'A-2', '申报表', '', '', '', 1, 2, 'accepted', '', 62, '收材料', '2026-11-30T10:00:00+08:00'),
    (3, 1, 3, 'A-3', '申报表', '', '', '', 1, 2, 'returned', '缺页', 62, '收材料', '2026-11-30T10:00:00+08:00'),
    (4, 2, 1, 'A-4', '申报表', '', '', '', 1, 2, 'accepted', '', 62, '收材料', '2026-11-30T10:00:00+08:00'),
    (5, 3, 1, 'A-5', '申报表', '', '', '', 1, 2, 'returned', '缺页', 62, '收材料', '2026-11-30T10:00:00+08:00');
insert into batch (id, digest, file_digest, file_name, sender, state, rows_read, accepted, refused, done_through, handover_id)
values (61, 'of-2', 'f', '二.xlsx', '征缴科', 'done', 1, 1, 0, 2, 2);
