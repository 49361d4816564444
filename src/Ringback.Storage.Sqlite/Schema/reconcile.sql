-- Version 3: webhooks that should come. A database of an earlier version gains it when it is opened.

-- `doc` is JSON; the headers of its polls are in `sealed`.
create table expectation (
    id integer primary key,
    app integer not null,
    ksuid blob not null,
    hash integer not null,      -- of source and key; two keys may share it
    status integer not null,
    due integer,                -- the deadline, then the next poll; null once it has ended
    polls integer not null,
    event integer,              -- seq of the message that ended it
    updated integer not null,
    key text not null,
    doc text not null,
    sealed blob not null);
-- Found by its id and listed in order of creation.
create unique index expectation_id on expectation (app, ksuid);
create index expectation_key on expectation (app, hash, ksuid);
-- Of those that an event may meet, or be the late one of: however many of its key have ended, it looks at these alone.
create index expectation_live on expectation (app, hash) where due is not null or status = 3;
-- Of those that haven't ended. The source, so that those of a busy one are passed over without a look at their rows.
create index expectation_due on expectation (due, app) where due is not null;

create table expectation_poll (
    exp integer not null,
    n integer not null,
    at integer not null,
    ms integer not null,
    code integer not null,
    outcome integer not null,
    detail text not null,
    response blob not null,
    primary key (exp, n)) without rowid;

-- Where events of a source are looked at for what they are about, and from which message on.
create table watched (app integer not null, pointer text not null, since integer not null, primary key (app, pointer)) without rowid;
-- What each of them was about: so that an expectation finds what came before it.
create table event_key (seq integer not null, hash integer not null, primary key (seq, hash)) without rowid;
create index event_key_hash on event_key (hash);

-- When a source of type cron fired last.
create table schedule (app integer primary key, last integer not null);
