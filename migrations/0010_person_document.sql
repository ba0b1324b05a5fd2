-- which document a person's number is of: a key of assets/identity_documents.toml
alter table person add column id_kind text not null default ''; -- '': the ID card's own number, or none given
-- one number with two names, one name with two numbers: asked of every person of a sheet
drop index person_name;
create index person_name on person (name, id_number);
create index person_number on person (id_number);
