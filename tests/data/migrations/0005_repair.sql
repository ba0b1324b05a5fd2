insert into repair (id, file_digest, sheet, row_number, column_number, cure, value) values (1, 'f', '一', 8, 4, 'value', '3');
