insert into volume (id, place_id, number, step_text, title, state, items, pages, code, code_sort, statement, closed_on, closed_by, checked_by, eligible_on, question) values
    (31, 12, 31, '就医', '可移交', 'closed', 1, 9, 'v31', 's31', '', '2010-02-01', '', '', null, null),
    (32, 12, 32, '就医', '冻结', 'closed', 1, 9, 'v32', 's32', '', '2010-02-01', '', '', null, null),
    (33, 12, 33, '就医', '退回', 'closed', 1, 9, 'v33', 's33', '', '2010-02-01', '', '', null, null),
    (34, 12, 34, '就医', '不在批次', 'closed', 1, 9, 'v34', 's34', '', '2010-02-01', '', '', null, null),
    (35, 11, 35, '就医', '已鉴定', 'closed', 1, 9, 'v35', 's35', '', '2010-02-01', '', '', '2020-01-01', null),
    (36, 12, 36, '就医', '整理中', 'open', 1, 9, 'v36', 's36', '', null, '', '', null, null),
    (37, 12, 37, '就医', '取出', 'closed', 1, 9, 'v37', 's37', '', '2010-02-01', '', '', null, null),
    (38, 11, 38, '就医', '装箱中', 'closed', 1, 9, 'v38', 's38', '', '2010-02-01', '', '', '2020-01-01', null);
insert into hold_record (id, hold_id, volume_id, item_id) values (31, 1, 32, null);
insert into disposal (id, number, fonds_id, title, is_accounting, stage, opened_by, opened_name, opened_at, list_digest, until_day) values
    (31, 'X2026-031', 1, 'open', 0, 'draft', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '');
insert into disposal_line (id, disposal_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, items, pages, eligible_on)
values (1031, 31, 35, 1, 1, 'v35', '登记', 2009, 'medical', 'visit', '10', 1, 9, '2020-01-01');
-- 1 waits for its end, each other lacks what its title names or is at an earlier stage
insert into transfer (id, number, fonds_id, title, stage, giver, receiver, rule, agreement, opened_by, opened_name, opened_at, list_digest, manifest) values
    (1, 'Y2026-001', 1, 'nothing', 'handed_over', '社保中心', '市档案馆', 'county', '', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', 'aa'),
    (2, 'Y2026-002', 1, 'packed', 'packed', '社保中心', '市档案馆', 'county', '', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', 'aa'),
    (3, 'Y2026-003', 1, 'open', 'examined', '社保中心', '市档案馆', 'county', '', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', ''),
    (4, 'Y2026-004', 1, 'new', 'draft', '社保中心', '市档案馆', 'county', '', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', ''),
    (5, 'Y2026-005', 1, 'ended', 'done', '社保中心', '市档案馆', 'county', '', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', 'aa'),
    (6, 'Y2026-006', 1, 'itself', 'packed', '社保中心', '社保 中心', 'county', '', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', 'aa');
insert into transfer_line (id, transfer_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, number, items, pages, due_on)
select 100 + v.id, case v.id when 38 then 3 else 1 end, v.id, v.id - 30, 1, v.code, v.title, 2009, 'medical', 'visit', 'permanent', v.number, 1, 9, '2020-01-01'
from volume v where v.id in (31, 32, 33, 35, 36, 37, 38);
insert into transfer_step (id, transfer_id, kind, at, account_id, name, line_id, group_number, carton, choice, manifest, given_by, taken_by, witness_unit, witness, on_day, words)
select 100 + l.id, l.transfer_id, 'packed', '2026-06-02T09:00:00+08:00', 11, '经办', l.id, null, 1, '', '', '', '', '', '', '', ''
from transfer_line l where l.transfer_id = 1;
insert into transfer_step (id, transfer_id, kind, at, account_id, name, line_id, group_number, carton, choice, manifest, given_by, taken_by, witness_unit, witness, on_day, words) values
    (301, 1, 'taken_out', '2026-06-02T09:00:00+08:00', 11, '经办', 137, null, null, '', '', '', '', '', '', '', '缺'),
    (302, 1, 'sealed', '2026-06-03T09:00:00+08:00', 11, '经办', null, null, null, '', 'aa', '', '', '', '', '', ''),
    (303, 1, 'handed_over', '2026-06-04T09:00:00+08:00', 11, '经办', null, null, null, '', '', '经办', '馆员', '市档案局', '监交', '2026-06-04', ''),
    (304, 1, 'accepted', '2026-06-05T09:00:00+08:00', 11, '经办', 131, null, null, '', '', '', '', '', '', '', ''),
    (305, 1, 'accepted', '2026-06-05T09:00:00+08:00', 11, '经办', 132, null, null, '', '', '', '', '', '', '', ''),
    (306, 1, 'accepted', '2026-06-05T09:00:00+08:00', 11, '经办', 133, null, null, '', '', '', '', '', '', '', ''),
    (307, 1, 'returned', '2026-06-06T09:00:00+08:00', 11, '经办', 133, null, null, '', '', '', '', '', '', '', '缺页'),
    (308, 1, 'accepted', '2026-06-05T09:00:00+08:00', 11, '经办', 135, null, null, '', '', '', '', '', '', '', ''),
    (309, 1, 'accepted', '2026-06-05T09:00:00+08:00', 11, '经办', 136, null, null, '', '', '', '', '', '', '', ''),
    (311, 1, 'accepted', '2026-06-05T09:00:00+08:00', 11, '经办', 137, null, null, '', '', '', '', '', '', '', ''),
    (310, 2, 'sealed', '2026-06-03T09:00:00+08:00', 11, '经办', null, null, null, '', 'aa', '', '', '', '', '', '');
