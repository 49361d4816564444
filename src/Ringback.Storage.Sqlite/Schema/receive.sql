-- Version 2: what comes from outside. A database of version 1 gains it when it is opened.

-- An application that is a source. `doc` is JSON; tokens of its ingest URL and its provider's secrets are in `sealed`.
create table source (app integer primary key, doc text not null, sealed blob not null);
