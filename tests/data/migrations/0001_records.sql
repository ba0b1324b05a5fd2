-- rows as they stood before the next migration: one of everything, and a volume of each state
insert into fonds (id, number, name, scheme_id) values (1, '0211', '芜湖', 'wuhu-2009');
insert into edition (id, name, digest, body) values (1, 'wuhu-2009', 'd', 'id = "wuhu-2009"');
insert into place (id, fonds_id, year, scheme_id, class_id, step_id, period)
values (1, 1, 2009, 'wuhu-2009', 'collection', 'levy', '100'), (2, 1, 2010, 'wuhu-2009', 'collection', 'levy', '100');
insert into volume (id, place_id, number, step_text, title, state, items, pages, code, code_sort, statement, closed_on, closed_by, checked_by)
values (1, 1, 1, '核定', '第一卷', 'open', 2, 8, '2009-ZJ-核定-1-8-H', '2009.1', '', null, '', ''),
       (2, 1, 2, '核定', '第二卷', 'closed', 1, 5, '2009-ZJ-核定-2-5-H', '2009.2', '本卷共 1 件。', '2010-02-01', '王', '李'),
       (3, 2, 1, '核定', '次年', 'open', 0, 0, '2010-ZJ-核定-1-0-H', '2010.1', '', null, '', '');
insert into batch (id, digest, file_digest, file_name, sender, state, rows_read, accepted, refused, done_through)
values (1, 'b', 'f', '一.xlsx', '征缴科', 'done', 4, 3, 1, 8);
insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, date, date_end,
                  secrecy, medium, remarks, more, eligible_on, question, likeness, batch_id, batch_row, filed_in)
values (1, 1, 1, 1, 0, 1, 4, 'c1', 's1', '甲', '', '', '2009-03-22', null, '', '纸质', '', '', '2110-01-01', null, -7, 1, 5, 1),
       (2, 1, 1, 2, 0, 5, 4, 'c2', 's2', '乙', '', '', '2009-03', null, '', '纸质', '', '', '2110-01-01', null, 8, 1, 6, 1),
       (3, 1, 2, 1, 0, 1, 5, 'c3', 's3', '丙', '', '', null, null, '', '纸质', '', '', null, 'scrapping', 9, 1, 7, 1),
       (4, 1, null, 0, 0, 1, 3, '', '', '取出', '', '', null, null, '', '纸质', '', '', null, null, 10, null, null, 1);
insert into person (item_id, seq, name, id_number, id_given, personal_no, note) values (1, 0, '张三', '', '', '', '');
insert into unit (item_id, seq, name, number) values (1, 0, '一中', '');
insert into fact (id, item_id, kind, on_day, note) values (1, 3, 'scrapped', '2015-01-01', '');
insert into batch_row (batch_id, row_number, item_id, problems, changes) values (1, 8, null, '[]', '[]');
insert into mapping (id, sender, headings, body) values (1, '征缴科', '单位|页数', '{}');
insert into event (seq, at, actor, what, about, detail, touched, prev, digest)
values (1, '2026-11-21T12:00:00+08:00', 'local', 'fonds_founded', '0211', '{}', '', '', 'aa');
insert into trace (kind, row_id, seq) values ('i', 1, 1);
insert into counter (name, next) values ('item', 5);
insert into job (id, kind, state, input, done, total, outcome, file, error, cancel_asked, actor, created_at, updated_at)
values (1, 'reindex', 'done', '{}', 1, 1, 'null', '', '', 0, 'local', '2026-11-21T12:00:00+08:00', '2026-11-21T12:00:00+08:00');
