-- what an archivist decided about cells and rows of a sheet before it is taken in
create table repair (
    id bigint primary key,
    file_digest text not null,
    sheet text not null,             -- the workbook's sheet; of a text file its name
    row_number bigint not null,      -- the sheet's own
    column_number bigint not null,   -- from 1; 0: the row as a whole
    cure text not null check (cure in ('value', 'to_check', 'keep', 'skip', 'withdrawn')),
    value text not null,
    unique (file_digest, sheet, row_number, column_number)
);

-- an ID number that lost its last digits is looked for by its owner's name
create index person_name on person (name);
