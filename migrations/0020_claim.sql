-- what only one program over the database may be at; it ends by itself when it is not kept
create table claim (
    name text primary key,
    holder text not null,            -- the opened program that has it
    fence bigint not null,           -- grows with every taking: who lost the claim without knowing writes nothing more
    until_second bigint not null     -- by the database's clock; 0: let go
);

-- a row of a sheet is filed once, whoever files it
create unique index item_batch_row on item (batch_id, batch_row);
