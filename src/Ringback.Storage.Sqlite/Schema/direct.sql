-- Version 6: what a message costs when all goes well is only appended. A direct delivery has no row of work: its message's row names it.
-- One that succeeds at its first attempt is one row, for the delivery and for the attempt. A database of an earlier version keeps its
-- rows as they are.

-- Endpoints to which the message has direct deliveries, as DirectTargets writes them; null: none.
alter table message add column direct blob;

-- The only attempt of a delivery that was direct, and which of its message's direct deliveries it was; null where attempts have rows.
alter table delivery add column n integer;
alter table delivery add column at integer;
alter table delivery add column ms integer;
alter table delivery add column code integer;
alter table delivery add column url integer;
alter table delivery add column response blob;

-- The first message that could have one, so that what is older is passed over at once.
insert into meta (key, value) select 'direct_since', coalesce(max(seq), 0) + 1 from message;
-- The oldest message that may have one still.
insert into meta (key, value) select 'direct', coalesce(max(seq), 0) + 1 from message;
