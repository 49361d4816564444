-- Version 2: what comes from outside. A database of version 1 gains it when it is opened.

-- An application that is a source. `doc` is JSON; tokens of its ingest URL and its provider's secrets are in `sealed`.
create table source (app integer primary key, doc text not null, sealed blob not null);

-- Keys of what came from outside, as they come; sorted into dedupe later, many to a page.
create table dedupe_log (id integer primary key, hash blob not null, seq integer not null, expires integer not null);

-- The request that brought messages from outside: they follow each other from seq on.
create table received (
    seq integer primary key,
    events integer not null,
    origin integer not null,
    method text not null,
    target text not null,
    remote text,
    headers blob not null,
    body blob);         -- where it isn't the one message's payload
-- How often events came again; seq 0 is all of a source.
create table duplicate (seq integer not null, app integer not null, count integer not null, last integer not null, primary key (seq, app)) without rowid;

-- Of an operation: 0, or the number of a forced replay, by which the target's marker tells its effect from the first one's.
alter table work add column run integer not null default 0;

-- The last requests that each source refused, and how many there were.
create table refused (
    n integer primary key,
    app integer not null,
    at integer not null,
    status integer not null,
    reason text not null,
    detail text not null,
    method text not null,
    target text not null,
    remote text,
    headers blob not null,
    body blob not null,
    length integer);
create index refused_app on refused (app);
create table refused_count (app integer not null, reason text not null, count integer not null, last integer not null, primary key (app, reason)) without rowid;
