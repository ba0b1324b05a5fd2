insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, secrecy, medium, remarks, more, likeness, filed_in)
values (30, 12, null, 1, 0, 1, 9, 'c30', 's30', '批次销毁清册', '', '', '', '', '', '', 30, 1),
       (31, 12, null, 1, 0, 1, 9, 'c31', 's31', '批次销毁证明', '', '', '', '', '', '', 31, 1),
       (32, 11, null, 1, 0, 1, 9, 'c32', 's32', '登记', '', '', '', '', '', '', 32, 1);
insert into disposal_record (id, disposal_id, paper, item_id, file_digest, registered_in) values (1, 20, 'register', 30, 'd', 1);
