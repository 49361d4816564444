-- Integers inside, KSUIDs only at the edge: a row's cost is its B-trees. What each is for stands beside it.

create table meta (key text primary key, value) without rowid;

-- What is configured, loaded into memory at start. `doc` is JSON; secrets are sealed with a key that isn't in here.
create table organisation (id integer primary key, public_id text not null unique);
create table application (id integer primary key, org integer not null, ksuid blob not null, doc text not null);
create table endpoint (id integer primary key, app integer not null, ksuid blob not null, doc text not null, sealed blob not null);
create table event_type (org integer not null, name text not null, doc text not null, primary key (org, name)) without rowid;
create table url (id integer primary key, text text not null unique);
create table failing (ep integer primary key, since integer not null);
-- Deleted endpoints and applications leave their public id, so that history can still name them.
create table gone (ep integer primary key, ksuid blob not null unique, url integer not null);
create table revocation (
    subject text not null, issued integer not null, since integer not null, until integer not null,
    primary key (subject, issued, since)) without rowid;

-- seq is the order of commit. Payload last: a row read without it touches no overflow page.
create table message (
    seq integer primary key,
    id blob not null,
    app integer not null,
    at integer not null,
    type text not null,
    event_id text,
    channels text,      -- ' a b '
    tags text,          -- ' a b '
    deliver_at integer,
    expires integer,
    content_type text,
    trace text,
    payload blob);
create unique index message_id on message (id);
-- Ordered by seq within an application: an index ends with the rowid, which is seq.
create index message_app on message (app);
create index message_expires on message (expires) where expires is not null;

-- Idempotency keys that SDKs make up: appended, looked up through an index in memory, dropped by range.
create table keylog (seq integer primary key, hash blob not null, body integer not null);
-- Keys that callers and providers chose: only when there is one.
create table dedupe (hash blob primary key, seq integer, ref text, body integer not null, expires integer) without rowid;

-- Unfinished deliveries only. due is null when parked: then the lane fetches it, in order.
create table work (
    ep integer not null,
    seq integer not null,
    due integer,
    tries integer not null,
    manual integer not null,
    primary key (ep, seq)) without rowid;
create index work_due on work (due) where due is not null;

-- History: written once, when a delivery ends.
create table delivery (seq integer not null, ep integer not null, state integer not null, primary key (seq, ep)) without rowid;
create index delivery_ep on delivery (ep, seq, state);
-- What didn't succeed, found without reading what did: costs a success nothing.
create index delivery_failed on delivery (ep, seq, state) where state <> 0;
create table attempt (
    seq integer not null,
    aseq integer not null,
    ep integer not null,
    at integer not null,
    ms integer not null,
    code integer not null,
    state integer not null,
    manual integer not null,
    url integer not null,
    response blob not null,
    primary key (seq, aseq)) without rowid;
create index attempt_ep on attempt (ep, aseq, seq, state, code);
create index attempt_failed on attempt (ep, aseq, seq, code) where state <> 0;

create table endpoint_hour (
    ep integer not null, hour integer not null,
    success integer not null, fail integer not null, canceled integer not null,
    primary key (ep, hour)) without rowid;

create table job (
    key integer primary key,
    ksuid blob not null unique,
    kind integer not null,
    org integer not null,
    app integer not null,
    status integer not null,
    cursor integer not null,
    arguments text not null,
    result text not null,
    created integer not null,
    updated integer not null);
create index job_running on job (key) where status = 0;
create index job_expanding on job (app, key) where status = 0 and kind = 0;
create index job_org on job (org, ksuid);

create table poller (ep integer not null, consumer text not null, seq integer not null, primary key (ep, consumer)) without rowid;
