-- Version 4: the number of an operation's last forced replay on a message. A replay that isn't forced goes on with that run: with the
-- first one's number it would find the first one's marker, and report what that one did.
create table forced (
    seq integer not null,
    ep integer not null,
    run integer not null,
    primary key (seq, ep)) without rowid;
