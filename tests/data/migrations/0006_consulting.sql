insert into consultation (id, at, actor, identity, asker, document, purpose, item_id, person_row, subject, given, pages, tried)
values (1, '2026-11-21T12:00:00+08:00', 'local', 'self', '', '', 'benefit', 1, 1, '张三', 'copied', 2, ''),
       (2, '2026-11-21T12:00:00+08:00', 'local', 'lawyer', '王', '函〔2026〕7号', 'litigation', null, null, '李四', 'not_found', 0, '拼音：0 件');
insert into saved_search (id, name, owner, question, at)
values (1, '二〇〇九年征缴', 'local', '{"text":"征缴"}', '2026-11-21T12:00:00+08:00'), (2, '', 'local', '', '2026-11-21T12:00:00+08:00');
